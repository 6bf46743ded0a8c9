"""The account manager of a deal: given the task and told, once, wherever in the deal they are named first."""

from frappe import _
from frappe.model.document import Document

from salesflow_app.mails.account_manager_named import send_account_manager_named
from salesflow_app.people import tasks

TASK = "manage_account"


def invite(doc: Document, account_manager: str, deal: str) -> None:
	"""Task and mail on `doc`, an Opportunity or a Discovery of `deal`."""
	if send_account_manager_named(doc, account_manager, deal):
		tasks.assign(doc, [account_manager], TASK, _("Manage this account"))
