"""The SOW story: a customer of class API, SOW with senior review, signature, one mail with SOW and invoice, reminder, payment."""

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, md_to_html, today

from salesflow_app.conversions.customer_to_sow import make_sow
from salesflow_app.demo import cast as people_of
from salesflow_app.demo.deal_steps import approve_order, bill_milestone, do, pay, show_records, sign
from salesflow_app.demo.preparing import OTHER_SOW
from salesflow_app.demo.stage import Stage
from salesflow_app.follow_up import reminders

COMPANY_NAME = "Apix Data Services"
SENIOR_FROM = 50000
SCOPE = "<p>Access to the programming interface with support, as agreed in the workshop.</p>"


def run(stage: Stage) -> None:
	cast = people_of.get_cast(stage)
	cast["customer"], cast["client"] = choose_client()
	prepare(stage, cast)
	sow = request(stage, cast)
	sow = draft(stage, cast, sow)
	sow = review_and_send(stage, cast, sow)
	sow = sign(stage, sow, cast["client"], "Petra Price")
	approve_order(stage, cast, sow.sales_order)
	invoice = bill_first_milestone(stage, cast, sow)
	remind(stage, cast, invoice)
	receive_payment(stage, cast, sow, invoice)
	show_records(stage, sow)
	show_records(stage, frappe.get_doc("Payment Milestone", invoice.salesflow_payment_milestone))


def choose_client() -> tuple[str, str]:
	"""Customer and signatory: another branch where today's one reminder per customer was already sent."""
	number = 1
	while True:
		name = COMPANY_NAME if number == 1 else f"{COMPANY_NAME} {number}"
		if not frappe.db.exists("Payment Follow Up", {"customer": name, "contact_date": today()}):
			return name, f"petra.price{'' if number == 1 else number}@apix.example"
		number += 1


def prepare(stage: Stage, cast: dict) -> None:
	people_of.get_service_item("API Subscription", 30000)
	with stage.acting(cast["sales_manager"]):
		people_of.get_customer(cast["customer"], "API")
		people_of.get_contact(cast["customer"], cast["client"], "Petra", "Price")
		people_of.get_address(cast["customer"], "Hafenstr. 12", "Hamburg", "20457")
		set_senior_rule(cast)
		stage.step(
			f"customer of class API, rule: senior review from {SENIOR_FROM:,}",
			people_of.get_agreement(cast["customer"], stage.company),
		)


def set_senior_rule(cast: dict) -> None:
	"""The Sales Manager's rule: class API from a certain amount goes to the senior."""
	settings = frappe.get_single("Salesflow Settings")
	if any(rule.customer_class == "API" and rule.senior_review_needed for rule in settings.sow_rules):
		return
	rules = [rule.as_dict() for rule in settings.sow_rules]
	first = {
		"customer_class": "API",
		"amount_from": SENIOR_FROM,
		"sow_needed": 1,
		"senior_review_needed": 1,
		"approver": cast["sow_approver"],
	}
	settings.set("sow_rules", [])
	for rule in (first, *rules):
		settings.append(
			"sow_rules", {key: rule.get(key) for key in (*first, "company", "customer_group", "item_group")}
		)
	settings.save()


def request(stage: Stage, cast: dict) -> Document:
	with stage.acting(cast["sales_user"]):
		sow = make_sow(cast["customer"])
		sow.update(
			{
				"title": "API access for one year",
				"company": stage.company,
				"account_manager": cast["account_manager"],
				"taxes_and_charges": people_of.get_tax_template(stage.company),
			}
		)
		sow.append("items", {"item_code": "API Subscription", "qty": 2, "uom": "Nos", "rate": 30000})
		sow.insert()
		stage.step("requests a SOW", sow)
	stage.expect(bool(sow.senior_review_needed), f"the rules do not ask for the senior review of {sow.name}")
	todo = frappe.db.exists(
		"ToDo", {"reference_name": sow.name, "allocated_to": cast["sales_assistant"], "status": "Open"}
	)
	stage.expect(bool(todo), f"the Sales Assistant has no task for {sow.name}")
	return sow


