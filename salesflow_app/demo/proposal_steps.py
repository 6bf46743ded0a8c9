"""Steps of a proposal in the stories: a Work Proposal from its master, priced in a spreadsheet, reviewed, sent and accepted by the client."""

from io import BytesIO

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, flt, today
from openpyxl import load_workbook

from salesflow_app.conversions.discovery_to_work_proposal import make_work_proposal
from salesflow_app.conversions.work_proposal_to_xlsx import can_read_cost, make_workbook
from salesflow_app.conversions.xlsx_to_work_proposal import import_rows
from salesflow_app.demo import cast as people_of
from salesflow_app.demo.deal_steps import do
from salesflow_app.demo.money import Money
from salesflow_app.demo.stage import Stage
from salesflow_app.portal.accept_proposal import accept
from salesflow_app.portal.view_document import view
from salesflow_app.proposal import price_sheet
from salesflow_app.text.place_holders import PLACE_HOLDER

VARIANT = "Project and Retainer"
ITEMS = (
	# item, rate, quantity, internal cost, billing, optional
	("Concept Workshop", 1800, 4, 900, "One-time", 0),
	("Booking Platform", 950, 80, 520, "One-time", 0),
	("Data Migration", 880, 12, 500, "One-time", 0),
	("Training Day", 1200, 2, 700, "One-time", 1),
	("Care and Support", 1450, 1, 800, "Monthly", 0),
)
PLAN = (("Start of the project", 30), ("Concept accepted", 30), ("Platform live", 30), ("Handover", 10))


def play_proposal(stage: Stage, cast: dict, customer: str, discovery: Document | None = None) -> Document:
	"""From an empty form to the client's acceptance; returns the accepted Work Proposal over the story's total.

	`cast` names account_manager, operations_manager and client (the e-mail of the customer's contact), who is `client_name`.
	"""
	proposal = draft(stage, cast, customer, discovery)
	price_in_spreadsheet(stage, cast, proposal.name)
	review(stage, cast, proposal.name)
	send(stage, cast, proposal.name)
	return accept_as_client(stage, cast, proposal.name)


def draft(stage: Stage, cast: dict, customer: str, discovery: Document | None) -> Document:
	"""The account manager drafts it; the text comes from the approved master of the variant."""
	for name, rate, *_rest in ITEMS:
		people_of.get_service_item(name, rate)  # at the rate of its price list, in the company's currency
	with stage.acting(cast["account_manager"]):
		proposal = make_work_proposal(discovery.name) if discovery else frappe.new_doc("Work Proposal")
		proposal.update(
			{
				"title": f"Booking platform for {customer}",
				"variant": VARIANT,
				"proposal_to": "Customer",
				"party_name": customer,
				"company": stage.company,
				"account_manager": cast["account_manager"],
				"contact_email": cast["client"],
				"taxes_and_charges": people_of.get_tax_template(stage.company),
				"currency": stage.money.currency,
				"items": [get_row(stage.money, *item) for item in ITEMS],
				"payment_plan": get_plan(),
			}
		)
		proposal.insert()
		stage.expect(
			bool(proposal.master_document and proposal.sections), f"{proposal.name} has no text from a master"
		)
		stage.step(f"drafts the proposal from master {proposal.master_document}", proposal)
	return proposal


def get_row(
	money: Money, item: str, rate: float, qty: float, cost: float, billing: str, is_optional: int
) -> dict:
	return {
		"item_code": item,
		"qty": qty,
		"uom": "Nos",
		"rate": money.get(rate),
		"cost_rate": money.get(cost),
		"billing": billing,
		"is_optional": is_optional,
	}


def get_plan() -> list[dict]:
	return [
		{
			"milestone_name": name,
			"percentage": percentage,
			"trigger": "On Signature" if not number else "Manual",
			"planned_date": add_days(today(), 30 * number + 7),
			"acceptance_needed": int(number == 1),
		}
		for number, (name, percentage) in enumerate(PLAN)
	]


def price_in_spreadsheet(stage: Stage, cast: dict, name: str) -> None:
	"""The price offer goes out as .xlsx, is edited as a person would, and comes back."""
	with stage.acting(cast["account_manager"]):
		proposal = frappe.get_doc("Work Proposal", name)
		content = make_workbook(proposal, can_read_cost(proposal))
		stage.step("exports the price offer", proposal)
		broken = upload(proposal, edit(content, stage.money, qty="twelve"))
		stage.expect_refusal(
			f"{name} accepted a price offer with a word for a number", import_rows, name, broken
		)
		stage.line("a sheet with a word in a number cell is refused, nothing is imported")
		import_rows(name, upload(proposal, edit(content, stage.money)))
		proposal.reload()
		expect_total(stage, name, proposal.total_one_time)
		stage.step(
			f"imports the edited price offer: {stage.money.say(proposal.total_one_time)} once", proposal
		)


