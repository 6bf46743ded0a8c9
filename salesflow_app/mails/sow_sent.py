"""SOW sent: the client's signatory gets the link to read and sign."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.clients import access
from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.signing import links, recall
from salesflow_app.signing.providers.choosing import get_provider
from salesflow_app.text.formats import date, money

EVENT = "SOW Sent"


def send_sow_sent(sow: Document) -> None:
	"""When a version is sent; a revised SOW that is sent again sends it again."""
	key = f"{EVENT}:{sow.name}:{sow.version}"
	entries.add(EVENT, sow, key, wait=recall.get_seconds(), version=sow.version)


def write(sow: Document, moment: frappe._dict) -> Mail:
	recall.validate_still_sent(sow, moment)
	address, secret = get_way(sow)
	return write_to_client(
		[sow.signatory_email],
		_("For your signature: {0}").format(sow.title),
		get_request(sow),
		company=sow.company,
		name=sow.signatory_name,
		manager=sow.account_manager,
		facts=get_facts(sow),
		button=(get_label(sow), address),
		closing=get_closing(secret),
		secret=secret,
	)


def get_request(sow: Document) -> str:
	"""What the client is asked for, and where they sign."""
	provider = get_provider(sow)
	if provider.signs_here:
		return _(
			"Your Statement of Work is ready. Please read and sign it online, or tell us what to change."
		)
	return _(
		"Your Statement of Work is ready. To sign it, use the link in the email from {0}. To read it, ask a question or tell us what to change, use ours."
	).format(provider.name)


def get_label(sow: Document) -> str:
	"""What the button of the mail leads to."""
	return _("Read and sign") if get_provider(sow).signs_here else _("Read the document")


def get_way(sow: Document) -> tuple[str, str]:
	"""The address where whoever signs reads it, and what of it is a secret."""
	name = sow.delegate_name or sow.signatory_name
	return links.get_way(sow, access.get_answering(sow), name, f"/salesflow/sows/{sow.name}")


def add_note(doc: Document, sentence: str) -> str:
	"""The sender's own words first, then ours."""
	note = (doc.personal_note or "").strip()
	return f"{note}\n\n{sentence}" if note else sentence


def get_closing(secret: str) -> str:
	"""What to know about a personal link; nothing for those who log in."""
	return _("This link is personal. Please do not pass it on.") if secret else ""


def get_facts(sow: Document) -> list[tuple[str, str]]:
	return [
		(_("Document"), f"{sow.title} ({sow.name}, {_('version')} {sow.version})"),
		(_("Total (net)"), money(sow.total, sow.currency)),
		(_("Total with tax"), money(sow.grand_total, sow.currency)),
		(_("Valid until"), date(sow.valid_till)),
	]
