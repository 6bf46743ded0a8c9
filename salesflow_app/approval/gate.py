"""Whether somebody may approve a document now. Holds for every way in: desk, REST, import, job."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, get_fullname

from salesflow_app.approval import rounds
from salesflow_app.approval.content import get_key
from salesflow_app.approval.levels import Level, get_able_roles, get_levels
from salesflow_app.documents import authors
from salesflow_app.people.approvers import Right, find_right, is_approver


def get_open_levels(doc: Document) -> list[Level]:
	"""Levels that have to approve yet, the next one first; the last level where the rules now ask for fewer."""
	levels = get_levels(doc)
	return rounds.get_open_levels(doc, levels) or levels[-1:]


def get_barred(doc: Document) -> set[str]:
	"""Who may approve nothing more of it: who wrote it, and who approved a level of it already."""
	used = {user for entry in rounds.get_approvals(doc) for user in (entry.by_user, entry.for_user) if user}
	before = doc.get_doc_before_save()  # the approving step itself forgets who wrote it
	return authors.get_authors(doc) | (authors.get_authors(before) if before else set()) | used


def find_level_right(doc: Document, level: Level, user: str) -> Right | None:
	"""By what right the user approves this level now; None without one."""
	if not get_able_roles(doc.doctype) & set(frappe.get_roles(user)):
		return None
	return find_right(level.rule, user, get_barred(doc))


def validate_last(doc: Document) -> None:
	"""Refuse the approving step unless all levels but one have approved, and the session's user is the one."""
	open_levels = get_open_levels(doc)
	if not open_levels:
		return
	right = validate_level(doc, open_levels[0])
	if len(open_levels) > 1:
		_refuse_early(doc, open_levels)
	doc.flags.approval_level, doc.flags.approval_right = open_levels[0], right
	if right.for_user:
		doc.flags.step_words = _("for {0}").format(get_fullname(right.for_user))
	if doc.flags.approval_comment:
		doc.flags.step_words = ": ".join(filter(None, (doc.flags.step_words, doc.flags.approval_comment)))


def validate_level(doc: Document, level: Level) -> Right:
	"""The right of the session's user to approve this level; refuses who has none, with the way out."""
	right = find_level_right(doc, level, frappe.session.user)
	return right or refuse(doc, level)


def refuse(doc: Document, level: Level) -> None:
	"""Say who has to approve the level, and why it is not the session's user."""
	user = frappe.session.user
	mine = [entry for entry in rounds.get_approvals(doc) if user in (entry.by_user, entry.for_user)]
	if mine:
		sentence = _("{0} {1}: you approved level {2}; level {3} needs somebody else ({4}).").format(
			_(doc.doctype), doc.name, mine[0].level, level.number, frappe.bold(escape_html(level.label))
		)
	elif user in get_barred(doc) and is_approver(level.rule, user):
		refuse_author(doc, level)
	else:
		sentence = _("{0} {1} must be approved by {2}{3}.").format(
			_(doc.doctype), doc.name, frappe.bold(escape_html(level.label)), _get_why(level)
		)
	frappe.throw(
		f"{sentence} {_get_way_out(doc)}".strip(), frappe.PermissionError, title=_("Approval Needed")
	)


def refuse_author(doc: Document, level: Level) -> None:
	"""Nobody approves what they wrote."""
	frappe.throw(
		_(
			"{0} {1}: you created it or changed it since it was last approved, so someone else must approve it ({2}). If there is nobody else, have another approver added in Salesflow Settings."
		).format(_(doc.doctype), doc.name, frappe.bold(escape_html(level.label))),
		frappe.PermissionError,
		title=_("Approval Needed"),
	)


def _get_why(level: Level) -> str:
	return f" ({escape_html(level.reason)})" if level.reason else ""


def _get_way_out(doc: Document) -> str:
	if doc.doctype == "Sales Order":
		return _("Use “Submit for Approval”.")
	return _("Ask them, or have the Approval Rules of Salesflow Settings changed.")


def _refuse_early(doc: Document, open_levels: list[Level]) -> None:
	"""The state changes with the last level."""
	frappe.throw(
		_(
			"{0} {1} has {2} more levels to approve it, so this approves level {3} only: use “Review and Decide”."
		).format(_(doc.doctype), doc.name, len(open_levels), open_levels[0].number),
		frappe.PermissionError,
		title=_("Approval Needed"),
	)


def validate_stands(doc: Document) -> None:
	"""Refuse to send what is no longer what was approved. What was approved before the app kept this is not judged."""
	last = [entry for entry in rounds.get_entries(doc) if entry.decision == rounds.APPROVED and entry.is_last]
	if last and last[-1].content_hash != get_key(doc):
		frappe.throw(
			_(
				"{0} {1}: its content differs from what {2} approved. Revise it and have it approved again."
			).format(_(doc.doctype), doc.name, escape_html(get_fullname(last[-1].by_user)))
		)
