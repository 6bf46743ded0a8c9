"""Milestone acceptance: asks the client to accept the delivery in the portal."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_url

from salesflow_app.mails.message import Mail
from salesflow_app.mails.milestone_review import get_closing
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.milestone.notice_facts import get_expected_gross
from salesflow_app.outbox import entries
from salesflow_app.people.accounts import has_account
from salesflow_app.text.formats import date, money

EVENT = "Milestone Acceptance"


def send_milestone_acceptance(milestone: Document) -> None:
	"""Each time that the milestone awaits acceptance."""
	entries.add(EVENT, milestone, f"{EVENT}:{milestone.name}:{milestone.modified}")


def write(milestone: Document, moment: frappe._dict) -> Mail:
	"""To the signatory of the SOW."""
	name, email = frappe.db.get_value("SOW", milestone.sow, ["signatory_name", "signatory_email"])
	return write_to_client(
		[email],
		_("Ready for your acceptance: {0}").format(milestone.milestone_name),
		_(
			"We have completed milestone {0} of {1}. Please review and accept it, or tell us what is missing."
		).format(milestone.milestone_no, milestone.milestone_count),
		company=milestone.company,
		name=name,
		manager=milestone.account_manager,
		facts=[
			(_("Milestone"), milestone.milestone_name),
			(_("Deliverables"), milestone.deliverables),
			(_("Amount (net)"), money(milestone.amount, milestone.currency)),
			(_("Amount with tax"), money(get_expected_gross(milestone), milestone.currency)),
			(_("Last day of your review"), date(milestone.review_until)),
		],
		button=(_("Review and accept"), get_url(f"/salesflow/milestones/{milestone.name}")),
		closing=_join(get_closing(milestone), "" if has_account(email) else _get_way_in()),
	)


def _join(*sentences: str) -> str:
	return " ".join(filter(None, sentences))


def _get_way_in() -> str:
	"""For a signatory who signed by a personal link, and never had a password."""
	if cint(frappe.get_system_settings("login_with_email_link")):
		return _("No password yet? Choose “Login with Email Link” on the page that opens.")
	return _("No login yet? Just reply to this email, and we will send you one.")
