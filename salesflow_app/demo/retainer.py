"""A retainer over fourteen months: signed late, caught up month by month, dearer after a year, ended by notice.

The clock is not moved: the first month lies thirteen months back, and the daily job makes what it missed.
"""

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, add_months, flt, getdate, today

from salesflow_app import tasks
from salesflow_app.conversions.customer_to_sow import make_sow
from salesflow_app.demo import cast as people_of
from salesflow_app.demo.deal_steps import approve_order, do, invoice_milestone, pay, show_records, sign
from salesflow_app.demo.stage import Stage
from salesflow_app.milestone import months

NAME = "Praxis am Markt"
SIGNATORY = "Paula Praxis"
ITEM, QTY, RATE = "Care and Support", 2, 725
MONTHS, RAISED, PERCENT = 14, 12, 4
"""Months that have begun, those at the first rate, and by how much the others are dearer."""


def run(stage: Stage) -> None:
	cast = people_of.get_cast(stage)
	prepare(stage, cast)
	sow = write_sow(stage, cast)
	sow = sign(stage, sow, cast["client"], SIGNATORY)
	order = approve_order(stage, cast, sow.sales_order)
	stage.expect(order.net_total == sow.total, f"{order.name} comes to {order.net_total}, not to {sow.total}")
	names = catch_up(stage, sow)
	bill(stage, cast, names)
	end(stage, cast, sow)
	show_records(stage, sow)


def prepare(stage: Stage, cast: dict) -> None:
	"""Another practice whenever the story is played again."""
	known = frappe.db.count("Customer", {"name": ("like", f"{NAME}%")})
	number = str(known + 1) if known else ""
	cast["customer"], cast["client"] = f"{NAME} {number}".strip(), f"paula.praxis{number}@praxis.example"
	people_of.get_service_item(ITEM, RATE)
	with stage.acting(cast["sales_manager"]):
		people_of.get_customer(cast["customer"])
		people_of.get_contact(cast["customer"], cast["client"], *SIGNATORY.split())
		people_of.get_address(cast["customer"], "Markt 3", "Eutin", "23701")
		stage.step("has a new customer", people_of.get_agreement(cast["customer"], stage.company))


def write_sow(stage: Stage, cast: dict) -> Document:
	"""Two years of care, 4 % dearer after the first one; nobody writes a row of the plan."""
	first = getdate(add_months(today(), 1 - MONTHS))
	with stage.acting(cast["sales_assistant"]):
		sow = make_sow(cast["customer"])
		sow.update(
			{
				"title": "Care and support",
				"company": stage.company,
				"account_manager": cast["account_manager"],
				"taxes_and_charges": people_of.get_tax_template(stage.company),
				"scope": "<p>Care and support of the practice's systems.</p>",
				"valid_till": add_days(today(), 30),
				"msa": people_of.get_agreement(cast["customer"], stage.company).name,
				"retainer_from": first,
				"retainer_months": 24,
				"indexation_from": add_months(first, RAISED),
				"indexation_percentage": PERCENT,
			}
		)
		row = {"item_code": ITEM, "qty": QTY, "uom": "Nos", "rate": RATE, "billing": "Monthly"}
		sow.append("items", row)
		sow = do(sow.insert(), "Start Drafting")
		sow = do(do(sow, "Mark Ready"), "Send to Client")
		stage.step("drafts a retainer of two years and sends it", sow)
	return sow


def catch_up(stage: Stage, sow: Document) -> list[str]:
	"""The daily job makes the months that have begun, each once, and reports them to billing."""
	for _day in range(2):
		tasks.reach_milestones()
	filters = {"sow": sow.name, "workflow_state": "Ready to Bill"}
	names = frappe.get_all("Payment Milestone", filters, pluck="name", order_by="milestone_no asc")
	stage.step(f"the clock makes {len(names)} months and reports them to billing")
	stage.expect(len(names) == MONTHS, f"{sow.name} has {len(names)} months, not {MONTHS}")
	return names


def bill(stage: Stage, cast: dict, names: list[str]) -> None:
	"""Each month is invoiced at its own rate, and paid."""
	for number, name in enumerate(names, 1):
		rate = RATE if number <= RAISED else RATE * (100 + PERCENT) / 100
		invoice = invoice_milestone(stage, cast, frappe.get_doc("Payment Milestone", name))
		rows = [(row.qty, row.rate) for row in invoice.items]
		stage.expect(
			rows == [(QTY, rate)], f"{invoice.name} of month {number} has {rows}, not {QTY} at {rate}"
		)
		pay(stage, cast, invoice)
	total = QTY * RATE * (RAISED + (MONTHS - RAISED) * (100 + PERCENT) / 100)
	paid = sum(frappe.db.get_value("Payment Milestone", name, "amount") for name in names)
	stage.expect(flt(paid, 2) == flt(total, 2), f"the months sum to {paid}, not to {total}")


def end(stage: Stage, cast: dict, sow: Document) -> None:
	"""The client gives notice: no month follows, the order closes, the SOW is completed."""
	with stage.acting(cast["account_manager"]):
		stage.expect_refusal(f"{sow.name} was completed before its term", do, sow.reload(), "Complete")
		last = months.end_retainer(sow.name, today(), "The practice closes")
		stage.step(f"ends the retainer on {last}", sow.reload())
	tasks.reach_milestones()
	count = frappe.db.count("Payment Milestone", {"sow": sow.name})
	stage.expect(count == MONTHS, f"{sow.name} has {count} months after its end")
	status = frappe.db.get_value("Sales Order", sow.sales_order, "status")
	stage.expect(status == "Closed", f"{sow.sales_order} is {status}, not Closed")
	with stage.acting(cast["account_manager"]):
		stage.step("completes the SOW", do(sow.reload(), "Complete"))
	stage.expect_no_task(sow.name, sow.sales_order)
