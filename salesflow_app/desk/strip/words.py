"""What a stage says: its label, the sentence, on whom it waits and since when. Sentences of states come from `next_steps.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.utils import flt, getdate, today

from salesflow_app.deal.advice import TASK as ADVISE
from salesflow_app.deal.manager import TASK as MANAGE
from salesflow_app.deal.status import LOST
from salesflow_app.desk.next_steps import NextStep
from salesflow_app.desk.strip.facts import PERSON_COLUMNS, get_days
from salesflow_app.desk.strip.stages import Stage
from salesflow_app.desk.strip.standing import BLOCKED, DONE, LATER, NEXT, is_awaiting_clearance, is_overdue
from salesflow_app.salesflow_app.workflows import payment_milestone
from salesflow_app.settings import get_settings
from salesflow_app.shipment.clearance import get_blocker
from salesflow_app.signing.countersign import TASK as COUNTERSIGN
from salesflow_app.signing.offline import TASK as CONFIRM_OFFLINE
from salesflow_app.text.formats import date

SIDE_TASKS = (MANAGE, "check_billing_data", "send_recap")
"""Work beside the step that the document waits for."""
CLIENTS = tuple(field for field, column in PERSON_COLUMNS.items() if column == "client")
MOST_NAMES = 2


@dataclass(frozen=True)
class Waiting:
	"""`who` in words, `people` behind them, since when, and the sentence with {0} for `who`."""

	who: str
	people: tuple[str, ...]
	since: str | None
	sentence: str


def get_labels() -> dict[str, str]:
	return {
		"lead": _("Lead"),
		"opportunity": _("Opportunity"),
		"discovery": _("Discovery"),
		"proposal": _("Work Proposal"),
		"quotation": _("Quotation"),
		"sow": _("SOW"),
		"order": _("Sales Order"),
		"production": _("Production"),
		"delivery": _("Delivery"),
		"milestones": _("Milestones"),
		"invoice": _("Invoice"),
		"payment": _("Payment"),
	}


def get_waiting(stage: Stage, steps: dict[str, dict[str, NextStep]]) -> Waiting | None:
	"""On whom the stage waits; None for what is done, or comes later."""
	if stage.standing in (DONE, LATER) or not stage.about:
		return None
	step = _get_step(stage, steps)
	if not step:
		return None
	tasks = [task for task in stage.tasks if task.task not in SIDE_TASKS]
	if key := next((task.task for task in tasks if task.task in FIRST), None):
		step, tasks = FIRST[key](), [task for task in tasks if task.task == key]
	elif step.person in CLIENTS:
		tasks = []  # what one of us does meanwhile makes nobody of ours the client
	people = tuple(dict.fromkeys(task.allocated_to for task in tasks))
	named = step.person and stage.about.get(PERSON_COLUMNS.get(step.person, ""))
	since = tasks[0].creation if tasks else _get_since(stage)
	return Waiting(step.who, people or ((named,) if named else ()), since, step.sentence)


def _get_since(stage: Stage) -> str | None:
	about = stage.about
	if stage.key == "payment" and is_overdue(about):
		return about.due
	if about.state == payment_milestone.PLANNED:
		return about.due if about.due and getdate(about.due) < getdate(today()) else None
	return about.asked or about.modified


def _get_step(stage: Stage, steps: dict[str, dict[str, NextStep]]) -> NextStep | None:
	"""The stage's own words, else those of the document's state."""
	if stage.key in WORDS and (step := WORDS[stage.key](stage)):
		return step
	return steps.get(stage.about.doctype, {}).get(stage.about.state)


def _say_offline() -> NextStep:
	return NextStep(_("A second person"), "", _("{0} confirms the answer that was recorded offline."))


def _say_countersigning() -> NextStep:
	return NextStep(_("Our Signatory"), "", _("{0} countersigns the SOW; then it can be sent."))


FIRST = {CONFIRM_OFFLINE: _say_offline, COUNTERSIGN: _say_countersigning}
"""Tasks that come before what the state says."""


def _say_lead(stage: Stage) -> NextStep:
	return NextStep(_("Sales"), "sales_person", _("{0} turns this lead into an opportunity."))


def _say_opportunity(stage: Stage) -> NextStep:
	sales = (_("Sales"), "sales_person")
	if stage.about.doctype == "Lead":
		return _say_lead(stage)
	if stage.about.state == LOST:
		return NextStep("", "", _("This deal is lost. Only the leader can see why."))
	if stage.standing == BLOCKED:
		return NextStep("", "", _("This deal is closed."))
	if any(task.task == ADVISE for task in stage.tasks):
		leader = (_("The leader"), "")
		return NextStep(*leader, _("{0} is asked for advice; the deal goes on meanwhile."))
	return NextStep(*sales, _("{0} agrees the first meeting with the client."))


def _say_discovery(stage: Stage) -> NextStep | None:
	if stage.about.doctype == "Discovery":
		return None
	return NextStep(_("Sales"), "sales_person", _("{0} starts the discovery, or makes the offer at once."))


def _say_proposal(stage: Stage) -> NextStep | None:
	if stage.about.doctype == "Work Proposal" or stage.standing != NEXT:
		return None
	return NextStep(_("Account Manager"), "account_manager", _("{0} creates the Work Proposal."))


def _say_quotation(stage: Stage) -> NextStep:
	sales = (_("Sales"), "sales_person")
	quotation = stage.about
	if quotation.proposal:
		return NextStep("", "", _("The quotation follows its Work Proposal."))
	if not quotation.docstatus:
		return NextStep(*sales, _("{0} submits the quotation."))
	if quotation.state == LOST:
		return NextStep("", "", _("This deal is lost. Only the leader can see why."))
	if stage.standing == BLOCKED:
		return NextStep(*sales, _("The quotation has expired: {0} makes a new one."))
	return NextStep(_("The client"), "customer_name", _("{0} decides on the quotation."))


def _say_sow(stage: Stage) -> NextStep | None:
	if stage.about.doctype == "SOW":
		return None
	return NextStep(
		_("Sales Assistant"), "sales_assistant", _("{0} prepares the SOW, which has to be signed.")
	)


def _say_order(stage: Stage) -> NextStep | None:
	order = stage.about
	if order.doctype == "SOW" and stage.standing == NEXT:
		return NextStep(
			_("Sales Assistant"),
			"sales_assistant",
			_("The order was cancelled: {0} makes it again with “Create > Sales Order” on the SOW."),
		)
	if order.doctype != "Sales Order":
		return NextStep(_("Sales"), "", _("{0} makes the Sales Order once the client agrees."))
	if order.status == "On Hold":
		return NextStep(_("Sales"), "", _("The order is on hold; {0} can resume it."))
	if stage.standing == BLOCKED:
		return NextStep(_("Sales Assistant"), "", _("The order needs a signed SOW: {0} creates it."))
	if order.approver and order.state == "Draft":
		return NextStep(_("Sales"), "", _("{0} submits the order for approval."))
	return None if order.approver else NextStep(_("Sales"), "", _("{0} submits the order."))


def _say_production(stage: Stage) -> NextStep:
	return NextStep(_("Production"), "", _("{0} makes its part and hands it over to Final Pack."))


def _say_delivery(stage: Stage) -> NextStep | None:
	note = stage.about
	if note.doctype == "Sales Order":
		return NextStep(_("Final Pack"), "", _("{0} creates the Delivery Note."))
	if is_awaiting_clearance(note) and get_settings().use_clearance:
		reason = get_blocker(frappe.get_doc("Delivery Note", note.name))
		if reason:
			stage.standing = BLOCKED
			sentence = _("{0} cannot clear the shipment: {1}").format("{0}", reason)
			return NextStep(_("Customer Support"), "", sentence)
	return None if note.state else NextStep(_("Shipping"), "", _("{0} submits the Delivery Note."))


def _say_invoice(stage: Stage) -> NextStep | None:
	billing = (_("Billing"), "")
	about = stage.about
	if about.doctype == "Sales Invoice":
		return NextStep(*billing, _("{0} checks the draft invoice and submits it."))
	if about.doctype == "Payment Milestone":
		return None
	if about.doctype == "Sales Order" and not flt(about.delivered, 2) and about.name and stage.tasks == []:
		return NextStep(*billing, _("{0} makes the invoice of the order."))
	return NextStep(*billing, _("{0} invoices what was shipped."))


def _say_payment(stage: Stage) -> NextStep | None:
	invoice = stage.about
	if invoice.doctype != "Sales Invoice":
		return None
	client = (_("The client"), "customer_name")
	if stage.standing == BLOCKED:
		return NextStep(*client, _("{0} has not paid in time; the Sales Assistant follows up."))
	sentence = (
		_("{0} is due to pay by {1}.").format("{0}", date(invoice.due)) if invoice.due else _("{0} pays.")
	)
	return NextStep(*client, sentence)


def _say_milestones(stage: Stage) -> NextStep | None:
	milestone = stage.about
	if milestone.doctype != "Payment Milestone" or milestone.state != payment_milestone.PLANNED:
		return None
	if not milestone.due:
		return None
	sentence = _("Planned for {1}: {0} uses “Mark Reached” once the milestone is reached.")
	return NextStep(_("Account Manager"), "account_manager", sentence.format("{0}", date(milestone.due)))


WORDS: dict[str, Callable[[Stage], NextStep | None]] = {
	"lead": _say_lead,
	"opportunity": _say_opportunity,
	"discovery": _say_discovery,
	"proposal": _say_proposal,
	"quotation": _say_quotation,
	"sow": _say_sow,
	"order": _say_order,
	"production": _say_production,
	"delivery": _say_delivery,
	"milestones": _say_milestones,
	"invoice": _say_invoice,
	"payment": _say_payment,
}
"""Stage -> its own words, where the state of a document does not say it."""


def get_who(waiting: Waiting, names: dict[str, str]) -> str:
	"""The role, and at most two names of those who have it."""
	people = [names.get(person, person) for person in waiting.people[:MOST_NAMES]]
	if not people:
		return waiting.who
	more = len(waiting.people) - len(people)
	text = ", ".join(people)
	text = _("{0} and {1} more").format(text, more) if more else text
	return f"{waiting.who} ({text})" if waiting.who else text


def say(waiting: Waiting, who: str) -> str:
	"""The sentence, with who it waits for."""
	return waiting.sentence.replace("{0}", who)


def get_since_text(waiting: Waiting) -> str:
	"""For how long."""
	if not waiting.since:
		return ""
	days = get_days(waiting.since)
	if not days:
		return _("since today")
	return _("for 1 day") if days == 1 else _("for {0} days").format(days)
