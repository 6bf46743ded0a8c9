"""What declining and asking for changes have in common. Who may act, and on what, is checked in `acts`."""

import re

import frappe
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, today

from salesflow_app.documents.lifecycle import move
from salesflow_app.mails.msa_answered import send_msa_answered
from salesflow_app.mails.proposal_answered import send_proposal_answered
from salesflow_app.mails.sow_answered import send_sow_answered
from salesflow_app.people import roles, tasks
from salesflow_app.portal import acts
from salesflow_app.rules.cells import make_text
from salesflow_app.salesflow_app.workflows import CLIENT, contract, sow, work_proposal

OPEN_STATES = {
	"Work Proposal": work_proposal.CLIENT_OPEN,
	"SOW": sow.CLIENT_OPEN,
	"Contract": contract.CLIENT_OPEN,
}
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
REASON_LENGTH = 1000


def start_answer(doctype: str, name: str, event: str) -> Document:
	"""The proposal, SOW or MSA, locked. What cannot be answered is not found, like what does not exist."""
	if doctype not in OPEN_STATES:
		acts.access.raise_not_found(doctype, name)
	return acts.start_act(doctype, name, event)


def validate_answer(doc: Document, content_hash: str) -> None:
	"""Refuse what is no longer open, and what has changed since it was opened."""
	acts.validate_open(doc, OPEN_STATES[doc.doctype])
	acts.validate_version(doc, content_hash)


def read_words(text: str, label: str) -> str:
	"""The client's words without control characters and direction marks."""
	return acts.read_words(CONTROLS.sub("", (text or "").replace("\r\n", "\n")), label)


def finish_answer(doc: Document, state: str, words: str, task: str, **facts: str) -> None:
	"""Move the document to its state, show staff what was written, and give them the task. `facts` go into the records."""
	move(doc, state, CLIENT, values={"reason": make_safe(words)[:REASON_LENGTH]}, words=words, **facts)
	users = [doc.account_manager, doc.get("sales_assistant")]
	tasks.assign(
		doc,
		[user for user in users if user] or roles.get_sales_assistants(doc.company),
		"answer_client",
		task,
	)
	if doc.doctype == "Work Proposal":
		doc.db_set({"answered_by": doc.contact_email, "answered_on": now_datetime()})
		doc.reason = words  # the mail escapes it itself
		send_proposal_answered(doc)
	elif doc.doctype == "Contract":
		send_msa_answered(doc, state, words)
	else:
		send_sow_answered(doc, state, words)


def make_safe(words: str) -> str:
	"""Text for a field that is set without a save: no HTML in forms, no formula in an exported spreadsheet."""
	return make_text(words.replace("<", "&lt;"))


def is_expired(doc: Document | frappe._dict) -> bool:
	"""Has the last day for an answer passed?"""
	return bool(doc.get("valid_till")) and getdate(doc.valid_till) < getdate(today())
