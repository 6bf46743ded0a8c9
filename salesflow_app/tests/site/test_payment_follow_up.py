"""A follow-up knows the invoices it is about; what was mailed is nobody's to change."""

import frappe
import pytest
from frappe.utils import today

from salesflow_app.tests.site import factories

# Follow-up


@pytest.fixture
def follow_up(users):
	def make(**values):
		invoice = factories.make_sales_invoice(customer=users.customer_a, submit=True)
		values.setdefault("invoices", [{"sales_invoice": invoice.name}])
		return frappe.get_doc(
			{
				"doctype": "Payment Follow Up",
				"customer": users.customer_a,
				"company": users.company,
				"contact_date": today(),
				"channel": "Call",
				**values,
			}
		)

	return make


def test_follow_up_knows_what_is_outstanding(users, as_user, follow_up):
	record = follow_up()
	with as_user(users.sa):
		record.insert()
	invoice = frappe.get_doc("Sales Invoice", record.invoices[0].sales_invoice)
	assert record.invoices[0].outstanding_amount == invoice.outstanding_amount
	assert record.invoices[0].due_date == invoice.due_date
	assert record.currency == invoice.party_account_currency


def test_follow_up_keeps_what_was_outstanding_at_the_contact(follow_up):
	record = follow_up().insert()
	amount = record.invoices[0].outstanding_amount
	frappe.db.set_value("Sales Invoice", record.invoices[0].sales_invoice, "outstanding_amount", 1)
	record.reload()
	record.invoices[0].outstanding_amount = 99
	record.save()
	assert record.invoices[0].outstanding_amount == amount


def test_follow_up_refuses_invoices_of_others(users, follow_up):
	other = factories.make_sales_invoice(customer=users.customer_b, submit=True)
	with pytest.raises(frappe.ValidationError, match="row 1"):
		follow_up(invoices=[{"sales_invoice": other.name}]).insert()


def test_follow_up_refuses_drafts_and_doubles(users, follow_up):
	draft = factories.make_sales_invoice(customer=users.customer_a)
	with pytest.raises(frappe.ValidationError, match="not a submitted invoice"):
		follow_up(invoices=[{"sales_invoice": draft.name}]).insert()
	record = follow_up()
	record.append("invoices", {"sales_invoice": record.invoices[0].sales_invoice})
	with pytest.raises(frappe.ValidationError, match="listed twice"):
		record.insert()


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"follow_up_status": "Promised"}, "enter the Promise Date"),
		({"follow_up_status": "Promised", "promise_date": "2020-01-01"}, "before the contact"),
		(
			{"follow_up_status": "Promised", "promise_date": "2099-01-01", "promise_amount": 10**9},
			"more than",
		),
		({"follow_up_status": "Disputed"}, "describe under Dispute"),
	],
)
def test_follow_up_asks_for_what_its_status_needs(follow_up, values, words):
	with pytest.raises(frappe.ValidationError, match=words):
		follow_up(**values).insert()


def test_paid_is_not_set_by_hand_while_something_is_open(users, as_user, follow_up):
	record, other = follow_up().insert(), follow_up(follow_up_status="Paid")
	with as_user(users.sa):
		record.follow_up_status = "Paid"
		with pytest.raises(frappe.ValidationError, match=record.invoices[0].sales_invoice):
			record.save()
		with pytest.raises(frappe.ValidationError, match="is not paid"):
			other.insert()


def test_paid_follows_from_the_ledger(follow_up):
	record = follow_up().insert()
	factories.make_payment_entry(record.invoices[0].sales_invoice)
	record.reload()
	record.follow_up_status = "Open"
	assert record.save().follow_up_status == "Paid"


def test_step_of_the_plan_is_not_written_by_hand(users, as_user, follow_up):
	record = follow_up(step="Reminder 1", entry_key="K")
	with as_user(users.sa):
		record.insert()
		assert (record.step, record.entry_key) == (None, None)
