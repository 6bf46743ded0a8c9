"""Seals a document after the client's answer: work of the outbox, so that no signature waits for it."""

import json
import secrets
from datetime import datetime, timezone
from urllib.parse import urlsplit

import frappe
from cryptography import x509
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, cint, get_datetime, now_datetime

from salesflow_app import settings
from salesflow_app.clients.pdf import render_pdf
from salesflow_app.deal.origin import get_client_language
from salesflow_app.documents import shared_names
from salesflow_app.evidence import keys, log
from salesflow_app.evidence.proof.findings import get_first
from salesflow_app.evidence.proof.hashes import sha256
from salesflow_app.evidence.proof.sealed import check, get_trusted_time, open_pdf
from salesflow_app.mails import sealed_copy
from salesflow_app.outbox import entries
from salesflow_app.sealing import certificate, copies, facts, paper, signer
from salesflow_app.text.reader import write_in

EVENT = "Seal"
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
LENGTH = 24
"""Of a certificate's id: about 118 bits, so that nobody finds one by trying."""


def ask(doc: Document, **moment: str) -> None:
	"""Have the document sealed and both sides told, after the commit. One statement.

	`moment` is what only now is known of what follows, for the mail.
	"""
	entries.add(EVENT, doc, get_key(doc), kind=entries.SEAL, **moment)


def get_key(doc: Document) -> str:
	return f"{EVENT}:{doc.doctype}:{doc.name}:{doc.content_hash}"


def seal(row: frappe._dict) -> dict:
	"""The outbox's work: make, store and record the sealed PDF, and send it to both sides. Raises where it cannot be made."""
	doc = shared_names.load(row.reference_doctype, row.reference_name)
	if not copies.find(doc.doctype, doc.name, doc.content_hash):
		_seal(doc, _get_time_stamp_url(row))
	sealed_copy.send_sealed(doc, json.loads(row.payload or "{}"))
	return {}


def go_on_without(row: frappe._dict) -> None:
	"""The first try failed: both sides hear of the signature now, and get the sealed PDF when it is there."""
	doc = shared_names.load(row.reference_doctype, row.reference_name)
	sealed_copy.send_answered(doc, json.loads(row.payload or "{}"))


def _seal(doc: Document, time_stamp_url: str) -> None:
	answer = facts.get_answer(doc)
	if not answer:
		raise frappe.ValidationError(_("{0} {1} has no record of an answer").format(_(doc.doctype), doc.name))
	key = keys.get_seal_key()
	validate_key(key)
	certificate_id = "".join(secrets.choice(LETTERS) for _position in range(LENGTH))
	pdf = _make(doc, answer, certificate_id, key, time_stamp_url)
	event = {
		"pdf_hash": sha256(pdf),
		"certificate_id": certificate_id,
		"content_hash": answer.said["content_hash"],
		"trusted_time": get_trusted_time(open_pdf(pdf, [key.certificate])[0]),
	}
	file_url = copies.store(doc, pdf, certificate_id)
	try:
		_validate_stored(doc, file_url, event, answer, key.certificate)
		log.record(doc, "sealed", kind="System", seal_key=key.key_id, file_url=file_url, **event)
	except Exception:
		copies.discard(file_url)
		raise


def _make(doc: Document, answer: facts.Answer, certificate_id: str, key: keys.SealKey, url: str) -> bytes:
	"""Document and certificate in the client's language, joined and sealed."""
	with write_in(get_client_language(doc)):
		pages = certificate.render(doc, answer, certificate_id, urlsplit(url).hostname or "", key.certificate)
		document = render_pdf(doc)
	evidence = facts.get_evidence(doc, answer, certificate_id, key.certificate)
	joined = signer.join(document, paper.print_html(pages), evidence, answer.content["title"])
	try:
		return signer.sign(joined, key, answer.content["company"], url)
	except Exception as error:
		if not url:
			raise
		raise frappe.ValidationError(
			_("the time stamp authority {0} gave no time stamp ({1})").format(
				urlsplit(url).hostname, type(error).__name__
			)
		) from error


def _get_time_stamp_url(row: frappe._dict) -> str:
	"""The authority to ask; none where the site names none, or where it was waited for long enough."""
	rules = settings.get_settings()
	hours = cint(rules.time_stamp_hours) or 24
	waits_until = add_to_date(get_datetime(row.creation), hours=hours)
	return (rules.time_stamp_url or "").strip() if now_datetime() < waits_until else ""


def validate_key(key: keys.SealKey) -> None:
	"""Refuse to seal with a certificate that has run out."""
	ends = x509.load_pem_x509_certificate(key.certificate.encode()).not_valid_after_utc
	if ends < datetime.now(timezone.utc):
		raise frappe.ValidationError(
			_(
				"the certificate of the seal ended on {0}: make a new one with “bench salesflow-keys --new seal”"
			).format(ends.date().isoformat())
		)


def _validate_stored(doc: Document, file_url: str, event: dict, answer: facts.Answer, trusted: str) -> None:
	"""What lies on the disk has to pass the same check that everybody will make later."""
	pdf = copies.read_file(file_url) or b""
	if problem := get_first(check(f"{doc.doctype} {doc.name}", pdf, event, answer.rows, [trusted])):
		raise frappe.ValidationError(str(problem))
