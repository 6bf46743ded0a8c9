"""Legal review of an MSA, where Salesflow Settings ask for it: who reviews, and that it is never an author."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.documents import authors, lifecycle
from salesflow_app.people import roles, tasks
from salesflow_app.salesflow_app.workflows import contract as states
from salesflow_app.settings import get_settings

TASK, REWORK = "review", "rework"


def is_needed() -> bool:
	"""Does an MSA have to be reviewed before it is ready?"""
	return bool(get_settings().get("msa_legal_review"))


def get_reviewers(company: str | None = None) -> list[str]:
	"""The user whom Settings name, else everyone with the role they name."""
	rules = get_settings()
	if rules.get("msa_reviewer"):
		return [rules.msa_reviewer]
	return roles.get_role_users(rules.msa_reviewer_role, company) if rules.get("msa_reviewer_role") else []


def is_reviewer(user: str | None = None) -> bool:
	return (user or frappe.session.user) in get_reviewers()


def validate(msa: Document) -> None:
	"""Refuse a short cut around the review, and a reviewer who is none or wrote some of it."""
	before = msa.get_doc_before_save()
	was_in_review = bool(before) and before.salesflow_state == states.LEGAL_REVIEW
	if was_in_review and lifecycle.has_moved_to(msa, states.READY, states.DRAFT):
		validate_reviewer(msa)
	elif lifecycle.has_moved_to(msa, states.LEGAL_REVIEW):
		_validate_somebody(msa)
	elif lifecycle.has_moved_to(msa, states.READY) and is_needed():
		_refuse_short_cut(msa)


def validate_reviewer(msa: Document) -> None:
	if not is_reviewer():
		frappe.throw(
			_("Contract {0}: the legal review is done by {1}, whom Salesflow Settings name.").format(
				msa.name, ", ".join(get_reviewers(msa.salesflow_company)) or _("nobody yet")
			),
			frappe.PermissionError,
		)
	if authors.is_author(msa) and msa.salesflow_state == states.READY:
		frappe.throw(
			_(
				"Contract {0}: you wrote some of it, so someone else must review it. Name a second reviewer in Salesflow Settings."
			).format(msa.name),
			frappe.PermissionError,
		)


def _validate_somebody(msa: Document) -> None:
	able = set(get_reviewers(msa.salesflow_company)) - authors.get_authors(msa)
	if not able:
		frappe.throw(
			_(
				"Contract {0}: nobody can review it. Salesflow Settings, section MSA, must name a reviewer who wrote none of it."
			).format(msa.name)
		)


def _refuse_short_cut(msa: Document) -> None:
	frappe.throw(
		_(
			"Contract {0}: Salesflow Settings ask for a legal review of each MSA. Use “Request Legal Review”."
		).format(msa.name)
	)


def follow(msa: Document) -> None:
	"""The reviewers, or whoever has to rework it, get their task."""
	before = msa.get_doc_before_save()
	if lifecycle.has_moved_to(msa, states.LEGAL_REVIEW):
		text = _("Review the MSA {0} for {1}").format(msa.name, msa.party_full_name or msa.party_name)
		able = [user for user in get_reviewers(msa.salesflow_company) if user not in authors.get_authors(msa)]
		tasks.assign(msa, able, TASK, text)
	elif before and before.salesflow_state == states.LEGAL_REVIEW and msa.salesflow_state == states.DRAFT:
		asker = tasks.get_giver(msa, TASK) or msa.salesflow_account_manager
		text = _("MSA {0} came back from the legal review: {1}").format(msa.name, msa.salesflow_reason)
		tasks.assign(msa, [asker] if asker else [], REWORK, text)
