"""The button Send Again: what did not go out is tried once more."""

import frappe
from frappe import _

from salesflow_app.documents.locks import get_locked
from salesflow_app.outbox import keepers
from salesflow_app.outbox.entries import DOCTYPE, FAILED, NOT_SENT, reset

ROLES = ("Operations Manager", "Sales Assistant", "System Manager")


@frappe.whitelist(methods=["POST"])
def send_again(name: str) -> None:
	"""Try a row once more. Raises PermissionError without a role of `ROLES`, ValidationError for a row that did not fail."""
	if not set(ROLES) & set(frappe.get_roles()):
		frappe.throw(
			_("Salesflow Outbox Entry {0}: “Send Again” needs the role {1}.").format(
				frappe.utils.escape_html(name), " / ".join(_(role) for role in ROLES)
			),
			frappe.PermissionError,
		)
	frappe.has_permission(DOCTYPE, "read", name, throw=True)
	row = get_locked(DOCTYPE, name, ["state", "reference_doctype", "reference_name"])
	if row.state not in (FAILED, NOT_SENT):
		frappe.throw(
			_(
				"Salesflow Outbox Entry {0} is {1}: only what failed or was not sent can be sent again."
			).format(name, frappe.bold(_(row.state)))
		)
	reset(name)
	keepers.close(row)
