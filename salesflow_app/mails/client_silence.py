"""To the owner of a proposal or SOW: the client has opened it for the first time; it is about to expire unanswered."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.people import roles
from salesflow_app.text.formats import date, money

OPENED = "Document Opened"
EXPIRING = "Document Expiring"


def send_opened(doc: Document) -> None:
	"""When the named reader opened a version for the first time."""
	entries.add(OPENED, doc, f"{OPENED}:{doc.name}:{doc.version}")


def send_expiring(doc: Document) -> None:
	"""Once for each version and last day, with the reminder to the client."""
	entries.add(EXPIRING, doc, f"{EXPIRING}:{doc.name}:{doc.version}:{doc.valid_till}")


def write_opened(doc: Document, moment: frappe._dict) -> Mail:
	return _write(doc, _("Opened by {0}: {1}"), _("{0} has opened “{1}” for the first time."))


def write_expiring(doc: Document, moment: frappe._dict) -> Mail:
	intro = _("{0} has not answered “{1}”, which is about to expire. We have reminded them; a call may help.")
	return _write(doc, _("About to expire: {1} for {0}"), intro)


def _write(doc: Document, subject: str, intro: str) -> Mail:
	return Mail(
		get_addresses(_get_owners(doc)),
		subject.format(doc.customer_name, doc.title),
		Message(
			intro.format(doc.customer_name, doc.title),
			facts=_get_facts(doc),
			button=(_("Open {0}").format(_(doc.doctype)), get_url_to_form(doc.doctype, doc.name)),
		),
	)


def _get_owners(doc: Document) -> list[str]:
	"""The account manager; of a SOW, whoever drafts it too."""
	if doc.doctype != "SOW":
		return [doc.account_manager]
	assistants = [doc.sales_assistant] if doc.sales_assistant else roles.get_sales_assistants(doc.company)
	return [doc.account_manager, *assistants]


def _get_facts(doc: Document) -> list[tuple[str, str]]:
	total = doc.get("total") or doc.get("total_one_time")
	facts = [
		(_("Document"), f"{doc.title} ({doc.name}, {_('version')} {doc.version})"),
		(_("State"), _(doc.workflow_state)),
		(_("Total (net)"), total and money(total, doc.currency)),
		(_("Sent on"), date(doc.sent_on)),
		(_("Valid until"), date(doc.valid_till)),
	]
	return [(label, value) for label, value in facts if value]
