"""Copy sent: who is to read a proposal or SOW, and not to answer it, gets a link of their own."""

import re

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url, validate_email_address

from salesflow_app.clients import access
from salesflow_app.mails.message import Mail
from salesflow_app.mails.sow_sent import add_note, get_closing
from salesflow_app.mails.to_client import get_name, write_to_client
from salesflow_app.outbox import entries
from salesflow_app.people import contacts
from salesflow_app.signing import links, recall
from salesflow_app.text.formats import date

EVENT = "Copy Sent"
MOST = 20


def send_copies(doc: Document) -> None:
	"""When a version is sent, one mail for each address. Raises ValidationError for what is no address."""
	for email in read_addresses(doc):
		contacts.validate_addressee(
			frappe._dict(doctype=doc.doctype, name=doc.name), access.get_customer(doc), email
		)
		key = f"{EVENT}:{doc.name}:{doc.version}:{email}"
		entries.add(EVENT, doc, key, wait=recall.get_seconds(), version=doc.version, email=email)


def read_addresses(doc: Document) -> list[str]:
	"""The addresses in Copies To, each once, without the one who answers."""
	parts = [part.lower() for part in re.split(r"[\s,;]+", doc.copies or "") if part]
	answering = (doc.get("signatory_email") or doc.get("contact_email") or "").strip().lower()
	wrong = [part for part in parts if not validate_email_address(part)]
	if wrong or len(parts) > MOST:
		frappe.throw(
			_("{0} {1}, Copies To: {2} is not an email address. Write at most {3}, one a line.").format(
				_(doc.doctype), doc.name, frappe.utils.escape_html(", ".join(wrong or parts)[:140]), MOST
			)
		)
	return [part for part in dict.fromkeys(parts) if part != answering]


def write(doc: Document, moment: frappe._dict) -> Mail:
	recall.validate_still_sent(doc, moment)
	name = get_name(access.get_customer(doc), moment.email)
	token = links.get_token(doc, moment.email, name, links.READ)
	return write_to_client(
		[moment.email],
		_("For your information: {0}").format(doc.title),
		add_note(
			doc,
			_("We have sent this document to {0}. You can read it; they answer it.").format(_get_reader(doc)),
		),
		company=doc.company,
		name=name,
		manager=doc.account_manager,
		facts=[
			(_("Document"), f"{doc.title} ({doc.name}, {_('version')} {doc.version})"),
			(_("Valid until"), date(doc.valid_till)),
		],
		button=(_("Read it"), get_url(f"/review/{token}")),
		closing=get_closing(token),
		secret=token,
	)


def _get_reader(doc: Document) -> str:
	return (
		doc.signatory_name or doc.signatory_email
		if doc.doctype == "SOW"
		else doc.get_contact_name() or doc.contact_email
	)
