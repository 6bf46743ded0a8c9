"""The consulting story: discovery, Work Proposal from master and spreadsheet, SOW with MSA, four milestones of 100,000.01, paid, closed.

It is played in the company's currency, or in one without decimals or with three.
"""

from dataclasses import astuple, dataclass

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, md_to_html, today

from salesflow_app.conversions.opportunity_to_discovery import make_discovery
from salesflow_app.conversions.work_proposal_to_sow import make_sow
from salesflow_app.demo import cast as people_of
from salesflow_app.demo.deal_steps import approve_order, bill_milestone, do, pay, show_records, sign
from salesflow_app.demo.listening import play_feedback, play_review
from salesflow_app.demo.money import get_receivable
from salesflow_app.demo.preparing import CONSULTING_SOW
from salesflow_app.demo.proposal_steps import expect_total, play_proposal
from salesflow_app.demo.stage import Stage
from salesflow_app.rules.price_offer import MONTHLY

SHARES = (30, 30, 30, 10)


@dataclass(frozen=True)
class Address:
	line: str
	city: str
	pincode: str
	country: str = "Germany"


@dataclass(frozen=True)
class Client:
	customer: str
	email: str
	first_name: str
	last_name: str
	address: Address


CLIENT = Client(
	"Guest Houses Brook",
	"clara.brook@guesthouses.example",
	"Clara",
	"Brook",
	Address("Am Bach 4", "Husum", "25813"),
)
ABROAD = {
	"JPY": Client(
		"Ryokan Ogawa",
		"hana.ogawa@ryokan.example",
		"Hana",
		"Ogawa",
		Address("3-8 Kawabata", "Kyoto", "604-0901", "Japan"),
	),
	"KWD": Client(
		"Al Bahr Guest Houses",
		"noor.alali@albahr.example",
		"Noor",
		"Al-Ali",
		Address("Gulf Road 12", "Kuwait City", "13001", "Kuwait"),
	),
}
"""Currency -> who is billed in it."""


def run(stage: Stage) -> None:
	cast = people_of.get_cast(stage)
	prepare(stage, cast)
	discovery = discover(stage, cast)
	proposal = play_proposal(stage, cast, cast["customer"], discovery)
	expect_total(stage, proposal.name, proposal.total_one_time)
	sow = write_sow(stage, cast, proposal)
	sow = sign(stage, sow, cast["client"], cast["client_name"])
	approve_order(stage, cast, sow.sales_order)
	bill_all(stage, cast, sow)
	finish(stage, cast, sow)


def prepare(stage: Stage, cast: dict) -> None:
	"""The client of the story's currency, and the account their bills are booked on."""
	client = ABROAD.get(stage.money.currency, CLIENT)
	cast.update(
		customer=client.customer,
		client=client.email,
		client_name=f"{client.first_name} {client.last_name}",
	)
	values: dict = {"default_currency": stage.money.currency}
	if client is not CLIENT and (account := get_receivable(stage.company, stage.money.currency)):
		values["accounts"] = [{"company": stage.company, "account": account}]
	with stage.acting(cast["sales_manager"]):
		people_of.get_customer(client.customer, **values)
		people_of.get_contact(client.customer, client.email, client.first_name, client.last_name)
		people_of.get_address(client.customer, *astuple(client.address))


def discover(stage: Stage, cast: dict) -> Document:
	"""Two meetings; the account manager is invited and introduced."""
	with stage.acting(cast["sales_user"]):
		opportunity = frappe.get_doc(
			{
				"doctype": "Opportunity",
				"opportunity_from": "Customer",
				"party_name": cast["customer"],
				"company": stage.company,
				"currency": stage.money.currency,
				"opportunity_owner": cast["sales_user"],
				"industry": get_industry("Tourism"),
				"no_of_employees": "11-50",
				"opportunity_amount": stage.money.get(100000),
			}
		).insert()
		stage.step("opens the project", opportunity)
		discovery = make_discovery(opportunity.name)
		discovery.append(
			"meetings", {"meeting_date": add_days(today(), -10), "place": "At the client's", "held": 1}
		)
		discovery.append("needs", {"need": "No double bookings", "priority": "Must"})
		discovery.insert()
		discovery = do(discovery, "Start Discovery")
		stage.step("starts the discovery", discovery)
		discovery.account_manager = cast["account_manager"]
		discovery.save()
		stage.step("invites the account manager", discovery)
	with stage.acting(cast["account_manager"]):
		discovery.append(
			"meetings", {"meeting_date": today(), "place": "Video call", "held": 1, "notes": "Budget agreed"}
		)
		discovery.sow_needed = 1
		discovery.save()
		discovery = do(discovery, "Complete")
		stage.step("holds the second meeting and completes the discovery", discovery)
	return discovery


