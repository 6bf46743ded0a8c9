"""DocuSign as a provider: rows of the outbox for what changes something there, and what it says of an envelope."""

import uuid
from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, get_datetime, getdate

from salesflow_app.outbox import entries
from salesflow_app.signing import recall
from salesflow_app.signing.providers.docusign import account, definition, rest
from salesflow_app.signing.providers.provider import (
	DELIVERED,
	SENT,
	Envelope,
	NoLongerOutError,
	Papers,
	Provider,
	Signer,
)

ASK, VOID = "DocuSign Envelope", "DocuSign Void"
INVALID_STATE = "ENVELOPE_CANNOT_VOID_INVALID_STATE"
LONGEST_REASON = 200


class DocuSign(Provider):
	"""Its eSignature REST API; the signer gets DocuSign's own mail."""

	name = "DocuSign"
	signs_here = False

	def find_problems(self, sow: Document) -> Iterator[str]:
		if missing := account.find_missing():
			yield account.tell_missing(missing)
		if not sow.signatory_name:
			yield _("name the Client Signatory")
		if not sow.customer_po_no and frappe.get_cached_value(
			"Customer", sow.customer, "salesflow_po_required"
		):
			yield _("enter the Customer's PO No, which {0} requires and DocuSign does not ask for").format(
				sow.customer_name
			)

	def ask(self, sow: Document) -> None:
		of_version = {"version": sow.version, "content_hash": sow.content_hash}
		key = f"{ASK}:{sow.name}:{sow.version}:{sow.content_hash}"
		entries.add(ASK, sow, key, kind=entries.PROVIDER, wait=recall.get_seconds(), **of_version)

	def void(self, sow: Document, reason: str) -> None:
		of_version = {"version": sow.version, "content_hash": sow.content_hash}
		known = {"envelope_id": sow.envelope_id or "", "reason": reason[:LONGEST_REASON]}
		key = f"{VOID}:{sow.name}:{sow.version}:{sow.content_hash}"
		entries.add(VOID, sow, key, kind=entries.PROVIDER, **of_version, **known)

	def read(self, envelope_id: str) -> Envelope:
		include = {"include": "recipients,custom_fields"}
		return _read(rest.call(account.get_account(), "GET", f"/envelopes/{envelope_id}", include))

	def fetch(self, envelope_id: str) -> Papers:
		mine, place = account.get_account(), f"/envelopes/{envelope_id}/documents"
		return Papers(
			document=rest.download(mine, f"{place}/combined", {"certificate": "false"}),
			certificate=rest.download(mine, f"{place}/certificate"),
		)


# What the worker asks for


def get_key(sow: str, version: int, content_hash: str) -> str:
	"""The same for the same version on this site, so that a second try finds what the first one made."""
	return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{frappe.local.site}/SOW/{sow}/{version}/{content_hash}"))


def find(key: str, since: str) -> Envelope | None:
	"""The envelope of this key. DocuSign knows its transaction IDs for a week, its custom fields for good."""
	mine = account.get_account()
	from_date = add_days(getdate(get_datetime(since)), -1).isoformat()
	for asked in (
		{"transaction_ids": key},
		{"custom_field": f"{definition.KEY}={key}", "from_date": from_date},
	):
		found = rest.call(mine, "GET", "/envelopes", asked).get("envelopes") or []
		if found:
			return DocuSign().read(str(found[0]["envelopeId"]))
	return None


def create(sow: Document, pdf: bytes, key: str) -> Envelope:
	"""Create the envelope and have it sent."""
	body = definition.get_definition(sow, pdf, key)
	made = rest.call(account.get_account(), "POST", "/envelopes", body=body)
	return DocuSign().read(str(made.get("envelopeId")))


def void(envelope_id: str, reason: str) -> None:
	"""Void it. Raises NoLongerOutError where it was answered or voided before, else ProviderError."""
	body = {"status": "voided", "voidedReason": reason[:LONGEST_REASON]}
	try:
		rest.call(account.get_account(), "PUT", f"/envelopes/{envelope_id}", body=body)
	except rest.RefusedError as error:
		if error.code == INVALID_STATE:
			raise NoLongerOutError(str(error)) from error
		raise


def is_out(envelope: Envelope) -> bool:
	return envelope.status in (SENT, DELIVERED)


def _read(said: dict) -> Envelope:
	fields = {
		str(field.get("name")): str(field.get("value") or "")
		for field in (said.get("customFields") or {}).get("textCustomFields") or []
	}
	return Envelope(
		envelope_id=str(said.get("envelopeId") or ""),
		status=str(said.get("status") or "").lower(),
		key=fields.get(definition.KEY, ""),
		content_hash=fields.get(definition.CONTENT, ""),
		pdf_hash=fields.get(definition.PDF, ""),
		signers=tuple(map(_read_signer, (said.get("recipients") or {}).get("signers") or [])),
		reason=str(said.get("voidedReason") or ""),
	)


def _read_signer(said: dict) -> Signer:
	return Signer(
		full_name=str(said.get("name") or ""),
		email=str(said.get("email") or "").strip().lower(),
		signed_at=str(said.get("signedDateTime") or ""),
		reason=str(said.get("declinedReason") or ""),
	)
