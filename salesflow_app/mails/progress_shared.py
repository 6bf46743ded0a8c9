"""“Project progress”: a row of the progress log that its writer shares with the team, with what the team needs to advise."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, get_fullname, get_url_to_form

from salesflow_app.deal import origin
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import resolve
from salesflow_app.outbox import entries
from salesflow_app.text.formats import date, money

EVENT = "Progress Shared"
FIELDS = ("progress_date", "activity", "note", "reported_by")
EARLIER = 3
"""Rows shared before that the mail repeats, so that nobody has to look them up."""


def send_progress_shared(opportunity: Document, row: Document) -> None:
	"""When a row is shared, once; what was so at that moment is kept with it."""
	then = {
		"row": row.name,
		"in_negotiation": cint(opportunity.salesflow_in_negotiation),
		"next_date": opportunity.salesflow_next_date,
	}
	known = {field: row.get(field) for field in FIELDS}
	entries.add(EVENT, opportunity, f"{EVENT}:{row.name}", **known, **then)


def write(opportunity: Document, moment: frappe._dict) -> Mail:
	client = opportunity.customer_name or opportunity.name
	return Mail(
		resolve(
			EVENT,
			opportunity,
			sales_person=origin.get_sales_person(opportunity),
			account_manager=opportunity.salesflow_account_manager,
			client=opportunity.contact_email,
		),
		_("Project progress: {0}").format(client),
		Message(
			intro=_("{0} shared progress on {1}.").format(get_fullname(moment.reported_by), client),
			facts=[*_get_news(opportunity, moment), *_get_deal(opportunity)],
			table=_get_earlier(opportunity, moment),
			button=(_("Open Opportunity"), get_url_to_form("Opportunity", opportunity.name)),
			closing=_("Do you know more? Comment on the opportunity, and {0} hears of it.").format(
				get_fullname(origin.get_sales_person(opportunity))
			),
		),
	)


def _get_news(opportunity: Document, moment: frappe._dict) -> list[tuple[str, str]]:
	facts = [
		(_("Date"), date(moment.progress_date)),
		(_("Activity"), _(moment.activity)),
		(_("Progress"), moment.note),
	]
	if moment.get("in_negotiation", opportunity.salesflow_in_negotiation):
		facts.append((_("In Negotiation"), _("Yes")))
	if moment.get("next_date"):
		facts.append((_("Next Date"), date(moment.next_date)))
	return facts


def _get_deal(opportunity: Document) -> list[tuple[str, str]]:
	"""What is known of the deal; what is not is left out."""
	amount = flt(opportunity.opportunity_amount) or flt(opportunity.total)
	facts = [
		(_("Opportunity"), opportunity.name),
		(_("Status"), _(opportunity.status)),
		(_("Industry"), _(opportunity.industry or "")),
		(_("Company Size"), opportunity.no_of_employees),
		(_("What They Want"), opportunity.salesflow_wants),
		(_("Amount"), money(amount, opportunity.currency) if amount else ""),
		(_("Expected Closing"), date(opportunity.expected_closing)),
		(_("Account Manager"), get_fullname(opportunity.salesflow_account_manager or "")),
	]
	return [(label, value) for label, value in facts if value]


def _get_earlier(opportunity: Document, moment: frappe._dict) -> tuple[list[str], list[list]] | None:
	"""The rows that were shared before this one. What was not shared stays in the log."""
	rows = [row for row in opportunity.salesflow_progress if row.shared_on and row.name != moment.get("row")]
	rows.sort(key=lambda row: str(row.progress_date), reverse=True)
	if not moment.get("row") or not rows:
		return None
	head = [_("Earlier"), _("Activity"), _("Progress")]
	return head, [[date(row.progress_date), _(row.activity), row.note] for row in rows[:EARLIER]]
