"""The account manager of a deal: given the task and told, once, wherever in the deal the name was written first."""

from frappe.model.document import Document

from salesflow_app.mails.account_manager_named import get_key, send_account_manager_named
from salesflow_app.people.tasks import assign

TASK = "Manage this account"


def invite(doc: Document, account_manager: str, deal: str) -> None:
	"""Task and mail on `doc`, an Opportunity or a Discovery of `deal`."""
	if send_account_manager_named(doc, account_manager, deal):
		assign(doc, [account_manager], TASK, key=get_key(deal, account_manager))
