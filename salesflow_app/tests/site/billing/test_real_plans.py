"""Plans of all kinds through real invoices: currencies, taxes, line modes, drafts that are made again.

Ten invoices or so by default; `SALESFLOW_INVOICES=500` makes as many. Each plan follows from its number alone.
"""

import os
import random
from dataclasses import dataclass

import frappe
import pytest
from frappe.utils import flt

from salesflow_app.portal.invoice_page import get_view
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.cast import Users

pytestmark = pytest.mark.bench_only("the sandbox computes no tax that rests on another one")

INVOICES = int(os.environ.get("SALESFLOW_INVOICES", 10))
CURRENCIES = {"EUR": (2, 2), "JPY": (0, 2), "KWD": (3, 3), "CLP": (0, 3), "USD": (2, 3)}
"""Currency -> its decimals, and those that the site keeps."""
RATES = {"EUR": 1, "JPY": 0.0061, "KWD": 2.98, "CLP": 0.00095, "USD": 0.92}
UOMS = {True: "Nos", False: "Hour"}


@dataclass
class Plan:
	"""What one SOW is made of. `order` is the order in which its milestones are billed."""

	number: int
	currency: str
	lines: list[tuple[float, float]]
	shares: list[float]
	taxes: str
	order: list[int]
	lines_for_client: str

	@property
	def decimals(self) -> int:
		return CURRENCIES[self.currency][0]


def make_plan(number: int) -> Plan:
	chance = random.Random(number)
	currency = list(CURRENCIES)[number % len(CURRENCIES)]
	count = chance.randint(1, 6)
	cuts = sorted(chance.sample(range(1, 1000), count - 1))
	shares = [round((end - start) / 10, 1) for start, end in zip([0, *cuts], [*cuts, 1000], strict=True)]
	decimals = min(CURRENCIES[currency])
	return Plan(
		number,
		currency,
		[(_draw_qty(chance), _draw_rate(chance, decimals)) for _line in range(chance.randint(1, 5))],
		shares,
		chance.choice(["zero", "percent", "percent on percent", "freight", "freight and percent"]),
		chance.sample(range(count), count),
		chance.choice(["Lines of the Order", "One Line per Milestone"]),
	)


def _draw_qty(chance: random.Random) -> float:
	return chance.choice([chance.randint(1, 40), round(chance.uniform(0.1, 40), 2)])


def _draw_rate(chance: random.Random, decimals: int) -> float:
	return round(chance.choice([chance.uniform(10, 90), chance.uniform(1000, 90000)]), decimals)


def get_plans() -> list[Plan]:
	"""As many as make that many invoices."""
	plans: list[Plan] = []
	while sum(len(plan.shares) for plan in plans) < INVOICES:
		plans.append(make_plan(len(plans)))
	return plans


@pytest.mark.parametrize("plan", get_plans(), ids=lambda plan: f"{plan.number}-{plan.currency}-{plan.taxes}")
def test_order_schedule_milestones_and_invoices_agree(users, settings, currency_precision, plan):
	currency_precision(CURRENCIES[plan.currency][1])
	settings(invoice_lines=plan.lines_for_client)
	sow = make_sow(users, plan)
	order = frappe.get_doc("Sales Order", sow.sales_order)
	assert flt(sum(row.payment_amount for row in order.payment_schedule), 6) == flt(order.grand_total, 6)
	milestones = deals.get_milestones(sow)
	check_milestones(plan, sow, milestones)
	invoices = [bill(users, plan, milestones[place]) for place in plan.order]
	check_order(order.reload(), invoices)
	check_taxes(plan, order, invoices)


def make_sow(users: Users, plan: Plan):
	items = [
		{"item_code": factories.make_item(stock_uom=uom).name, "qty": qty, "uom": uom, "rate": rate}
		for qty, rate in plan.lines
		for uom in [UOMS[float(qty).is_integer()]]
	]
	rows = [
		{"milestone_name": f"Part {place}", "percentage": share, "trigger": "Manual"}
		for place, share in enumerate(plan.shares, 1)
	]
	return deals.make_running_sow(
		users,
		currency=plan.currency,
		conversion_rate=RATES[plan.currency],
		taxes_and_charges=make_taxes(plan),
		items=items,
		milestones=rows,
	)


def make_taxes(plan: Plan) -> str:
	account = factories.make_tax_template().taxes[0].account_head
	percent = {"charge_type": "On Net Total", "account_head": account, "description": "VAT", "rate": 8.1}
	above = {
		"charge_type": "On Previous Row Total",
		"account_head": account,
		"description": "Levy",
		"rate": 2.5,
		"row_id": 1,
	}
	freight = {"charge_type": "Actual", "account_head": account, "description": "Freight", "tax_amount": 97}
	rows = {
		"zero": [{**percent, "rate": 0}],
		"percent": [percent],
		"percent on percent": [percent, above],
		"freight": [freight],
		"freight and percent": [freight, percent],
	}[plan.taxes]
	return factories.make_tax_template(0, taxes=rows).name


def bill(users: Users, plan: Plan, milestone):
	"""Reported, drafted, sometimes drafted again, submitted."""
	milestone = deals.report(users, milestone)
	draft = deals.bill(users, milestone, submit=False)
	if milestone.milestone_no % 3 == 2:
		frappe.delete_doc("Sales Invoice", draft.name)
		draft = deals.bill(users, milestone, submit=False)
	with deals.as_user(users.ac):
		draft.submit()
	check_invoice(plan, milestone, draft.reload())
	return draft


def check_milestones(plan: Plan, sow, milestones: list) -> None:
	assert flt(sum(milestone.amount for milestone in milestones), 6) == flt(sow.total, 6)
	if flt(sow.total, plan.decimals) == sow.total:
		assert all(flt(row.amount, plan.decimals) == row.amount for row in milestones)


def check_invoice(plan: Plan, milestone, invoice) -> None:
	assert flt(invoice.net_total, 6) == flt(milestone.amount, 6)
	to_pay = invoice.rounded_total or invoice.grand_total
	assert flt(to_pay, min(CURRENCIES[plan.currency])) == flt(to_pay, 6)
	fields = ["workflow_state", "billed_amount", "outstanding_amount", "paid_amount"]
	stored = frappe.db.get_value("Payment Milestone", milestone.name, fields)
	assert stored == ("Invoiced", to_pay, to_pay, 0)
	view = get_view(invoice)
	assert view["state"]["label"] == "Open"
	is_one = plan.lines_for_client == "One Line per Milestone"
	assert len(view["items"]) == (1 if is_one else len(invoice.items))
	assert view["sums"][0]["amount"] == view["items"][0]["amount"] or not is_one


def check_order(order, invoices: list) -> None:
	"""Every line is billed exactly, whatever the client reads."""
	assert flt(sum(invoice.net_total for invoice in invoices), 6) == flt(order.net_total, 6)
	assert order.per_billed == 100
	for line in order.items:
		assert flt(line.billed_amt, 6) == flt(line.amount, 6)


def check_taxes(plan: Plan, order, invoices: list) -> None:
	"""A fixed tax comes to itself. One in percent is rounded on each invoice, as tax law has it: half a unit each at most."""
	unit = 10.0 ** -CURRENCIES[plan.currency][1]
	for place, signed in enumerate(order.taxes):
		billed = sum(flt(invoice.taxes[place].tax_amount) for invoice in invoices)
		allowed = 0 if signed.charge_type == "Actual" else unit * (len(invoices) + 1) * (place + 1) / 2
		assert abs(flt(billed - signed.tax_amount, 6)) <= allowed + 1e-9
