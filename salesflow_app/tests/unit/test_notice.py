"""The milestone notice: what blocks it, what it warns of, and its subject."""

from datetime import date
from decimal import Decimal

import pytest

from salesflow_app.rules.notice import NAME_OF, missing, subject, warnings

COMPLETE = {
	"milestone": "PM-0001",
	"milestone_no": 2,
	"milestone_count": 4,
	"milestone_name": "Go-live",
	"customer": "CUST-1",
	"customer_name": "Nordwind Kunde AG",
	"tax_id": "DE123",
	"company": "Nordwind GmbH",
	"billing_address": "Nordwind-Billing",
	"invoice_email": "ap@example.com",
	"sow": "SOW-0007",
	"contract_value": 48000.0,
	"billed_so_far": 12000.0,
	"sales_order": "SO-1",
	"order_docstatus": 1,
	"order_status": "To Deliver and Bill",
	"account_manager": "anna@example.com",
	"amount": 12000.0,
	"currency": "EUR",
	"tax_template": "VAT 19",
	"reached_on": date(2026, 3, 1),
	"acceptance_needed": 1,
	"accepted_on": date(2026, 3, 2),
	"po_required": 1,
	"customer_po_no": "PO-9",
	"payment_days": 0,
}


def test_complete_notice_lacks_nothing_and_warns_of_nothing():
	assert missing(COMPLETE) == [] and warnings(COMPLETE) == []


@pytest.mark.parametrize(
	("change", "field", "doctype", "name"),
	[
		({"customer_name": " "}, "Customer Name", "Customer", "CUST-1"),
		({"company": None}, "Company", "Payment Milestone", "PM-0001"),
		({"billing_address": ""}, "Billing Address", "Customer", "CUST-1"),
		({"invoice_email": None}, "Invoice E-Mail", "Customer", "CUST-1"),
		({"currency": None}, "Currency", "Payment Milestone", "PM-0001"),
		({"sales_order": None, "order_docstatus": None}, "Sales Order", "Payment Milestone", "PM-0001"),
		({"order_docstatus": 0}, "Status", "Sales Order", "SO-1"),
		({"order_docstatus": 2}, "Status", "Sales Order", "SO-1"),
		({"order_status": "On Hold"}, "Status", "Sales Order", "SO-1"),
		({"tax_template": None}, "Sales Taxes and Charges Template", "Sales Order", "SO-1"),
		({"reached_on": None}, "Reached On", "Payment Milestone", "PM-0001"),
		({"accepted_on": None}, "Accepted On", "Payment Milestone", "PM-0001"),
		({"customer_po_no": "  "}, "Customer PO", "Payment Milestone", "PM-0001"),
		({"payment_days": None}, "Payment Days", "Payment Milestone", "PM-0001"),
		({"amount": 0}, "Amount", "Payment Milestone", "PM-0001"),
		({"amount": None}, "Amount", "Payment Milestone", "PM-0001"),
		({"amount": -1}, "Amount", "Payment Milestone", "PM-0001"),
		({"amount": float("nan")}, "Amount", "Payment Milestone", "PM-0001"),
		({"amount": 36000.01}, "Amount", "Payment Milestone", "PM-0001"),
	],
)
def test_one_missing_must_have_is_named_with_its_document(change, field, doctype, name):
	(found,) = missing(COMPLETE | change)
	assert (found.field_label, found.doctype, found.name) == (field, doctype, name)
	assert found.way_out.endswith(".") and vars(found)


def test_empty_facts_name_everything_and_break_nothing():
	assert len(missing({})) == 10
	assert {row.doctype for row in missing({})} <= set(NAME_OF)
	assert subject({}) == "[Ready to bill] milestone 1/1 - 0.00 net"


@pytest.mark.parametrize(
	"change",
	[
		{"acceptance_needed": 0, "accepted_on": None},
		{"po_required": 0, "customer_po_no": None},
		{"tax_template": None, "tax_template_needed": False},
		{"amount": 36000.0},
		{"amount": 0.1 + 0.2, "billed_so_far": 0, "contract_value": 0.3},
		{"contract_value": None},
	],
)
def test_what_is_not_needed_is_not_asked_for(change):
	assert missing(COMPLETE | change) == []


def test_warnings_name_what_billing_should_know():
	facts = COMPLETE | {
		"po_required": 0,
		"customer_po_no": None,
		"tax_id": None,
		"account_manager": "",
		"msa_problem": "MSA: Contract CON-1 ended on 2026-01-01.",
		"overdue_invoices": [f"SINV-{number}" for number in range(1, 8)],
	}
	assert warnings(facts) == [
		"The customer's purchase order number is missing.",
		"The customer has no tax ID.",
		"MSA: Contract CON-1 ended on 2026-01-01.",
		"No account manager is named to answer questions.",
		"Overdue invoices of this customer: SINV-1, SINV-2, SINV-3, SINV-4, SINV-5 and 2 more.",
	]


def test_missing_po_is_not_also_a_warning():
	facts = COMPLETE | {"customer_po_no": None}
	assert len(missing(facts)) == 1 and warnings(facts) == []


def test_subject_tells_billing_everything_at_a_glance():
	assert subject(COMPLETE) == (
		"[Ready to bill] Nordwind Kunde AG - SOW-0007 - milestone 2/4 Go-live - EUR 12,000.00 net"
	)


@pytest.mark.parametrize(
	("currency", "amount", "precision", "shown"),
	[
		("JPY", 12000, 0, "JPY 12,000 net"),
		("KWD", Decimal("1.234"), None, "KWD 1.234 net"),
		("EUR", 5, 2, "EUR 5.00 net"),
	],
)
def test_subject_shows_the_decimals_of_the_currency(currency, amount, precision, shown):
	facts = COMPLETE | {"currency": currency, "amount": amount, "precision": precision}
	assert subject(facts).endswith(" - " + shown)


def test_subject_stays_one_line_and_takes_names_literally():
	text = subject(
		COMPLETE | {"customer_name": "A\r\nBcc: x@y.z\u202e {{ 7*7 }}", "milestone_name": "x" * 10**6}
	)
	assert text.startswith("[Ready to bill] A Bcc: x@y.z {{ 7*7 }} - ")
	assert text.isprintable() and len(text) < 400
