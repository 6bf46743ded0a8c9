"""The deal in which everything goes wrong: revised, reduced, credited, refunded, returned, cancelled, terminated."""

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return
from frappe.model.document import Document
from frappe.utils import add_days, flt, today

from salesflow_app.conversions.customer_to_sow import make_sow
from salesflow_app.conversions.sow_to_change_order import make_change_order
from salesflow_app.demo import cast as people_of
from salesflow_app.demo import trouble_goods
from salesflow_app.demo.deal_steps import (
	approve_order,
	bill_milestone,
	do,
	invoice_milestone,
	pay,
	show_records,
	sign,
)
from salesflow_app.demo.stage import Stage
from salesflow_app.documents.reasons import give_reason
from salesflow_app.portal import request_changes

NAME = "Hotel Lindenhof"
SIGNATORY = "Lotte Linden"
SCOPE = "<p>Booking system for the hotel, with the data of the old one.</p>"
ROWS = (("Booking Design", 1, 6000), ("Booking Workshop", 4, 1000))


def run(stage: Stage) -> None:
	cast = people_of.get_cast(stage)
	prepare(stage, cast)
	sow = write_sow(stage, cast)
	sow = revise(stage, cast, sow)
	sow = sign(stage, sow, cast["client"], SIGNATORY)
	approve_order(stage, cast, sow.sales_order)
	first, second, third = get_milestones(sow)
	credit_and_bill_again(stage, cast, first)
	reduce(stage, cast, sow, third)
	refund(stage, cast, second)
	stage.send_mails()  # with the signed SOW, of which there are no prints once it is terminated
	terminate(stage, cast, sow, third)
	trouble_goods.run(stage)
	show_records(stage, frappe.get_doc("SOW", sow.name))


def prepare(stage: Stage, cast: dict) -> None:
	"""Another branch of the hotel whenever the story is played again."""
	known = frappe.db.count("Customer", {"name": ("like", f"{NAME}%")})
	number = str(known + 1) if known else ""
	cast["customer"], cast["client"] = f"{NAME} {number}".strip(), f"lotte.linden{number}@lindenhof.example"
	for item, _qty, rate in ROWS:
		people_of.get_service_item(item, rate)
	with stage.acting(cast["sales_manager"]):
		people_of.get_customer(cast["customer"])
		people_of.get_contact(cast["customer"], cast["client"], *SIGNATORY.split())
		people_of.get_address(cast["customer"], "Lindenweg 1", "Plön", "24306")
		stage.step("has a new customer", people_of.get_agreement(cast["customer"], stage.company))


def write_sow(stage: Stage, cast: dict) -> Document:
	with stage.acting(cast["sales_assistant"]):
		sow = make_sow(cast["customer"])
		sow.update(
			{
				"title": "Booking system",
				"company": stage.company,
				"account_manager": cast["account_manager"],
				"taxes_and_charges": people_of.get_tax_template(stage.company),
				"scope": SCOPE,
				"valid_till": add_days(today(), 30),
				"msa": people_of.get_agreement(cast["customer"], stage.company).name,
			}
		)
		for item, qty, rate in ROWS:
			sow.append("items", {"item_code": item, "qty": qty, "uom": "Nos", "rate": rate})
		for name, share in (("Design", 40), ("Build", 40), ("Training", 20)):
			sow.append("milestones", {"milestone_name": name, "percentage": share, "trigger": "Manual"})
		sow = do(sow.insert(), "Start Drafting")
		return send(stage, cast, sow, "drafts the SOW and sends it to the client")


def send(stage: Stage, cast: dict, sow: Document, text: str) -> Document:
	sow = do(do(sow, "Mark Ready"), "Send to Client")
	stage.step(text, sow)
	stage.expect_mail("SOW Sent", sow, {cast["client"]})
	return sow


def revise(stage: Stage, cast: dict, sow: Document) -> Document:
	"""The client asks for changes after the SOW was sent: the first version can no longer be signed."""
	with stage.acting(cast["client"]):
		request_changes.request_changes("SOW", sow.name, sow.content_hash, "Please move the data as well.")
		sow.reload()
		stage.step("reads it in the portal and asks for changes", sow)
	with stage.acting(cast["sales_assistant"]):
		sow = do(sow, "Revise")
		sow.scope += "<p>The data of the last ten years is moved.</p>"
		sow.save()
		sow = send(stage, cast, sow, "revises the SOW and sends the second version")
	stage.expect(sow.version == 2, f"{sow.name} is version {sow.version}, not 2")
	return sow


