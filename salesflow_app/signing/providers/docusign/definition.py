"""The envelope as it is asked for: our PDF, one signer, its anchors, and the address that DocuSign tells of it."""

import base64

from frappe import _
from frappe.model.document import Document
from frappe.utils import date_diff, get_url, today

from salesflow_app.deal.origin import get_client_language
from salesflow_app.evidence.proof.hashes import sha256
from salesflow_app.text.reader import write_in

KEY, CONTENT, PDF = "SalesFlow", "SalesFlow Content", "SalesFlow PDF"
"""Custom fields of the envelope: our key, by which it is found again, and the fingerprints of what was sent."""
SIGN_HERE, DATE_HERE = "/sf-sign/", "/sf-date/"
"""Anchors that the print of a SOW holds, in white, where the client signs."""
DOCUMENT, RECIPIENT = "1", "1"
LANGUAGES = ("cs da de en es fi fr hu it ja ko nl pl pt ro ru sv tr uk").split()
WEBHOOK = "/api/method/salesflow_app.signing.providers.webhook.receive"
EVENTS = ("envelope-delivered", "envelope-completed", "envelope-declined", "envelope-voided")
LONGEST_SUBJECT, LONGEST_DAYS = 100, 999


def get_definition(sow: Document, pdf: bytes, key: str) -> dict:
	"""The body of the call that creates and sends the envelope. `key` makes it findable, and DocuSign's own transaction ID."""
	with write_in(get_client_language(sow)):
		subject = _("Please sign: {0}").format(sow.title)[:LONGEST_SUBJECT]
	return {
		"status": "sent",
		"transactionId": key,
		"emailSubject": subject,
		"allowReassign": "false",
		"allowMarkup": "false",
		"enableWetSign": "false",
		"documents": [get_document(sow, pdf)],
		"recipients": {"signers": [get_signer(sow)]},
		"customFields": {
			"textCustomFields": [
				{"name": name, "value": value, "show": "false", "required": "false"}
				for name, value in ((KEY, key), (CONTENT, sow.content_hash), (PDF, sha256(pdf)))
			]
		},
		**get_expiry(sow),
		"eventNotification": get_notification(),
	}


def get_document(sow: Document, pdf: bytes) -> dict:
	return {
		"documentId": DOCUMENT,
		"name": f"{sow.name}.pdf",
		"fileExtension": "pdf",
		"order": "1",
		"documentBase64": base64.b64encode(pdf).decode(),
	}


def get_signer(sow: Document) -> dict:
	"""The named signatory alone, with the places to sign and to date."""
	signer = {
		"recipientId": RECIPIENT,
		"routingOrder": "1",
		"name": sow.signatory_name,
		"email": sow.signatory_email,
		"tabs": {
			"signHereTabs": [_get_tab(SIGN_HERE, "signature")],
			"dateSignedTabs": [_get_tab(DATE_HERE, "date")],
		},
	}
	language = (get_client_language(sow) or "")[:2].lower()
	return (
		{**signer, "emailNotification": {"supportedLanguage": language}} if language in LANGUAGES else signer
	)


def _get_tab(anchor: str, label: str) -> dict:
	"""DocuSign refuses the envelope where the anchor is missing, instead of sending it without a place to sign."""
	return {
		"anchorString": anchor,
		"anchorUnits": "pixels",
		"anchorXOffset": "0",
		"anchorYOffset": "0",
		"anchorIgnoreIfNotPresent": "false",
		"documentId": DOCUMENT,
		"recipientId": RECIPIENT,
		"tabLabel": label,
	}


def get_expiry(sow: Document) -> dict:
	"""DocuSign voids it itself the day after the last one, should we not."""
	if not sow.valid_till:
		return {}
	days = min(max(date_diff(sow.valid_till, today()) + 1, 1), LONGEST_DAYS)
	expires = {"expireEnabled": "true", "expireAfter": str(days), "expireWarn": "0"}
	return {"notification": {"useAccountDefaults": "false", "expirations": expires}}


def get_notification() -> dict:
	"""Have DocuSign tell this site what happens to the envelope, signed with the account's HMAC keys."""
	return {
		"url": get_url(WEBHOOK),
		"requireAcknowledgment": "true",
		"loggingEnabled": "true",
		"includeHMAC": "true",
		"deliveryMode": "SIM",
		"events": list(EVENTS),
		"eventData": {"version": "restv2.1", "includeData": []},
	}
