"""Approval of a SOW or an order asked for; a question of the approver, and its answer. No mail names cost or margin."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from salesflow_app.approval import rounds
from salesflow_app.approval.links import get_title, get_url
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.text.formats import money

ASKED, QUESTION, ANSWER = rounds.MAILS


def send_asked(doc: Document, approvers: list[str], level: int) -> None:
	"""Ask those who can approve the level."""
	key = f"{ASKED}:{doc.doctype}:{doc.name}:{doc.modified}:{level}"
	entries.add(ASKED, doc, key, approvers=approvers)


def send_question(doc: Document, asker: str, question: str) -> None:
	"""Tell who asked for the approval what the approver wants to know."""
	_send(QUESTION, doc, asker, question)


def send_answer(doc: Document, approver: str, answer: str) -> None:
	"""Tell the approver the answer."""
	_send(ANSWER, doc, approver, answer)


def _send(event: str, doc: Document, user: str, words: str) -> None:
	entries.add(
		event,
		doc,
		f"{event}:{doc.doctype}:{doc.name}:{frappe.generate_hash(length=12)}",
		user=user,
		words=words,
	)


def write_asked(doc: Document, moment: frappe._dict) -> Mail:
	return _write(
		doc,
		moment.approvers,
		_("Please approve: {0} for {1}"),
		_("{0} has asked you to approve {1} {2}.").format(
			get_fullname(moment.actor), _(doc.doctype), doc.name
		),
		_get_facts(doc),
	)


def write_question(doc: Document, moment: frappe._dict) -> Mail:
	sentence = _("{0} has a question before deciding about {1} {2}.")
	return _write_words(doc, moment, _("Question about {0} for {1}"), sentence, _("Question"))


def write_answer(doc: Document, moment: frappe._dict) -> Mail:
	sentence = _("{0} has answered your question about {1} {2}.")
	return _write_words(doc, moment, _("Answer about {0} for {1}"), sentence, _("Answer"))


def _write_words(doc: Document, moment: frappe._dict, subject: str, sentence: str, label: str) -> Mail:
	intro = sentence.format(get_fullname(moment.actor), _(doc.doctype), doc.name)
	return _write(doc, [moment.user], subject, intro, [(label, moment.words)])


def _write(doc: Document, users: list[str], subject: str, intro: str, facts: list[tuple[str, str]]) -> Mail:
	return Mail(
		get_addresses(users),
		subject.format(get_title(doc), doc.customer_name),
		Message(intro, facts=facts, button=(_("Review and Decide"), get_url(doc.doctype, doc.name))),
	)


def _get_facts(doc: Document) -> list[tuple[str, str]]:
	total = doc.net_total if doc.doctype == "Sales Order" else doc.total
	return [
		(_(doc.doctype), doc.name),
		(_("Client"), doc.customer_name),
		(_("Value (net)"), money(total, doc.currency)),
	]