def get_industry(name: str) -> str:
	if not frappe.db.exists("Industry Type", name):
		frappe.get_doc({"doctype": "Industry Type", "industry": name}).insert(
			ignore_permissions=True  # a list entry of the demo
		)
	return name


def write_sow(stage: Stage, cast: dict, proposal: Document) -> Document:
	"""The SOW takes its scope from the input text, word for word, and its plan from the story."""
	text = (stage.inputs / CONSULTING_SOW).read_text(encoding="utf-8")
	with stage.acting(cast["sales_manager"]):
		agreement = people_of.get_agreement(cast["customer"], stage.company)
	with stage.acting(cast["sales_assistant"]):
		sow = get_requested_sow(proposal)
		sow = do(sow, "Start Drafting")
		sow.update({"scope": md_to_html(text), "msa": agreement.name, "payment_days": 30})
		sow.set(
			"items", [row for row in sow.items if row.billing != MONTHLY]
		)  # the client begins with the project
		sow.set("milestones", [])
		for number, share in enumerate(SHARES, 1):
			sow.append(
				"milestones",
				{
					"milestone_name": f"Stage {number}",
					"percentage": share,
					"trigger": "Manual",
					"planned_date": add_days(today(), 30 * number),
				},
			)
		sow.save()
		expect_total(stage, sow.name, sow.total)
		stage.step("drafts the SOW with the text of the input", sow)
		expect_words_kept(stage, sow, text)
		sow = do(do(sow, "Mark Ready"), "Send to Client")
		stage.step("sends the SOW to the client", sow)
	stage.expect_mail("SOW Sent", sow, {cast["client"]})
	return sow


def get_requested_sow(proposal: Document) -> Document:
	"""The SOW that the acceptance requested; made by hand where the rules require none."""
	name = frappe.db.get_value("SOW", {"work_proposal": proposal.name})
	return frappe.get_doc("SOW", name) if name else make_sow(proposal.name).insert()


def expect_words_kept(stage: Stage, sow: Document, text: str) -> None:
	"""Text of the client's that looks like a template stays text."""
	for line in text.splitlines():
		if "{{" in line and "|" not in line:
			stage.expect("{{" in sow.scope, f"{sow.name} evaluated the text of its scope")


def bill_all(stage: Stage, cast: dict, sow: Document) -> None:
	"""One milestone after the other: reached, reported, invoiced, paid."""
	names = frappe.get_all("Payment Milestone", {"sow": sow.name}, pluck="name", order_by="milestone_no asc")
	stage.expect(len(names) == len(SHARES), f"{sow.name} has {len(names)} milestones")
	total = 0.0
	for name in names:
		invoice = bill_milestone(stage, cast, name)
		total += invoice.total
		pay(stage, cast, invoice)
		expect_settled(stage, name, invoice)
	expect_total(stage, f"The sum of the invoices of {sow.name}", total)
	stage.line(f"four invoices sum to {stage.money.say(total)}")


def expect_settled(stage: Stage, name: str, invoice: Document) -> None:
	"""Paid is what the invoice comes to, in its own currency, whatever a unit was worth on the day of the payment."""
	milestone = frappe.get_doc("Payment Milestone", name)
	state = milestone.workflow_state
	stage.expect(state == "Paid", f"{name} is {state}, not Paid")
	gross = invoice.rounded_total or invoice.grand_total
	stage.expect(
		stage.money.is_same(milestone.paid_amount, gross) and not milestone.outstanding_amount,
		f"{name}: {milestone.paid_amount} of {gross} are paid, {milestone.outstanding_amount} are open",
	)


def finish(stage: Stage, cast: dict, sow: Document) -> None:
	order = frappe.get_doc("Sales Order", sow.sales_order)
	stage.step("the order is closed because it is delivered and paid", order)
	stage.expect(order.status == "Closed", f"{order.name} is {order.status}, not Closed")
	with stage.acting(cast["account_manager"]):
		sow = do(frappe.get_doc("SOW", sow.name), "Complete")
		stage.step("completes the SOW", sow)
	play_feedback(stage, sow, cast["client"])
	play_review(stage, cast)
	stage.expect_no_task(sow.opportunity, sow.work_proposal, sow.name, order.name)
	show_records(stage, sow)
