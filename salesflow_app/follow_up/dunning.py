"""The last step of the plan: a draft of ERPNext's own Dunning, which a person checks and sends."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.people import roles, tasks

SAVE_POINT = "salesflow_dunning"
TASK = "dunning"


def prepare(record: Document, invoices: list[str]) -> None:
	"""A draft Dunning for each invoice, and the task to check it. Where ERPNext refuses one, the task says so."""
	made = {invoice: _make(invoice) for invoice in invoices}
	customer = record.customer_name or record.customer
	drafts = ", ".join(name for name in made.values() if name)
	left = ", ".join(invoice for invoice, name in made.items() if not name)
	sentences = []
	if drafts:
		record.add_comment("Info", _("Dunning drafted: {0}").format(drafts))
		sentences.append(_("Check Dunning {0} for {1} and submit it.").format(drafts, customer))
	if left:
		sentences.append(_("Create the Dunning for {0} from Sales Invoice {1}.").format(customer, left))
	tasks.assign(record, roles.get_operations_managers(record.company), TASK, " ".join(sentences))


def _make(invoice: str) -> str | None:
	"""ERPNext computes fee and interest by the company's Dunning Type; None where it cannot."""
	from erpnext.accounts.doctype.sales_invoice.sales_invoice import create_dunning

	frappe.db.savepoint(SAVE_POINT)
	messages = len(frappe.local.message_log)
	try:
		dunning = create_dunning(invoice)
		dunning.flags.ignore_permissions = True  # the clock has no user; a person submits it
		return dunning.insert().name
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		raise
	except Exception:
		frappe.db.rollback(save_point=SAVE_POINT)
		del frappe.local.message_log[messages:]
		frappe.log_error(title=f"Dunning of {invoice}"[:140])
		return None
