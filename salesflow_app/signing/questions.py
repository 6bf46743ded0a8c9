"""Questions of clients about a document and our answers: kept in its records, shown to both sides."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, escape_html, now_datetime

from salesflow_app.documents import shared_names
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.documents.visits import get_actor, get_actor_name
from salesflow_app.evidence import log
from salesflow_app.evidence.verifying import RecordError, read_payload
from salesflow_app.mails.question_answered import send_question_answered
from salesflow_app.mails.question_asked import send_question_asked
from salesflow_app.people import roles, tasks
from salesflow_app.signing.status import OPEN_STATES

ASKED, REPLIED = "asked", "replied"
TASK = "answer_question"
MOST_AN_HOUR = 10
LONGEST = 5000
FIELDS = ["name", "event", "actor", "payload", "previous_hash", "entry_hash"]


def ask(doc: Document, words: str) -> None:
	"""Keep the question of whoever reads the document, and tell its owner. Raises ValidationError for too many."""
	me = get_actor()
	if _count(doc, me) >= MOST_AN_HOUR:
		frappe.throw(_("You have asked {0} questions within an hour. Please call us.").format(MOST_AN_HOUR))
	entry = log.record(doc, ASKED, words=words, kind="Client")
	doc.add_comment("Info", _("{0} asked: {1}").format(escape_html(get_actor_name()), escape_html(words)))
	users = [doc.account_manager, doc.get("sales_assistant")]
	text = _("{0} asked about {1}: answer it").format(doc.customer_name, doc.name)
	tasks.assign(doc, [u for u in users if u] or roles.get_sales_assistants(doc.company), TASK, text)
	send_question_asked(doc, entry, by=get_actor_name(), email=me, words=words)


def _count(doc: Document, actor: str) -> int:
	since = add_to_date(now_datetime(), hours=-1)
	filters = {"event": ASKED, "actor": actor, "creation": (">", since)}
	of_document = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	return frappe.db.count("Salesflow Evidence Entry", {**of_document, **filters})


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def reply(doctype: str, name: str, answer: str) -> None:
	"""Answer the last question as our staff; whoever asked it reads the answer on their page, and gets a mail."""
	if doctype not in OPEN_STATES:
		frappe.throw(_("Questions are asked about an MSA, a SOW or a Work Proposal."), frappe.PermissionError)
	frappe.has_permission(doctype, "write", name, throw=True)
	lock_row(doctype, name)
	doc = shared_names.load(doctype, name)
	question = get_open_question(doc)
	words = (answer or "").strip()
	if not question:
		frappe.throw(_("{0} {1}: no question is waiting for an answer.").format(_(doctype), doc.name))
	if not words or len(words) > LONGEST:
		frappe.throw(_("Answer: write between 1 and {0} characters.").format(LONGEST))
	entry = log.record(doc, REPLIED, words=words, kind="Staff")
	doc.add_comment("Info", _("{0} answered: {1}").format(get_actor_name(), escape_html(words)))
	tasks.close(doc, TASK)
	send_question_answered(doc, entry, **question, answer=words)


def get_entries(doc: Document) -> list[dict]:
	"""Questions and answers in their order, read from the verified words of the records. Raises RecordError."""
	filters = {
		"reference_doctype": doc.doctype,
		"reference_name": doc.name,
		"event": ("in", (ASKED, REPLIED)),
	}
	rows = frappe.get_all("Salesflow Evidence Entry", filters, FIELDS, order_by="sequence asc")
	return [{**read_payload(row), "is_ours": row.event == REPLIED} for row in rows]


def get_open_question(doc: Document) -> dict | None:
	"""The last question, as long as nobody answered it."""
	rows = get_entries(doc)
	if not rows or rows[-1]["is_ours"]:
		return None
	return {"by": rows[-1]["actor_name"], "email": rows[-1]["actor"], "words": rows[-1]["words"]}


def tell_form(doc: Document) -> None:
	"""The question that the form offers to answer; none where the records do not verify, which others report."""
	try:
		question = get_open_question(doc) if doc.get("sent_on") else None
	except RecordError:
		return
	if question:
		doc.set_onload("salesflow_question", question)
