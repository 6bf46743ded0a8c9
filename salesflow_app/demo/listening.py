"""The end of a story: client and team say what they think, and the month is reviewed."""

import frappe
from frappe.model.document import Document
from frappe.utils import getdate, today

from salesflow_app.demo.stage import Stage
from salesflow_app.feedback import team
from salesflow_app.outbox import entries, worker
from salesflow_app.portal import give_feedback
from salesflow_app.review.drafting import get_key
from salesflow_app.rules.process_figures import MONTH, get_period


def play_feedback(stage: Stage, sow: Document, client: str) -> None:
	"""A day after the close: the client answers, everybody of the team does."""
	order = frappe.get_doc("Sales Order", sow.sales_order)
	_let_a_day_pass(sow, order)
	feedback = frappe.get_doc("Client Feedback", {"sow": sow.name, "workflow_state": "Asked"})
	stage.expect_mail("Feedback Asked", feedback, {client})
	with stage.acting(client):
		give_feedback.give(feedback.name, 5, 4, 5, "Always on time. Tell us earlier when you are on holiday.")
		stage.step("answers what they think of the work", frappe.get_doc("Client Feedback", feedback.name))
	open_tasks = {"reference_name": order.name, "salesflow_task": team.TASK, "status": "Open"}
	asked = frappe.get_all("ToDo", open_tasks, pluck="allocated_to", order_by="allocated_to asc")
	stage.expect(bool(asked), f"nobody of the team of {order.name} was asked what went well")
	for user in asked:
		_say(stage, user, order)


def _let_a_day_pass(sow: Document, order: Document) -> None:
	"""Do what waits for the day after a payment or a close, as a worker does it then."""
	milestones = frappe.get_all("Payment Milestone", {"sow": sow.name}, pluck="name", order_by="name asc")
	waiting = {"kind": entries.FEEDBACK, "reference_name": ("in", [*milestones, order.name])}
	for name in frappe.get_all(entries.DOCTYPE, waiting, pluck="name", order_by="creation asc, name asc"):
		worker.work(name)


def _say(stage: Stage, user: str, order: Document) -> None:
	with stage.acting(user):
		said = {"doctype": team.DOCTYPE, "sales_order": order.name, "went_well": "Four stages, four invoices"}
		stage.step("says what went well", frappe.get_doc(said).insert())


def play_review(stage: Stage, cast: dict) -> None:
	"""The operations manager looks at the month so far; the clock drafts it when it is over."""
	key = get_key(stage.company, MONTH, get_period(getdate(today()), MONTH)[0])
	name = frappe.db.get_value("Process Review", {"review_key": key})
	with stage.acting(cast["operations_manager"]):
		review = frappe.get_doc("Process Review", name) if name else frappe.new_doc("Process Review")
		review.update({"company": stage.company, "period": MONTH, "from_date": review.from_date or today()})
		review.findings = "Clients praise the work, and want to hear from us earlier."
		review.save()
		stage.step("looks at the figures of the month", review)
	for row in review.figures:
		if row.cases:
			stage.line(f"{row.figure}: {row.shown} ({row.cases})")
	figures = {row.figure_key: row.cases for row in review.figures}
	stage.expect(
		bool(figures["days_to_cash"] and figures["mark_1"]),
		f"{review.name} knows neither payments nor marks: {figures}",
	)
