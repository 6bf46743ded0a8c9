"""What an approver does: approve a level, return with a reason, ask back. Each once, however often it is clicked."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, get_fullname

from salesflow_app.approval import asking, gate, rounds
from salesflow_app.approval.levels import (
	TABLES,
	Level,
	get_approving_step,
	get_levels,
	get_returning_step,
	is_waiting,
)
from salesflow_app.documents import lifecycle, reasons
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.mails import approval_asked
from salesflow_app.people import tasks
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.text.plain_text import make_safe

LONGEST = reasons.LONGEST_REASON


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def approve(doctype: str, name: str, level: int, modified: str, comment: str = "") -> dict:
	"""Approve one level of a document as it was when the user opened it; the last level takes the step.

	Returns the state that follows, and the same again to a second click. Raises PermissionError where somebody else
	has to approve, ValidationError where the document changed meanwhile or no longer waits.
	"""
	doc = _open(doctype, name)
	if _is_mine(doc, int(level)):
		return _get_receipt(doc)
	current = _validate_turn(doc, int(level), modified)
	right = gate.validate_level(doc, current)
	comment = _clean(comment)
	if len(gate.get_open_levels(doc)) == 1:
		doc.flags.approval_comment = comment
		_take(doc, get_approving_step(doctype))
	else:
		_approve_level(doc, current, right.for_user, comment)
	return _get_receipt(doc)


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def send_back(doctype: str, name: str, reason: str, modified: str) -> dict:
	"""Return a document that waits for approval, with the reason. Returns the state that follows.

	Raises PermissionError without a role that may, ValidationError without a reason or where it changed meanwhile.
	"""
	doc = _open(doctype, name)
	_validate_waiting(doc)
	_validate_unchanged(doc, modified)
	step = get_returning_step(doctype)
	doc.set(step.reason, _demand(doc, reason, _("a reason")))
	reasons.remember(doc, step.reason)
	_take(doc, step)
	return _get_receipt(doc)


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def ask(doctype: str, name: str, question: str) -> dict:
	"""Ask who sent the document for approval; it keeps waiting. Raises PermissionError for those who may not decide."""
	doc = _open(doctype, name)
	_validate_waiting(doc)
	if not may_decide(doc):
		gate.validate_level(doc, gate.get_open_levels(doc)[0])
	question = _demand(doc, question, _("a question"))
	asker = tasks.get_giver(doc, asking.TASKS[doctype]) or doc.owner
	rounds.record(doc, rounds.ASKED, reason=question)
	asking.note(doc, "question_asked", question)
	asking.comment(doc, _("Asked"), reason=question)
	tasks.assign(doc, [asker], asking.QUESTION, _("Answer the approver: {0}").format(question))
	approval_asked.send_question(doc, asker, question)
	return _get_receipt(doc)


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def answer(doctype: str, name: str, answer: str) -> dict:
	"""Answer the approver's last question. Raises PermissionError without the right to change the document or its task."""
	doc = _open(doctype, name)
	_validate_waiting(doc)
	question = get_open_question(doc)
	if not question:
		frappe.throw(_("{0} {1}: no question is open.").format(_(doctype), doc.name))
	if not may_answer(doc, question):
		raise frappe.PermissionError
	answer = _demand(doc, answer, _("an answer"))
	rounds.record(doc, rounds.ANSWERED, reason=answer)
	asking.note(doc, "question_answered", answer)
	asking.comment(doc, _("Answered"), reason=answer)
	tasks.close(doc, asking.QUESTION)
	approval_asked.send_answer(doc, question.by_user, answer)
	return _get_receipt(doc)


def may_decide(doc: Document) -> bool:
	"""May the session's user approve the level that is next?"""
	open_levels = gate.get_open_levels(doc)
	return bool(open_levels) and bool(gate.find_level_right(doc, open_levels[0], frappe.session.user))


def may_return(doc: Document) -> bool:
	"""Do the user's roles let them return the document?"""
	allowed = lifecycle.get_allowed_roles(doc.doctype, get_returning_step(doc.doctype))
	return bool(allowed & set(frappe.get_roles()))