def get_scope(stage: Stage) -> str:
	"""Of the inputs where they have one."""
	path = stage.inputs / OTHER_SOW
	return md_to_html(path.read_text(encoding="utf-8")) if path.is_file() else SCOPE


def draft(stage: Stage, cast: dict, sow: Document) -> Document:
	with stage.acting(cast["sales_assistant"]):
		sow = do(sow, "Start Drafting")
		sow.update(
			{"scope": get_scope(stage), "msa": people_of.get_agreement(cast["customer"], stage.company).name}
		)
		sow.append(
			"milestones", {"milestone_name": "On signature", "percentage": 50, "trigger": "On Signature"}
		)
		sow.append(
			"milestones",
			{"milestone_name": "After half a year", "percentage": 50, "planned_date": add_days(today(), 180)},
		)
		sow.save()
		stage.step("drafts the SOW", sow)
		stage.expect_refusal("the SOW passes without the senior review", do, sow, "Mark Ready")
		sow = do(sow, "Request Senior Review")
		stage.step("asks for the senior review", sow)
	return sow


def review_and_send(stage: Stage, cast: dict, sow: Document) -> Document:
	with stage.acting(cast["sow_approver"]):
		sow = do(sow, "Approve")
		stage.step("approves the SOW", sow)
	with stage.acting(cast["sales_assistant"]):
		sow = do(sow, "Send to Client")
		stage.step("sends the SOW to the client", sow)
	stage.expect_mail("SOW Sent", sow, {cast["client"]})
	return sow


def bill_first_milestone(stage: Stage, cast: dict, sow: Document) -> Document:
	"""Booked forty days back, as if the time had passed, so that the invoice is overdue today."""
	name = frappe.db.get_value("Payment Milestone", {"sow": sow.name, "milestone_no": 1})
	invoice = bill_milestone(
		stage,
		cast,
		name,
		set_posting_time=1,
		posting_date=add_days(today(), -40),
		due_date=add_days(today(), -10),
		payment_schedule=[],
	)
	stage.expect_mail("Invoice Sent", invoice, {cast["client"]})
	attachments = frappe.db.get_value("Email Queue", {"reference_name": invoice.name}, "attachments") or ""
	stage.expect(
		sow.name in attachments and invoice.name in attachments,
		f"the mail of {invoice.name} does not carry both the signed SOW and the invoice",
	)
	return invoice


def remind(stage: Stage, cast: dict, invoice: Document) -> None:
	reminders.send_due_reminders(on_any_day=True)  # a story is played on any day
	record = frappe.get_doc("Payment Follow Up", reminders.get_follow_ups(invoice.name)[-1])
	stage.step("the follow-up plan sends a reminder of the overdue invoice", record)
	stage.expect_mail("Payment Reminder", record, {cast["client"]})
	reminders.send_due_reminders(on_any_day=True)
	stage.expect(len(reminders.get_follow_ups(invoice.name)) == 1, f"{invoice.name} was reminded of twice")
	with stage.acting(cast["sales_assistant"]):
		record.reload()
		record.update(
			{
				"follow_up_status": "Promised",
				"promise_date": add_days(today(), 3),
				"answer": "Pays this week.",
			}
		)
		record.save()
		stage.step("calls the client and notes the promise", record)


def receive_payment(stage: Stage, cast: dict, sow: Document, invoice: Document) -> None:
	payment = pay(stage, cast, invoice)
	told = {cast["client"], cast["account_manager"], cast["sales_assistant"]}
	stage.expect_mail("Payment Confirmed", payment, told, role="Sales Assistant")
	milestone = frappe.get_doc("Payment Milestone", invoice.salesflow_payment_milestone)
	stage.expect(
		milestone.workflow_state == "Paid", f"{milestone.name} is {milestone.workflow_state}, not Paid"
	)
	record = frappe.get_doc("Payment Follow Up", reminders.get_follow_ups(invoice.name)[-1])
	stage.expect(record.follow_up_status == "Paid", f"{record.name} is {record.follow_up_status}, not Paid")
