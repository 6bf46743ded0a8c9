"""What follows a decision: the next level is asked by task and mail, who asked hears of a question, records are kept."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, get_fullname

from salesflow_app.approval import gate, rounds
from salesflow_app.approval.levels import Level, get_able_roles, get_approving_step, get_levels, is_waiting
from salesflow_app.deal import origin
from salesflow_app.documents import lifecycle
from salesflow_app.documents.acts import is_system_act
from salesflow_app.documents.restrictions import is_hidden
from salesflow_app.evidence import log
from salesflow_app.mails import approval_asked, proposal_review
from salesflow_app.people import roles, tasks
from salesflow_app.people.approvers import add_deputies, is_approver
from salesflow_app.people.teams import get_leaders
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.settings import get_settings

TASKS = {"Work Proposal": "review", "SOW": "review", "Sales Order": "approve"}
"""Key of the approver's task."""
QUESTION = "answer_approver"


def follow(doc: Document) -> None:
	"""Keep the step that a save took, and ask who is next. Call it in `on_update`, after `lifecycle.finish_step`."""
	before = doc.get_doc_before_save()
	was_waiting = bool(before) and is_waiting(before)
	if is_waiting(doc) and not was_waiting:
		rounds.record(doc, rounds.REQUESTED)
		ask(doc)
	elif is_waiting(doc):
		_void(doc)
	elif was_waiting and lifecycle.has_moved_to(doc, get_approving_step(doc.doctype).next_state):
		_keep_last(doc)
	elif was_waiting:
		rounds.record(doc, rounds.RETURNED, reason=_get_reason(doc))


def _keep_last(doc: Document) -> None:
	level, right = doc.flags.approval_level, doc.flags.approval_right
	for_user = right.for_user if right else ""
	reason = doc.flags.approval_comment or ""
	rounds.record(doc, rounds.APPROVED, level=level, for_user=for_user, reason=reason, is_last=True)
	if for_user or reason:
		comment(doc, _("Approved"), for_user, reason)


def _void(doc: Document) -> None:
	"""Content changed while it waits: what was approved of it counts for nothing, and the first level is asked again."""
	given = [entry for entry in rounds.get_round(doc) if entry.decision == rounds.APPROVED]
	if not given or len(rounds.get_approvals(doc)) == len(given):
		return
	rounds.record(doc, rounds.VOIDED)
	note(doc, "approval_voided")
	doc.add_comment(
		"Info", _("Changed after level {0} approved it: every level is asked again.").format(given[-1].level)
	)
	ask(doc)


def _get_reason(doc: Document) -> str:
	return doc.get("salesflow_reason" if doc.doctype == "Sales Order" else "reason") or ""


def note(doc: Document, event: str, words: str = "") -> None:
	"""Evidence of an act that changes no state, where the document keeps evidence."""
	if BY_DOCTYPE[doc.doctype].keeps_evidence:
		log.record(doc, event, words=words)


def comment(doc: Document, what: str, for_user: str = "", reason: str = "") -> None:
	"""The timeline says what was decided, for whom and why."""
	doc.add_comment("Comment", escape_html(get_words(what, for_user, reason)))


def get_words(what: str, for_user: str = "", reason: str = "") -> str:
	"""What was decided, for whom and why, in one line."""
	text = _("{0}, for {1}").format(what, get_fullname(for_user)) if for_user else what
	return f"{text}: {reason}" if reason else text


def ask(doc: Document) -> None:
	"""Give the next level its task and its mail. Where nobody can approve, the user is told."""
	level = gate.get_open_levels(doc)[0]
	users = get_people(doc, level)
	tasks.close(doc, TASKS[doc.doctype])
	if not users:
		_warn_of_nobody(doc, level)
		return
	tasks.assign(doc, users, TASKS[doc.doctype], _get_task(doc, level))
	if doc.doctype == "Work Proposal":
		proposal_review.send_review_asked(doc, users, level.number)
	elif not is_system_act(doc):
		approval_asked.send_asked(doc, users, level.number)


def _get_task(doc: Document, level: Level) -> str:
	if doc.doctype == "Sales Order":
		sentence = _("Approve this order")
	else:
		sentence = _("Review {0} {1} for {2}").format(_(doc.doctype), doc.name, doc.customer_name)
	number = len(get_levels(doc))
	return _("{0} (level {1} of {2})").format(sentence, level.number, number) if number > 1 else sentence


def _warn_of_nobody(doc: Document, level: Level) -> None:
	"""The user sees it now; whoever wonders later why the document waits reads it on its timeline."""
	named = level.rule.get("approver")
	if named and is_hidden(doc, named):
		text = _(
			"{0} {1}: User Permissions hide this document from {2}, who has to approve it. Name another approver in "
			"Salesflow Settings."
		).format(_(doc.doctype), doc.name, get_fullname(named))
	else:
		text = _(
			"Nobody but you can approve {0} {1} ({2}). Add another approver in Salesflow Settings."
		).format(_(doc.doctype), doc.name, level.label)
	frappe.msgprint(text, indicator="orange", alert=True)
	doc.add_comment("Comment", escape_html(text))


def get_people(doc: Document, level: Level) -> list[str]:
	"""Who can approve this level now, deputies of those who are away included: a named person, else the nearest
	leader of an order's seller, else all whom the rule names."""
	barred = gate.get_barred(doc)
	able = [user for user in _get_named(doc, level) if user not in barred]
	nearest = _get_nearest(doc, level, able)
	may = get_able_roles(doc.doctype)
	return [user for user in add_deputies(nearest, barred) if may & set(frappe.get_roles(user))]


def _get_nearest(doc: Document, level: Level, able: list[str]) -> list[str]:
	if level.rule.get("approver") in able:
		return [level.rule.get("approver")]
	if doc.doctype != "Sales Order":
		return able
	leader = next((user for user in get_leaders(origin.get_sales_person(doc)) if user in able), None)
	return [leader] if leader else able


def _get_named(doc: Document, level: Level) -> list[str]:
	"""Enabled users with a role that may approve, whom the rule names; a person who is away keeps their place."""
	named = level.rule.get("approver")
	able = [
		user
		for role in sorted(get_able_roles(doc.doctype))
		for user in roles.get_role_users(role, doc.company)
	]
	able = list(dict.fromkeys(able))
	if not named and not level.rule.get("approver_role"):
		chosen = get_settings().operations_manager if doc.doctype == "Work Proposal" else None
		return [chosen] if chosen in able else able
	return [user for user in able if is_approver(level.rule, user)]
