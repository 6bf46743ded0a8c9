"""What tests of the client's pages share."""

import io
import re

import frappe
from pypdf import PdfReader

from salesflow_app.evidence import frozen, log

VIEW = "salesflow_app.portal.view_document.view"

DECLINE = "salesflow_app.portal.decline.decline"

CHANGES = "salesflow_app.portal.request_changes.request_changes"

SIGN = "salesflow_app.portal.sign_sow.sign"

PDF = "salesflow_app.portal.download.pdf"

ATTACK = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"

TEMPLATE = "{{ 7*7 }} {% raise %} {next} {index}"

CANARY = "CANARY"


def record_as_sent(doc) -> None:
	"""Make what is in the database now what was sent."""
	doc.reload()
	frozen.freeze(doc)
	doc.db_set("content_hash", doc.content_hash, update_modified=False)
	log.record(doc, "sent")


def get_path(doc) -> str:
	folders = {"Work Proposal": "proposals", "SOW": "sows", "Payment Milestone": "milestones"}
	return f"/salesflow/{folders[doc.doctype]}/{doc.name}"


def get_page(client, doc) -> str:
	answer = client.get(get_path(doc))
	assert answer.status_code == 200, answer.text[:500]
	return answer.text


def get_state(doc) -> str:
	frappe.db.rollback()
	return frappe.db.get_value(doc.doctype, doc.name, "workflow_state")


def get_events(doc) -> list[str]:
	frappe.db.rollback()
	return frappe.get_all(
		"Salesflow Evidence Entry",
		{"reference_doctype": doc.doctype, "reference_name": doc.name},
		pluck="event",
		order_by="sequence asc",
	)


def without_token(html: str) -> str:
	return re.sub(r"[0-9a-f]{40,}", "", html)


def get_pdf_text(content: bytes) -> str:
	text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
	return " ".join(text.split())
