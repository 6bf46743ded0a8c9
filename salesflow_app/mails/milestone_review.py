"""Milestone review: half time and last day of the client's review, and that it ended in their silence."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.outbox.worker import NotSent
from salesflow_app.rules.reviews import LAST, OVER
from salesflow_app.salesflow_app.workflows.payment_milestone import AWAITING_ACCEPTANCE
from salesflow_app.text.formats import date

EVENT = "Milestone Review"


def get_key(milestone: Document, stage: str) -> str:
	"""Each stage once for each review; asked again, the client has new days."""
	return f"{EVENT}:{milestone.name}:{milestone.review_from}:{milestone.review_until}:{stage}"


def send_milestone_review(milestone: Document, stage: str) -> None:
	entries.add(EVENT, milestone, get_key(milestone, stage), stage=stage)


def write(milestone: Document, moment: frappe._dict) -> Mail:
	"""To the signatory of the SOW."""
	if moment.stage != OVER and milestone.workflow_state != AWAITING_ACCEPTANCE:
		raise NotSent(_("the client has answered meanwhile"))
	name, email = frappe.db.get_value("SOW", milestone.sow, ["signatory_name", "signatory_email"])
	subject, sentence = _get_words(milestone, moment.stage)
	return write_to_client(
		[email],
		subject,
		sentence,
		company=milestone.company,
		name=name,
		manager=milestone.account_manager,
		facts=[
			(_("Milestone"), milestone.milestone_name),
			(_("Deliverables"), milestone.deliverables),
			(_("Last day of your review"), date(milestone.review_until)),
		],
		button=(
			_("Open the milestone") if moment.stage == OVER else _("Review and accept"),
			get_url(f"/salesflow/milestones/{milestone.name}"),
		),
		closing=get_closing(milestone) if moment.stage == LAST else "",
	)


def _get_words(milestone: Document, stage: str) -> tuple[str, str]:
	if stage == OVER:
		return (
			_("Accepted: {0}").format(milestone.milestone_name),
			_(
				"Your time to review this milestone has ended without an answer. As agreed, it counts as accepted."
			),
		)
	if stage == LAST:
		return (
			_("Last day to review: {0}").format(milestone.milestone_name),
			_(
				"Today is the last day of your review. Please accept the milestone, or tell us what is missing."
			),
		)
	return (
		_("Reminder: please review {0}").format(milestone.milestone_name),
		_("This milestone still awaits your acceptance. Please accept it, or tell us what is missing."),
	)


def get_closing(milestone: Document) -> str:
	"""What silence means, where the SOW says so."""
	if not milestone.deemed_acceptance or not milestone.review_until:
		return ""
	return _(
		"As agreed in SOW {0}, a milestone that is neither accepted nor rejected in time counts as accepted."
	).format(milestone.sow)
