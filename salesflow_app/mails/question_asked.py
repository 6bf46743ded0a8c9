"""Question asked: the owner of a proposal or SOW reads what the client wants to know."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries

EVENT = "Question Asked"


def send_question_asked(doc: Document, entry: str, **asked: str) -> None:
	"""Once for each question; `asked` are who asked and the words."""
	entries.add(EVENT, doc, f"{EVENT}:{entry}", **asked)


def write(doc: Document, moment: frappe._dict) -> Mail:
	return Mail(
		get_addresses([doc.account_manager, doc.get("sales_assistant")]),
		_("Question from {0}: {1}").format(doc.customer_name, doc.title),
		Message(
			_("{0} asks about “{1}”. Answer with “Answer Question” on the document.").format(
				moment.by, doc.title
			),
			facts=[(_("Question"), moment.words), (_("Asked by"), f"{moment.by}, {moment.email}")],
			button=(_("Open {0}").format(_(doc.doctype)), get_url_to_form(doc.doctype, doc.name)),
		),
	)
