"""The account manager of a deal is named: mail to that person."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.deal import meetings
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.text.formats import date

EVENT = "Account Manager Named"


def get_key(deal: str, account_manager: str) -> str:
	"""Once per person and deal, wherever in the deal the name was written first."""
	return f"{EVENT}:{deal}:{account_manager}"


def send_account_manager_named(doc: Document, account_manager: str, deal: str) -> bool:
	"""When the name is written on `doc`, an Opportunity or a Discovery of `deal`. False where it was before."""
	return bool(entries.add(EVENT, doc, get_key(deal, account_manager), account_manager=account_manager))


def write(doc: Document, moment: frappe._dict) -> Mail:
	customer = doc.get("customer_name") or doc.get("party_name") or doc.name
	return Mail(
		get_addresses([moment.account_manager]),
		_("You are the account manager for {0}").format(customer),
		Message(
			intro=_("{0} has named you as the account manager for {1}.").format(
				get_fullname(moment.actor), customer
			),
			facts=_get_facts(doc),
			button=(_("Open Deal"), get_url_to_form(doc.doctype, doc.name)),
		),
	)


def _get_facts(doc: Document) -> list[tuple[str, str]]:
	meeting = meetings.get_next(doc) or frappe._dict()
	facts = [
		(_(doc.doctype), doc.name),
		(_("Company"), doc.get("company")),
		(_("Next meeting"), date(meeting.meeting_date)),
		(_("Place"), meeting.place),
	]
	return [(label, value) for label, value in facts if value]