def expect_total(stage: Stage, name: str, amount: float) -> None:
	"""Stop the story unless the document comes to the story's total, to the smallest unit."""
	total = stage.money.total
	stage.expect(stage.money.is_same(amount, total), f"{name} comes to {amount}, not to {total}")


def fill_in(proposal: Document) -> Document:
	"""What the discovery did not say is written where the master left a place holder."""
	left = [row for row in proposal.sections if PLACE_HOLDER.search(row.body or "")]
	for row in left:
		row.body = PLACE_HOLDER.sub("Guests book, change and cancel online.", row.body)
	return proposal.save() if left else proposal


def edit(content: bytes, money: Money, qty: float | str = 13) -> bytes:
	"""Another quantity and another rate in the second and third row: it comes to the story's total."""
	workbook = load_workbook(BytesIO(content))
	sheet = workbook[price_sheet.SHEET]
	columns = {cell.value: cell.column for cell in sheet[price_sheet.HEADER_ROW]}
	sheet.cell(price_sheet.FIRST_ROW + 2, columns["Quantity"]).value = qty
	sheet.cell(price_sheet.FIRST_ROW + 2, columns["Rate"]).value = money.get(880)
	rest = flt(money.total - 4 * money.get(1800) - 13 * money.get(880), money.decimals)
	sheet.cell(price_sheet.FIRST_ROW + 1, columns["Quantity"]).value = 1
	sheet.cell(price_sheet.FIRST_ROW + 1, columns["Rate"]).value = rest
	if "Internal Cost" in columns:
		sheet.cell(price_sheet.FIRST_ROW + 1, columns["Internal Cost"]).value = money.get(41600)
	buffer = BytesIO()
	workbook.save(buffer)
	return buffer.getvalue()


def upload(proposal: Document, content: bytes) -> str:
	"""A private file on the proposal, as the form's upload makes it; returns its name."""
	return (
		frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{proposal.name}-price-offer.xlsx",
				"attached_to_doctype": proposal.doctype,
				"attached_to_name": proposal.name,
				"is_private": 1,
				"content": content,
			}
		)
		.insert()
		.name
	)


def review(stage: Stage, cast: dict, name: str) -> None:
	"""Asked for by the account manager, who cannot approve it; approved by the operations manager."""
	with stage.acting(cast["account_manager"]):
		proposal = do(fill_in(frappe.get_doc("Work Proposal", name)), "Send for Review")
		stage.step("asks for the review", proposal)
		stage.expect_refusal(f"{name} was approved by who made it", do, proposal, "Approve")
		stage.expect_refusal(
			f"{name} was submitted past its review", frappe.get_doc("Work Proposal", name).submit
		)
	with stage.acting(cast["operations_manager"]):
		proposal = do(frappe.get_doc("Work Proposal", name), "Approve")
		stage.step("approves the proposal", proposal)
		quotation = frappe.get_doc("Quotation", proposal.quotation)
		expect_total(stage, quotation.name, quotation.net_total)
		say = stage.money.say
		stage.line(
			f"Quotation {quotation.name}: {say(quotation.net_total)} net, {say(quotation.grand_total)} with tax"
		)


def send(stage: Stage, cast: dict, name: str) -> None:
	with stage.acting(cast["account_manager"]):
		proposal = do(frappe.get_doc("Work Proposal", name), "Send to Client")
		stage.step("sends the proposal to the client", proposal)
		stage.expect_mail("Proposal Sent", proposal, {cast["client"]})
		proposal.title = "Another title"
		stage.expect_refusal(f"{name} could be changed after it was sent", proposal.save)


def accept_as_client(stage: Stage, cast: dict, name: str) -> Document:
	"""The client reads and accepts it in the portal; a second click changes nothing."""
	with stage.acting(cast["client"]):
		proposal = frappe.get_doc("Work Proposal", name)
		view("Work Proposal", name)
		arguments = {
			"name": name,
			"content_hash": proposal.content_hash,
			"full_name": cast["client_name"],
			"title": "Owner",
			"authority": 1,
			"consent": 1,
		}
		first = accept(**arguments)
		proposal = frappe.get_doc("Work Proposal", name)
		stage.step(f"accepts the proposal, receipt {first['receipt']}", proposal)
		stage.expect(accept(**arguments)["receipt"] == first["receipt"], f"{name} was accepted twice")
	proposal.reload()
	stage.expect(proposal.workflow_state == "Accepted", f"{name} is {proposal.workflow_state}, not Accepted")
	return proposal
