"""The client answered in DocuSign: once DocuSign itself confirms it, it counts as on our page, all or nothing.

The outbox does it, however often and in whatever order DocuSign tells. Only what it states about the envelope counts.
"""

import json
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from salesflow_app.clients import access
from salesflow_app.deal import outcome
from salesflow_app.documents.lifecycle import move
from salesflow_app.documents.locks import lock_row
from salesflow_app.evidence import log
from salesflow_app.evidence.proof.hashes import sha256
from salesflow_app.portal import acts, answers, sign_sow
from salesflow_app.salesflow_app.workflows import CLIENT
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.sealing import copies
from salesflow_app.signing.providers import choosing, late
from salesflow_app.signing.providers.provider import (
	COMPLETED,
	DECLINED,
	DELIVERED,
	OUT,
	VOIDED,
	Envelope,
	Papers,
	ProviderError,
	Signer,
)
from salesflow_app.text.formats import date, read_utc

PDF = "docusign"
CERTIFICATE = "docusign-certificate"
"""How the two files are called, behind the name of the SOW."""


def take(row: frappe._dict) -> dict:
	"""The handler of rows of kind Provider Answer: asks first, then takes what there is while the SOW is held."""
	envelope_id = json.loads(row.payload)["envelope_id"]
	sow = frappe.get_doc("SOW", row.reference_name)
	if not is_awaited(sow, envelope_id):
		return {}
	provider = choosing.get_provider(sow)
	envelope = provider.read(envelope_id)
	papers = provider.fetch(envelope_id) if envelope.status == COMPLETED else None
	lock_row("SOW", sow.name)
	sow = frappe.get_doc("SOW", sow.name, for_update=True)
	if is_awaited(sow, envelope_id):
		take_answer(sow, envelope, papers)
	return {}


def is_awaited(sow: Document, envelope_id: str) -> bool:
	"""Does the SOW still wait for what becomes of this envelope? Whoever comes second finds that it does not."""
	is_open = sow.workflow_state in states.CLIENT_OPEN and sow.envelope_status in OUT
	return is_open and sow.envelope_id == envelope_id


def take_answer(sow: Document, envelope: Envelope, papers: Papers | None) -> None:
	if envelope.status == COMPLETED:
		sign(sow, envelope, papers)
	elif envelope.status == DECLINED:
		decline(sow, envelope)
	elif envelope.status == DELIVERED:
		note_seen(sow, envelope)
	elif envelope.status in (VOIDED, "deleted", "timedout"):
		note_voided(sow, envelope)


# Signed


def sign(sow: Document, envelope: Envelope, papers: Papers) -> None:
	"""The same step as a signature on our page; the two files and their hashes come with it, or nothing."""
	if problem := find_problem(sow, envelope):
		sow.db_set("envelope_status", COMPLETED)
		late.tell_not_taken(sow, envelope, problem)
		return
	signer = envelope.signers[0]
	sign_sow.validate_unchanged(sow)
	sign_sow.validate_offer(sow)
	sign_sow.set_signature(sow, acts.read_name(signer.full_name), sow.signatory_title, sow.customer_po_no)
	sow.update({"signed_on": read_utc(signer.signed_at), "signed_ip": "", "envelope_status": COMPLETED})
	with stored(sow, envelope, papers) as (document, certificate):
		there = {"signed_at": signer.signed_at, "sent_pdf_hash": envelope.pdf_hash, **document}
		sign_sow.submit(sow, words=sow.customer_po_no or "", **get_facts(envelope, signer), **there)
		log.record(sow, "certificate_kept", kind="System", envelope_id=envelope.envelope_id, **certificate)
	sow.add_comment(
		"Info",
		escape_html(
			_("Signed through DocuSign by {0} ({1}), envelope {2}").format(
				signer.full_name, signer.email, envelope.envelope_id
			)
		),
	)


def find_problem(sow: Document, envelope: Envelope) -> str:
	"""Why what was completed there is not the signature we asked for; empty where it is."""
	emails = [signer.email for signer in envelope.signers]
	if len(emails) != 1 or not access.is_named_signatory(sow, emails[0]):
		return _("it was signed by {0}, not by {1}").format(
			", ".join(emails) or _("nobody"), sow.signatory_email
		)
	if envelope.content_hash != sow.content_hash:
		return _("it holds another content than the SOW")
	signed_at = envelope.signers[0].signed_at
	if not signed_at:
		raise ProviderError(_("DocuSign does not say when it was signed"))
	if sow.valid_till and getdate(read_utc(signed_at)) > getdate(sow.valid_till):
		return _("it was signed after {0}, the last day").format(date(sow.valid_till))
	return ""


@contextmanager
def stored(sow: Document, envelope: Envelope, papers: Papers):
	"""Both files on the disk; taken off again where the signature does not go through."""
	kept = []
	try:
		for label, content in ((PDF, papers.document), (CERTIFICATE, papers.certificate)):
			url = copies.store(sow, content, envelope.envelope_id, label)
			kept.append({"file_url": url, "pdf_hash": sha256(content)})
		yield kept
	except Exception:
		for file in kept:
			copies.discard(file["file_url"])
		raise


def get_facts(envelope: Envelope, signer: Signer) -> dict[str, str]:
	"""Whose act it is and how it was done, as DocuSign states it."""
	return {
		"actor": signer.email,
		"method": "DocuSign",
		"envelope_id": envelope.envelope_id,
	}


# Declined, seen, voided elsewhere


def decline(sow: Document, envelope: Envelope) -> None:
	signer = get_signer(sow, envelope)
	words = answers.read_words(signer.reason[:5000] or _("No reason was given in DocuSign."), _("Reason"))
	sow.db_set("envelope_status", DECLINED)
	answers.finish_answer(
		sow,
		states.DECLINED,
		words,
		_("{0} declined: read the reason and call them").format(sow.customer_name),
		actor_name=signer.full_name,
		**get_facts(envelope, signer),
	)
	outcome.lose(sow, words)


def note_seen(sow: Document, envelope: Envelope) -> None:
	sow.db_set("envelope_status", DELIVERED)
	if sow.workflow_state == states.SENT:
		signer = get_signer(sow, envelope)
		move(sow, states.VIEWED, CLIENT, actor_name=signer.full_name, **get_facts(envelope, signer))


def note_voided(sow: Document, envelope: Envelope) -> None:
	"""Not by us: whoever did it, the client cannot sign any more."""
	sow.db_set("envelope_status", envelope.status)
	late.tell_staff(
		sow,
		_("DocuSign envelope {0} was voided there ({1}): revise SOW {2} and send it again").format(
			envelope.envelope_id, envelope.reason or _("no reason given"), sow.name
		),
	)


def get_signer(sow: Document, envelope: Envelope) -> Signer:
	return (*envelope.signers, Signer(sow.signatory_name, sow.signatory_email))[0]
