"""Who has to approve a document, level by level: the rules of Salesflow Settings, else whom its life cycle lets."""

from collections.abc import Mapping
from dataclasses import dataclass

from frappe import _
from frappe.model.document import Document

from salesflow_app import settings
from salesflow_app.approval.facts import get_facts
from salesflow_app.documents import lifecycle
from salesflow_app.people.approvers import get_approver_label
from salesflow_app.rules.matching import Match, get_label, match_levels
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE, Transition

CONDITIONS = ("document", "company", "amount_from", "discount_from", "margin_below")
TABLES = ("Work Proposal", "SOW", "Sales Order")
"""What is approved level by level."""
ALWAYS = ("Work Proposal",)
"""Approved in any case, also where no rule fits."""


@dataclass(frozen=True)
class Level:
	"""One level: 1 for the first, the rule that names its approver, why it fits, and what the approver is called."""

	number: int
	rule: Mapping
	reason: str
	label: str


def get_levels(doc: Document) -> list[Level]:
	"""All levels that have to approve, in order; none where the document needs no approval."""
	asked = [(match.rule, match.reason) for match in get_matches(doc)]
	if doc.doctype == "SOW" and doc.senior_review_needed:
		if doc.senior_approver:
			asked.insert(0, ({"approver": doc.senior_approver}, doc.rule_reason or ""))
		elif not asked:
			asked = [({}, doc.rule_reason or "")]
	elif doc.doctype in ALWAYS and not asked:
		asked = [({}, "")]
	return [
		Level(number, rule, reason, get_approver_label(rule) or _get_role_label(doc.doctype))
		for number, (rule, reason) in enumerate(asked, 1)
	]


def get_matches(doc: Document) -> list[Match]:
	"""The row that fits in each level of the approval rules."""
	rules = [rule.as_dict() for rule in settings.get_settings().approval_rules]
	if not any(rule.document == doc.doctype for rule in rules):
		return []
	return [match for _level, match in match_levels(rules, get_facts(doc), CONDITIONS)]


def hides_costs(level: Level) -> bool:
	"""Does the reason say something of the margin, which not every approver may know?"""
	return bool(level.rule.get("margin_below"))


def get_public_reason(level: Level) -> str:
	"""Which row asks, without its condition on the margin."""
	parts = level.reason.split(", ")
	hidden = get_label("margin_below")
	return ", ".join(part for part in parts if hidden not in part) or level.reason.split(":")[0]


def get_approving_step(doctype: str) -> Transition:
	"""The step that follows the last level."""
	return next(step for step in BY_DOCTYPE[doctype].transitions if not step.self_approval)


def get_returning_step(doctype: str) -> Transition:
	"""The step back to who asked, which needs a reason."""
	waiting = get_approving_step(doctype).state
	return next(step for step in BY_DOCTYPE[doctype].from_state(waiting) if step.reason)


def is_waiting(doc: Document) -> bool:
	"""Does the document wait for approval?"""
	workflow = BY_DOCTYPE[doc.doctype]
	return not doc.docstatus and doc.get(workflow.state_field) == get_approving_step(doc.doctype).state


def get_able_roles(doctype: str) -> set[str]:
	"""Roles that may take the approving step at all."""
	return lifecycle.get_allowed_roles(doctype, get_approving_step(doctype))


def _get_role_label(doctype: str) -> str:
	return " / ".join(_(role) for role in sorted(get_able_roles(doctype)))
