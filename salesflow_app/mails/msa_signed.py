"""MSA signed: the client gets the signed document, the account manager the news. `sealing/` sends them with the sealed PDF."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from salesflow_app.mails.message import Mail, Message, attach_print
from salesflow_app.mails.msa_sent import get_facts
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.mails.to_client import get_page_button, write_to_client
from salesflow_app.outbox import entries
from salesflow_app.people import roles
from salesflow_app.sealing import copies
from salesflow_app.text import formats

CLIENT, STAFF = "MSA Signed", "MSA Signed (Staff)"


def send_msa_signed(msa: Document) -> bool:
	"""Once. False where they are out already."""
	entries.add(STAFF, msa, f"{STAFF}:{msa.name}")
	return bool(entries.add(CLIENT, msa, f"{CLIENT}:{msa.name}"))


def write_for_client(msa: Document, moment: frappe._dict) -> Mail:
	recipients = [msa.signatory_email, msa.delegate_email]
	return write_to_client(
		recipients,
		_("Signed: {0}").format(_(msa.title)),
		_("Thank you. Your signature has been recorded; the signed agreement is attached."),
		company=msa.company,
		name=msa.signatory_name,
		manager=msa.account_manager,
		facts=_get_facts(msa),
		button=get_page_button(recipients, _("View signed document"), f"/salesflow/msas/{msa.name}"),
		get_attachments=lambda: copies.attach(msa) or [attach_print("Contract", msa.name, "Salesflow MSA")],
	)


def write_for_staff(msa: Document, moment: frappe._dict) -> Mail:
	return Mail(
		get_addresses([msa.account_manager or msa.owner, *roles.get_sales_assistants(msa.company)]),
		_("{0} signed the MSA {1}").format(msa.customer_name, msa.name),
		Message(
			_("{0} signed. SOWs can now be based on this agreement.").format(msa.customer_name),
			facts=_get_facts(msa),
			button=(_("Open Contract"), get_url_to_form("Contract", msa.name)),
		),
		get_attachments=lambda: copies.attach(msa),
	)


def _get_facts(msa: Document) -> list[tuple[str, str]]:
	return [
		*get_facts(msa)[:3],
		(_("Signed by"), " – ".join(filter(None, [msa.signee, msa.salesflow_signed_title]))),
		(_("Signed on"), formats.moment(msa.signed_on)),
		(_("Fingerprint (SHA-256)"), msa.content_hash),
	]
