"""The outbox's calls of a provider: the envelope that a sent SOW needs, and the end of one that is not wanted any more.

A try that ended before its commit is found again by its key, so that a SOW never has two envelopes out.
"""

import json

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.clients.pdf import render_pdf
from salesflow_app.deal.origin import get_client_language
from salesflow_app.documents.locks import lock_row
from salesflow_app.evidence import log
from salesflow_app.outbox.worker import NotSent
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.signing.providers import late
from salesflow_app.signing.providers.docusign import provider as docusign
from salesflow_app.signing.providers.provider import COMPLETED, VOIDED, VOIDING, Envelope, NoLongerOutError
from salesflow_app.text.reader import write_in


def work(row: frappe._dict) -> dict:
	"""The handler of rows of kind Provider."""
	moment = frappe._dict(json.loads(row.payload))
	moment.key = docusign.get_key(row.reference_name, moment.version, moment.content_hash)
	{docusign.ASK: ask, docusign.VOID: void}[row.event](row.reference_name, moment)
	return {}


def ask(name: str, moment: frappe._dict) -> None:
	"""Have the envelope made, unless the SOW was taken back meanwhile. Raises NotSent, ProviderError."""
	sow = frappe.get_doc("SOW", name)
	envelope = docusign.find(moment.key, sow.sent_on)
	if not envelope and is_out(sow, moment):
		envelope = make(sow, moment.key)
	lock_row("SOW", name)
	sow = frappe.get_doc("SOW", name, for_update=True)
	if is_out(sow, moment):
		note_sent(sow, envelope)
	elif envelope:
		end(sow, envelope.envelope_id, _("{0} was withdrawn: {1}").format(name, _(sow.workflow_state)))
	else:
		raise NotSent(_("it was recalled before it left"))


def is_out(sow: Document, moment: frappe._dict) -> bool:
	"""Does the client still have this version to answer?"""
	is_same = (sow.version, sow.content_hash) == (moment.version, moment.content_hash)
	return is_same and sow.workflow_state in states.CLIENT_OPEN


def make(sow: Document, key: str) -> Envelope:
	"""Our PDF of the frozen content, in the client's language, on its way to the signer."""
	with write_in(get_client_language(sow)):
		pdf = render_pdf(sow)
	return docusign.create(sow, pdf, key)


def note_sent(sow: Document, envelope: Envelope) -> None:
	"""From now on the SOW names its envelope. The hash of the PDF is what the envelope itself keeps."""
	if sow.envelope_id == envelope.envelope_id:
		return
	sow.db_set({"envelope_id": envelope.envelope_id, "envelope_status": envelope.status})
	log.record(
		sow,
		"envelope_sent",
		kind="System",
		words=_("DocuSign envelope {0} to {1}").format(envelope.envelope_id, sow.signatory_email),
		pdf_hash=envelope.pdf_hash,
		envelope_id=envelope.envelope_id,
	)


def void(name: str, moment: frappe._dict) -> None:
	"""End the envelope of a version that was taken back, where one was made."""
	sow = frappe.get_doc("SOW", name)
	known = moment.envelope_id
	if not known and (found := docusign.find(moment.key, sow.sent_on)):
		known = found.envelope_id
	if known:
		end(sow, known, moment.reason)
	sow = frappe.get_doc("SOW", name, for_update=True)
	if sow.envelope_status == VOIDING and (sow.envelope_id or "") == moment.envelope_id:
		sow.db_set("envelope_status", VOIDED)


def end(sow: Document, envelope_id: str, reason: str) -> None:
	"""Void the envelope and record it. What was signed before we came is told to staff."""
	try:
		docusign.void(envelope_id, reason)
	except NoLongerOutError:
		envelope = docusign.DocuSign().read(envelope_id)
		if docusign.is_out(envelope):
			raise
		if envelope.status == COMPLETED:
			late.tell_signed_too_late(sow, envelope)
		return
	log.record(sow, "envelope_voided", kind="System", words=reason, envelope_id=envelope_id)
