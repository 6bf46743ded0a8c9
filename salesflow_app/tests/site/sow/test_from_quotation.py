"""A SOW of a quotation comes to what was quoted."""

import frappe
import pytest
from frappe.utils import flt

from salesflow_app.conversions.quotation_to_sow import make_sow
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.refusals import refuse


def quote(users, rows: list[tuple], **values):
	items = [factories.get_item_row(qty=qty, rate=rate, uom="Nos") for qty, rate in rows]
	return factories.make_quotation(users.customer_a, submit=True, items=items, **values)


@pytest.mark.parametrize(
	("rows", "discount"),
	[([(3, 100)], 100), ([(1, 900), (2, 90), (4, 49)], 76.01), ([(7, 9.99), (1, 0.5)], 10), ([(3, 100)], 0)],
)
def test_discount_on_the_quotation_reaches_sow_and_order_to_the_cent(users, rows, discount):
	quotation = quote(users, rows, apply_discount_on="Net Total", discount_amount=discount)
	with deals.as_user(users.sa):
		draft = make_sow(quotation.name)
	items = [row.as_dict() for row in draft.get("items")]
	sow = deals.make_signed_sow(users, quotation=quotation.name, items=items)
	order = frappe.get_doc("Sales Order", sow.sales_order)
	expected = flt(sum(qty * rate for qty, rate in rows) - discount, 2)
	assert (quotation.net_total, sow.total, order.net_total) == (expected, expected, expected)
	assert flt(sum(row.qty for row in sow.items), 6) == sum(qty for qty, _rate in rows)
	assert len(sow.items) > len(rows) or not discount or len(rows) > 1


def make_included_template():
	account = factories.make_tax_template().taxes[0].account_head
	row = {"charge_type": "On Net Total", "account_head": account, "description": "VAT", "rate": 21}
	return factories.make_tax_template(rate=21, taxes=[{**row, "included_in_print_rate": 1}])


@pytest.mark.bench_only("taxes that are included in the price")
def test_prices_with_tax_included_are_refused_while_drafting(users):
	template = make_included_template()
	quotation = quote(users, [(1, 900), (2, 90), (4, 49)], taxes=[row.as_dict() for row in template.taxes])
	assert quotation.grand_total == 1276
	with deals.as_user(users.sa):
		refuse(make_sow, quotation.name, words="its prices include the tax")
	refuse(deals.make_drafted_sow, users, taxes_and_charges=template.name, words="adds the tax")
	proposal = proposals.make_draft(users, taxes_and_charges=template.name)
	refuse(proposals.review, users, proposal, words="adds the tax")