def get_milestones(sow: Document) -> list[str]:
	return frappe.get_all("Payment Milestone", {"sow": sow.name}, pluck="name", order_by="milestone_no asc")


# Money


def credit(stage: Stage, cast: dict, invoice: Document) -> Document:
	with stage.acting(cast["accounts_user"]):
		note = make_sales_return(invoice.name)
		note.update_outstanding_for_self = int(not invoice.reload().outstanding_amount)
		note.insert()
		note.submit()
		stage.step("credits the invoice", note)
	return note


def expect_state(stage: Stage, name: str, state: str) -> Document:
	milestone = frappe.get_doc("Payment Milestone", name)
	stage.expect(milestone.workflow_state == state, f"{name} is {milestone.workflow_state}, not {state}")
	return milestone


def credit_and_bill_again(stage: Stage, cast: dict, name: str) -> None:
	"""The first invoice named the wrong department."""
	invoice = bill_milestone(stage, cast, name)
	stage.expect_mail("Invoice Sent", invoice, {cast["client"]})
	credit(stage, cast, invoice)
	milestone = expect_state(stage, name, "Credited")
	with stage.acting(cast["accounts_user"]):
		milestone = do(milestone, "Bill Again")
		stage.step("decides to bill the milestone again", milestone)
	again = invoice_milestone(stage, cast, milestone)
	stage.expect(again.name != invoice.name, f"{name} has its first invoice again")
	stage.expect_mail("Invoice Sent", again, {cast["client"]})
	payment = pay(stage, cast, again)
	stage.expect_mail(
		"Payment Confirmed",
		payment,
		{cast["client"], cast["account_manager"], cast["sales_assistant"]},
		role="Sales Assistant",
	)
	expect_state(stage, name, "Paid")


def refund(stage: Stage, cast: dict, name: str) -> None:
	"""The client paid, was not content, and gets the money back: credited, refunded, waived."""
	invoice = bill_milestone(stage, cast, name)
	pay(stage, cast, invoice)
	note = credit(stage, cast, invoice)
	with stage.acting(cast["accounts_user"]):
		payment = get_payment_entry("Sales Invoice", note.name)
		payment.update({"reference_no": f"BANK-{note.name}", "reference_date": today()})
		payment.insert()
		payment.submit()
		stage.step("pays the money back", payment)
	stage.expect(flt(note.reload().outstanding_amount) == 0, f"{note.name} is still open")
	stage.expect(payment.payment_type == "Pay", f"{payment.name} is no refund")
	stage.expect_no_task(payment.name)
	milestone = expect_state(stage, name, "Credited")
	with stage.acting(cast["operations_manager"]):
		give_reason("Payment Milestone", name, "Waive", "The client was not content with the workshop")
		stage.step("waives the milestone", do(milestone.reload(), "Waive"))


# The contract


def reduce(stage: Stage, cast: dict, sow: Document, milestone: str) -> None:
	"""Two days less: a Change Order below zero, under the client's signature."""
	order = frappe.db.get_value("Sales Order", sow.sales_order, "net_total")
	with stage.acting(cast["sales_assistant"]):
		change = make_change_order(sow.name)
		change.append("items", {"item_code": ROWS[1][0], "qty": -1, "uom": "Nos", "rate": ROWS[1][2]})
		change.append(
			"milestones",
			{"milestone_name": "One day less", "amount": -1000, "reduces": milestone, "trigger": "Manual"},
		)
		change.update({"scope": "<p>One day of the workshop less.</p>", "valid_till": add_days(today(), 30)})
		change = do(change.insert(), "Start Drafting")
		change = send(stage, cast, change, "drafts a Change Order that reduces and sends it")
	sign(stage, change, cast["client"], SIGNATORY)
	left = frappe.db.get_value("Sales Order", sow.sales_order, "net_total")
	stage.expect(flt(order - left, 2) == 1000, f"{sow.sales_order} fell by {order - left}, not by 1,000")


def terminate(stage: Stage, cast: dict, sow: Document, milestone: str) -> None:
	"""Ended with money behind it: what was paid stays, what was open is waived, the client is told."""
	with stage.acting(cast["operations_manager"]):
		give_reason("SOW", sow.name, "Terminate", "The hotel was sold")
		sow = do(frappe.get_doc("SOW", sow.name), "Terminate")
		stage.step("terminates the SOW", sow)
	stage.expect_mail("SOW Terminated", sow, {cast["client"]})
	expect_state(stage, milestone, "Waived")
	status = frappe.db.get_value("Sales Order", sow.sales_order, "status")
	stage.expect(status == "Closed", f"{sow.sales_order} is {status}, not Closed")
