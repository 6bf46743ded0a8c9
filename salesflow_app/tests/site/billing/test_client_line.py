"""One line per milestone for the client; the order is billed line by line all the same."""

import frappe
import pytest
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return

from salesflow_app.portal.invoice_page import get_view
from salesflow_app.tests.site import deals, factories


@pytest.fixture
def milestone(users, settings):
	"""Ready to bill, of an order with two lines."""
	settings(invoice_lines="One Line per Milestone")
	rows = [
		{"item_code": factories.make_item().name, "qty": qty, "uom": "Nos", "rate": rate}
		for qty, rate in ((3, 1000), (7, 1000))
	]
	sow = deals.make_running_sow(users, items=rows)
	first = deals.get_milestones(sow)[0]
	with deals.as_user(users.am):
		first.update({"invoice_text": "Cost <b>centre</b> 4711"})
		first.save()
	return deals.report(users, first)


def test_client_reads_one_line_and_the_order_its_own(users, milestone):
	invoice = deals.bill(users, milestone)
	view = get_view(invoice)
	(line,) = view["items"]
	assert line["title"] == "Milestone 1/2: Part 1" and line["quantity"] == "1"
	assert line["amount"] == line["rate"] == view["sums"][0]["amount"]
	assert "4711" in line["description_html"] and "<b>" not in line["description_html"]
	assert [row.amount for row in invoice.items] == [1200, 2800]
	order = frappe.get_doc("Sales Order", milestone.sales_order)
	assert (order.per_billed, [row.billed_amt for row in order.items]) == (40, [1200, 2800])


def test_line_stays_as_it_was_sent(users, milestone, settings):
	invoice = deals.bill(users, milestone)
	settings(invoice_lines="Lines of the Order")
	milestone.db_set("invoice_text", "Something else")
	assert len(get_view(invoice.reload())["items"]) == 1
	assert "4711" in get_view(invoice)["items"][0]["description_html"]


def test_billing_may_word_the_line_of_a_draft_or_clear_it(users, milestone):
	draft = deals.bill(users, milestone, submit=False)
	with deals.as_user(users.ac):
		draft.salesflow_client_line = "Design, first part"
		draft.save()
		assert get_view(draft)["items"][0]["title"] == "Design, first part"
		draft.salesflow_client_line = ""
		draft.save().submit()
	assert len(get_view(draft)["items"]) == 2


def test_credit_note_has_the_line_too(users, milestone):
	invoice = deals.bill(users, milestone)
	with deals.as_user(users.ac):
		note = make_sales_return(invoice.name).insert().submit()
	(line,) = get_view(note)["items"]
	assert line["quantity"] == "-1" and line["amount"].startswith("-") and not line["rate"].startswith("-")


def test_lines_of_the_order_are_the_default(users):
	sow = deals.make_running_sow(users)
	invoice = deals.bill(users, deals.report(users, deals.get_milestones(sow)[0]))
	assert not invoice.salesflow_client_line and len(get_view(invoice)["items"]) == 1
	assert get_view(invoice)["items"][0]["title"] == invoice.items[0].item_name
