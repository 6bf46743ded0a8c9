"""An invoice of a deal, as the client sees it: what it is for, sums that add up, where to pay."""

import frappe
import pytest
from frappe.utils import flt

from salesflow_app.clients.payment_code import get_payment_code
from salesflow_app.clients.pdf import get_print_format, render_pdf
from salesflow_app.portal.invoice_page import get_view
from salesflow_app.portal.invoice_view import get_invoice_state
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.portal.helpers import PDF, get_pdf_text
from salesflow_app.tests.site.portal.test_gross import get_amounts, make_bank_account


def bill_first(users, **overrides):
	sow = deals.make_running_sow(users, **overrides)
	return deals.bill(users, deals.report(users, deals.get_milestones(sow)[0]))


def test_invoice_names_deal_milestone_dates_and_sums(users):
	invoice = bill_first(users)
	view, facts = get_view(invoice), dict(get_view(invoice)["facts"])
	assert facts["Invoice number"] == invoice.name and facts["Milestone"] == "1 of 2: Part 1"
	assert invoice.salesflow_sow in facts["Statement of Work"] and facts["Due date"] and facts["Invoice date"]
	assert view["address"] and view["customer_name"] == invoice.customer_name
	assert get_amounts(view["items"]) == [400_000]
	assert get_amounts(view["sums"]) == [400_000, 76_000, 476_000]
	assert view["sums"][1]["label"] == "VAT 19\N{NO-BREAK SPACE}%"


def test_part_payment_leaves_what_is_to_pay(users):
	invoice = bill_first(users)
	assert get_view(invoice)["payments"] == []
	invoice.db_set("outstanding_amount", 3760)
	assert get_amounts(get_view(invoice)["payments"]) == [100_000, 376_000]
	assert get_view(invoice)["state"]["label"] == "Partly paid"


def test_credited_invoice_is_not_called_paid(users):
	invoice = frappe._dict(outstanding_amount=0, grand_total=4760, status="Credit Note Issued")
	assert get_invoice_state(invoice, 2)["label"] == "Credit note issued"
	assert get_invoice_state(frappe._dict(invoice, status="Paid"), 2)["label"] == "Paid"


@pytest.mark.bench_only("the sandbox computes no tax that rests on another one")
def test_sums_of_any_invoice_add_up(users):
	"""A discount, two taxes, one of them on the other: each line is what is between the others."""
	invoice = frappe.get_doc(
		{
			"doctype": "Sales Invoice",
			"customer": users.customer_a,
			"company": users.company,
			"items": [
				{"item_code": factories.make_item().name, "qty": qty, "rate": 33.33} for qty in (1, 3, 7)
			],
			"discount_amount": 17.01,
			"apply_discount_on": "Net Total",
			"taxes_and_charges": factories.make_tax_template().name,
		}
	)
	invoice.run_method("set_missing_values")
	invoice.append_taxes_from_master()
	invoice.append(
		"taxes",
		{
			**invoice.taxes[0].as_dict(),
			"name": None,
			"idx": None,
			"charge_type": "On Previous Row Amount",
			"row_id": 1,
			"rate": 5.5,
			"description": "Surcharge",
		},
	)
	invoice.insert()
	sums = get_view(invoice)["sums"]
	amounts = {row["label"]: amount for row, amount in zip(sums, get_amounts(sums), strict=True)}
	assert sum(get_amounts(get_view(invoice)["items"])) == amounts["Total of the items"]
	assert amounts["Total of the items"] - amounts["Discount"] == amounts["Total, net"]
	rest = [
		row for row in sums if row["label"] not in ("Total of the items", "Discount", "Total, net", "Total")
	]
	signs = [-1 if "-" in row["amount"] else 1 for row in rest]
	taxes = sum(sign * amount for sign, amount in zip(signs, get_amounts(rest), strict=True))
	assert amounts["Total, net"] + taxes == amounts["Total"]
	assert amounts["Total"] == round((flt(invoice.rounded_total) or flt(invoice.grand_total)) * 100)


def test_client_opens_the_page_and_the_pdf_of_their_invoice_alone(make, users, browse):
	invoice = make(bill_first)
	path = f"/salesflow/invoices/{invoice.name}"
	page = browse(users.a1).get(path)
	assert page.status_code == 200 and "1 of 2: Part 1" in page.text and "VAT 19" in page.text
	pdf = browse(users.a1).api_get(PDF, doctype="Sales Invoice", name=invoice.name)
	assert invoice.name in get_pdf_text(pdf.content)
	stranger = browse(users.b1)
	assert stranger.get(path).status_code == 404
	assert stranger.api_get(PDF, doctype="Sales Invoice", name=invoice.name).status_code == 404
	start = browse(users.a1).get("/salesflow").text
	assert path in start


def test_invoice_says_where_to_pay_while_it_is_open(users):
	make_bank_account(users.company)
	invoice = bill_first(users)
	view = get_view(invoice)
	assert ("Payment reference", invoice.name) in view["bank"] and view["code"].startswith(
		"data:image/png;base64,"
	)
	invoice.db_set("outstanding_amount", 0)
	assert get_view(invoice)["bank"] == [] and get_view(invoice)["code"] == ""


@pytest.mark.parametrize(
	("iban", "amount", "currency", "has_code"),
	[
		("DE89 3704 0044 0532 0130 00", 10, "EUR", True),
		("CH9300762011623852957", 10, "EUR", True),
		("DE89370400440532013000", 10, "USD", False),
		("DE89370400440532013000", 0, "EUR", False),
		("DE89370400440532013000", -5, "EUR", False),
		("DE89370400440532013000", 1e12, "EUR", False),
		("US89370400440532013000", 10, "EUR", False),
		("", 10, "EUR", False),
	],
)
def test_payment_code_is_for_euros_within_sepa(site, iban, amount, currency, has_code):
	account = {"holder": "Nordwind GmbH " * 9, "iban": iban, "bic": "MUSTDEFF"}
	assert bool(get_payment_code(account, amount, currency, "ACC-SINV-1")) == has_code


def test_only_invoices_of_deals_have_our_format(users):
	plain = frappe.get_doc({"doctype": "Sales Invoice", "customer": users.customer_a})
	assert get_print_format(plain) is None
	plain.salesflow_sow = "SOW-1"
	assert get_print_format(plain) == "Deal Invoice"
	frappe.db.set_single_value("Salesflow Settings", "invoice_print_format", "Their Format")
	assert get_print_format(plain) == "Their Format"
	frappe.db.set_single_value("Salesflow Settings", "invoice_print_format", None)
	assert frappe.get_meta("Sales Invoice").default_print_format != "Deal Invoice"


def test_mail_of_an_invoice_carries_it_in_our_format(users):
	from salesflow_app.mails import invoice_sent

	invoice = bill_first(users)
	attachments = invoice_sent.write(invoice, frappe._dict()).get_attachments()
	assert [(row["doctype"], row["print_format"]) for row in attachments][-1] == (
		"Sales Invoice",
		"Deal Invoice",
	)
	assert "Part 1" in get_pdf_text(render_pdf(invoice))