def get_open_question(doc: Document) -> frappe._dict | None:
	"""The last question of this round that nobody has answered."""
	said = [entry for entry in rounds.get_round(doc) if entry.decision in (rounds.ASKED, rounds.ANSWERED)]
	return said[-1] if said and said[-1].decision == rounds.ASKED else None


def may_answer(doc: Document, question: frappe._dict) -> bool:
	"""Whoever asked for the approval, or else may change the document; not who asked the question."""
	if frappe.session.user == question.by_user:
		return False
	giver = tasks.get_giver(doc, asking.TASKS[doc.doctype])
	return frappe.session.user in (giver, doc.owner) or frappe.has_permission(doc.doctype, "write", doc)


# Parts of the acts


def _open(doctype: str, name: str) -> Document:
	"""The document as it is now, held until the act is done."""
	if doctype not in TABLES:
		frappe.throw(_("{0} is not approved here.").format(_(doctype)))
	frappe.has_permission(doctype, "read", name, throw=True)
	lock_row(doctype, name)
	return frappe.get_doc(doctype, name, for_update=True)


def _is_mine(doc: Document, level: int) -> bool:
	"""Did this user approve this level of the document as it is, a moment ago?"""
	approvals = rounds.get_approvals(doc)
	return any(entry.level == level and entry.by_user == frappe.session.user for entry in approvals)


def _validate_turn(doc: Document, level: int, modified: str) -> Level:
	_validate_waiting(doc)
	current = gate.get_open_levels(doc)[0]
	if current.number != level:
		done = [entry for entry in rounds.get_approvals(doc) if entry.level == level]
		who = get_fullname(done[-1].by_user) if done else _("somebody else")
		frappe.throw(
			_("{0} {1}: {2} has approved level {3} meanwhile. Reload the page.").format(
				_(doc.doctype), doc.name, escape_html(who), level
			)
		)
	_validate_unchanged(doc, modified)
	return current


def _validate_waiting(doc: Document) -> None:
	if is_waiting(doc):
		return
	last = next(
		(entry for entry in reversed(rounds.get_entries(doc)) if entry.decision != rounds.ANSWERED), None
	)
	state = frappe.bold(_(doc.get(BY_DOCTYPE[doc.doctype].state_field) or "Draft"))
	if last:
		state = _("{0} by {1}").format(state, escape_html(get_fullname(last.by_user)))
	frappe.throw(
		_("{0} {1} no longer waits for approval: it is {2}. Reload the page.").format(
			_(doc.doctype), doc.name, state
		)
	)


def _validate_unchanged(doc: Document, modified: str) -> None:
	"""Nobody approves what they have not seen."""
	if str(doc.modified) != str(modified):
		frappe.throw(
			_("{0} {1} was changed since you opened it. Reload the page and look at it again.").format(
				_(doc.doctype), doc.name
			)
		)


def _approve_level(doc: Document, level: Level, for_user: str, comment: str) -> None:
	rounds.record(doc, rounds.APPROVED, level=level, for_user=for_user, reason=comment)
	what = _("Level {0} of {1} approved").format(level.number, len(get_levels(doc)))
	asking.note(doc, "level_approved", asking.get_words(what, for_user, comment))
	asking.comment(doc, what, for_user, comment)
	asking.ask(doc)


def _take(doc: Document, step) -> None:
	"""Save the document in the next state, as a workflow button does."""
	workflow = BY_DOCTYPE[doc.doctype]
	doc.set(workflow.state_field, step.next_state)
	if workflow.get_state(step.next_state).docstatus:
		doc.submit()
	else:
		doc.save()
	doc.add_comment("Workflow", _(step.next_state))


def _demand(doc: Document, words: str, what: str) -> str:
	if not words.strip():
		frappe.throw(_("{0} {1}: enter {2}.").format(_(doc.doctype), doc.name, what))
	return _clean(words)


def _clean(words: str) -> str:
	return make_safe(words.strip()[:LONGEST])


def _get_receipt(doc: Document) -> dict:
	open_levels = gate.get_open_levels(doc) if is_waiting(doc) else []
	return {
		"state": doc.get(BY_DOCTYPE[doc.doctype].state_field),
		"next": open_levels[0].label if open_levels else "",
	}
