"""After a signature or an acceptance: both sides hear of it, with the sealed PDF as soon as there is one."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from salesflow_app.mails import msa_signed, proposal_accepted, sow_signed
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.mails.to_client import get_page_button, write_to_client
from salesflow_app.outbox import entries
from salesflow_app.sealing import copies

CLIENT, STAFF = "Sealed Copy", "Sealed Copy (Staff)"
PAGES = {"SOW": "sows", "Work Proposal": "proposals", "Contract": "msas"}


def send_sealed(doc: Document, moment: dict) -> None:
	"""The document is sealed: the news go out with it, or after them where they could not wait."""
	if not send_answered(doc, moment):
		entries.add(CLIENT, doc, f"{CLIENT}:{doc.name}:{doc.content_hash}")
	if doc.doctype == "Work Proposal" or entries.get_state(f"{CLIENT}:{doc.name}:{doc.content_hash}"):
		entries.add(STAFF, doc, f"{STAFF}:{doc.name}:{doc.content_hash}")


def send_answered(doc: Document, moment: dict) -> bool:
	"""The news of a signature or acceptance, once. False where they are out already."""
	if doc.doctype == "SOW":
		return sow_signed.send_sow_signed(doc)
	if doc.doctype == "Contract":
		return msa_signed.send_msa_signed(doc)
	return proposal_accepted.send_proposal_accepted(doc, **moment)


def write_for_client(doc: Document, moment: frappe._dict) -> Mail:
	is_signed = doc.doctype in ("SOW", "Contract")
	recipients = [doc.signatory_email if is_signed else doc.contact_email, doc.delegate_email]
	return write_to_client(
		recipients,
		_("Sealed copy: {0}").format(doc.title),
		_("Here is the sealed copy of the document you answered. Please keep it."),
		company=doc.company,
		name=doc.signatory_name if is_signed else doc.get_contact_name(),
		manager=doc.account_manager,
		button=get_page_button(
			recipients, _("View the document"), f"/salesflow/{PAGES[doc.doctype]}/{doc.name}"
		),
		get_attachments=lambda: copies.attach(doc),
	)


def write_for_staff(doc: Document, moment: frappe._dict) -> Mail:
	return Mail(
		get_addresses([doc.account_manager]),
		_("Sealed copy: {0}").format(doc.title),
		Message(
			_("{0} {1} is sealed.").format(_(doc.doctype), doc.name),
			button=(_("Open the document"), get_url_to_form(doc.doctype, doc.name)),
		),
		get_attachments=lambda: copies.attach(doc),
	)
