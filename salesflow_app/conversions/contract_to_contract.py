"""Contract -> Contract: the agreement that takes the place of one that is signed. The old one ends when the new one is signed."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, getdate, today

from salesflow_app.conversions.customer_to_contract import make_contract
from salesflow_app.salesflow_app.workflows import contract as states

TAKEN_OVER = (
	"salesflow_title salesflow_notice_days salesflow_account_manager salesflow_signatory_name "
	"salesflow_signatory_title salesflow_signatory_email"
).split()


@frappe.whitelist()
def renew(source_name: str) -> Document:
	"""An unsaved MSA with the same customer and company, in the words of today's master.

	Raises PermissionError without the right to read the Contract or to make one, ValidationError for one that is not signed.
	"""
	frappe.has_permission("Contract", "read", source_name, throw=True)
	old = frappe.get_doc("Contract", source_name)
	if not (old.salesflow_is_msa and old.is_signed and old.docstatus == 1):
		frappe.throw(_("Contract {0}: only a signed MSA is renewed.").format(old.name))
	new = make_contract(old.party_name, old.salesflow_company)
	new.update({field: old.get(field) for field in TAKEN_OVER})
	new.salesflow_replaces = old.name if old.salesflow_state == states.SIGNED else None
	if old.end_date and getdate(old.end_date) >= getdate(today()):
		new.start_date = add_days(old.end_date, 1)
	return new
