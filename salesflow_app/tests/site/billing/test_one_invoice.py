"""A milestone has one live invoice: the server says so, and where it would not, the database does."""

import frappe
import pytest
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return

from salesflow_app.milestone import billing, invoice
from salesflow_app.patches import key_live_invoices
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.milestone.helpers import get_state
from salesflow_app.tests.site.refusals import refuse, refused

KEY = "salesflow_live_milestone"


def get_keys(milestone) -> list[str]:
	return frappe.get_all("Sales Invoice", {KEY: milestone.name}, pluck="name")


@pytest.mark.bench_only("Frappe names the field that is not unique")
def test_database_refuses_the_second_where_every_check_fails(users, ready, monkeypatch):
	draft = deals.bill(users, ready, submit=False)
	second = frappe.copy_doc(draft)
	second.salesflow_payment_milestone = ready.name
	monkeypatch.setattr(invoice, "validate_is_only_invoice", lambda *_: None)
	with deals.as_user(users.ac), pytest.raises(frappe.UniqueValidationError):
		second.insert()


def test_key_goes_and_comes_with_the_live_invoice(users, ready):
	first = deals.bill(users, ready)
	assert get_keys(ready) == [first.name]
	with deals.as_user(users.acm):
		first.reload().cancel()
	assert get_keys(ready) == []
	second = deals.bill(users, ready.reload())
	assert get_keys(ready) == [second.name]
	with deals.as_user(users.ac):
		note = make_sales_return(second.name)
		note.update_outstanding_for_self = 0
		note.insert().submit()
		deals.do(ready.reload(), "Bill Again")
	assert get_keys(ready) == [] and not note.get(KEY)
	third = deals.bill(users, ready.reload(), submit=False)
	assert get_keys(ready) == [third.name]
	frappe.delete_doc("Sales Invoice", third.name)
	assert get_keys(ready) == [] and get_state(ready) == "Ready to Bill"


def test_key_is_not_written_by_hand(users, ready, running):
	with deals.as_user(users.ac):
		other = frappe.get_doc(
			{
				"doctype": "Sales Invoice",
				"customer": running.customer,
				"company": running.company,
				"items": [{"item_code": running.items[0].item_code, "qty": 1, "rate": 5}],
				KEY: ready.name,
			}
		).insert()
	assert not other.get(KEY)
	assert deals.bill(users, ready, submit=False).get(KEY) == ready.name


def test_update_gives_the_key_to_live_invoices(users, ready):
	draft = deals.bill(users, ready, submit=False)
	billing.forget_key(draft.name)
	key_live_invoices.execute()
	key_live_invoices.execute()
	assert get_keys(ready) == [draft.name]


@pytest.mark.bench_only("Frappe 16 discards drafts")
def test_discarded_draft_gives_the_milestone_back(users, ready):
	draft = deals.bill(users, ready, submit=False)
	if not hasattr(draft, "discard"):
		pytest.skip("Frappe 15 discards nothing")
	with deals.as_user(users.ac):
		draft.discard()
	assert get_state(ready) == "Ready to Bill" and get_keys(ready) == []


class TestBadInput:
	def test_draft_that_was_changed_is_not_submitted(self, users, ready):
		draft = deals.bill(users, ready, submit=False)
		frappe.db.set_value("Sales Invoice Item", draft.items[0].name, {"rate": 3999, "qty": 1})
		with deals.as_user(users.ac):
			sentence = refuse(frappe.get_doc("Sales Invoice", draft.name).submit, words=ready.name)
		assert "was signed" in sentence and get_state(ready) == "Draft Invoiced"

	def test_plan_is_not_edited_by_an_import(self, users, ready):
		with deals.as_user(users.am):
			ready.amount = 5000
			refuse(ready.save, words="Make a Change Order instead")

	def test_exchange_rate_of_nothing_is_refused(self, users, ready):
		draft = deals.bill(users, ready, submit=False)
		draft.update({"currency": "USD", "conversion_rate": 0})
		with deals.as_user(users.ac), refused("Currency", "currency"):
			draft.save()
		assert get_state(ready) == "Draft Invoiced"

	def test_line_without_a_price_bills_nothing_and_stops_nothing(self, users, running):
		item = running.items[0].item_code
		rows = [{"item_code": item, "qty": 1, "uom": "Nos", "rate": rate} for rate in (0, 100)]
		sow = deals.make_running_sow(users, items=rows)
		made = deals.bill(users, deals.report(users, deals.get_milestones(sow)[0]))
		assert [row.rate for row in made.items] == [40]
