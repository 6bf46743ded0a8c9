"""The account manager of a deal is named: task and mail to that person."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.mails import outbox
from salesflow_app.mails.outbox import Message
from salesflow_app.people.tasks import assign

EVENT = "Account Manager Named"
TASK = "manage_account"


def invite_account_manager(doc: Document, account_manager: str, deal: str) -> str | None:
	"""Task and mail on `doc`, once per person and `deal`, wherever in the deal the name was written first."""
	key = f"{EVENT}:{deal}:{account_manager}"
	customer = doc.get("customer_name") or doc.get("party_name") or doc.name
	communication = outbox.send(
		EVENT,
		doc,
		outbox.get_addresses([account_manager]),
		_("You are the account manager for {0}").format(customer),
		Message(
			intro=_("{0} named you account manager for {1}.").format(get_fullname(), customer),
			facts=[(_(doc.doctype), doc.name), (_("Company"), doc.get("company") or "")],
			button=(_("Open"), get_url_to_form(doc.doctype, doc.name)),
		),
		key=key,
	)
	if communication:
		assign(doc, [account_manager], TASK, _("Manage this account"), once=True)
	return communication
