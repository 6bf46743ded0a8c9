"""SOW -> Change Order: what was signed never changes; a change is a new SOW that names the one it changes."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.salesflow_app.workflows import sow as states

KEPT = (
	"customer company opportunity account_manager msa msa_bundled currency conversion_rate taxes_and_charges "
	"payment_days signatory_name signatory_title signatory_email company_signatory"
).split()


@frappe.whitelist()
def make_change_order(source_name: str) -> Document:
	"""An unsaved SOW of type Change Order. Raises ValidationError where the SOW is not signed and in force."""
	frappe.has_permission("SOW", "create", throw=True)
	sow = frappe.get_doc("SOW", source_name)
	sow.check_permission("read")
	if sow.workflow_state not in states.BINDING:
		frappe.throw(
			_(
				"SOW {0} is in state {1}: only a signed SOW needs a Change Order. Use “Revise” instead."
			).format(source_name, frappe.bold(_(sow.workflow_state)))
		)
	change = frappe.new_doc("SOW")
	change.update({field: sow.get(field) for field in KEPT})
	change.update(
		{
			"sow_type": "Change Order",
			"changes_sow": sow.name,
			"title": _("Change Order to {0}").format(sow.name),
		}
	)
	return change
