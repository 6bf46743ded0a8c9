"""Question answered: whoever of the client asked it reads our answer."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries

EVENT = "Question Answered"


def send_question_answered(doc: Document, entry: str, **answered: str) -> None:
	"""Once for each answer; `answered` are who asked, the question and the answer."""
	entries.add(EVENT, doc, f"{EVENT}:{entry}", **answered)


def write(doc: Document, moment: frappe._dict) -> Mail:
	return write_to_client(
		[moment.email],
		_("Our answer: {0}").format(doc.title),
		moment.answer,
		company=doc.company,
		name=moment.by,
		manager=doc.account_manager,
		facts=[(_("Your question"), moment.words), (_("Document"), f"{doc.title} ({doc.name})")],
	)
