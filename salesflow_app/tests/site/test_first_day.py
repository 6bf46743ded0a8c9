"""The day of installation: what is under way goes on as before, and the first setup knows what is done."""

import frappe
import pytest
from frappe.utils import getdate, today

from salesflow_app.follow_up import finding, plan
from salesflow_app.order.production import say_what_is_missing
from salesflow_app.setup import guide, in_flight, suggestions
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.refusals import refuse

OFF = {"use_deal_facts": 0, "use_deal_status": 0, "use_lead_conversion": 0, "use_client_mails": 0}


def make_bare_opportunity(**values):
	opportunity = factories.make_opportunity(**values)
	frappe.db.set_value("Opportunity", opportunity.name, {"industry": None, "no_of_employees": None})
	return opportunity


# Switches


@pytest.mark.parametrize(
	("make", "switches"),
	[
		(factories.make_opportunity, {"use_deal_facts", "use_deal_status"}),
		(factories.make_quotation, {"use_deal_facts", "use_lead_conversion"}),
		(factories.make_sales_order, {"use_order_approval", "use_clearance", "closing_rule"}),
	],
)
def test_switch_is_off_where_documents_of_its_kind_are_under_way(users, make, switches):
	make()
	first = in_flight.get_first_values()
	assert {switch: first[switch] for switch in switches} == dict.fromkeys(switches, 0)


def test_every_switch_is_a_field_of_the_settings():
	meta = frappe.get_meta("Salesflow Settings")
	assert [name for name in in_flight.SWITCHES if meta.get_field(name).fieldtype != "Check"] == []


def test_opportunity_without_facts_is_quoted_where_the_switch_is_off(settings, users):
	opportunity = make_bare_opportunity(customer=factories.make_customer().name)
	quotation = {"customer": opportunity.party_name, "opportunity": opportunity.name}
	refuse(factories.make_quotation, words="Industry", **quotation)
	settings(**OFF)
	assert factories.make_quotation(**quotation).name


def test_status_is_set_by_hand_where_the_switch_is_off(settings, users):
	opportunity = factories.make_opportunity()
	opportunity.status = "Converted"
	refuse(opportunity.save, words="cannot be set to")
	settings(**OFF)
	opportunity = frappe.get_doc("Opportunity", opportunity.name).update({"status": "Converted"})
	assert opportunity.save().status == "Converted"


def test_deal_with_a_discovery_is_followed_whatever_the_switch(settings, users):
	settings(**OFF)
	opportunity = factories.make_opportunity()
	factories.make_discovery(opportunity.name)
	opportunity = frappe.get_doc("Opportunity", opportunity.name).update({"status": "Converted"})
	refuse(opportunity.save, words="cannot be set to")


def test_quotation_to_a_lead_stays_with_the_lead_where_the_switch_is_off(settings, users):
	settings(**OFF)
	lead = factories.make_lead()
	quotation = factories.make_quotation(lead=lead.name, submit=True)
	assert (quotation.quotation_to, quotation.party_name) == ("Lead", lead.name)


def test_clients_of_orders_without_a_sow_get_no_mail_where_the_switch_is_off(settings, users):
	settings(**OFF, follow_up_plan=[], reminder_days=1)
	order = factories.make_sales_order(submit=True)
	invoice = factories.make_sales_invoice(sales_order=order.name, submit=True)
	frappe.db.set_value("Sales Invoice", invoice.name, "due_date", "2020-01-31")
	payment = factories.make_payment_entry(invoice.name, amount=1)
	sent = frappe.get_all(
		"Salesflow Outbox Entry",
		{"reference_name": ("in", (invoice.name, payment.name)), "kind": "Mail"},
		["event", "payload"],
		order_by="creation asc",
	)
	assert [row.event for row in sent if row.event == "Invoice Sent" or '"client"' in row.payload] == []
	assert [row.event for row in sent] == ["Payment Confirmed"]
	pair = (invoice.customer, invoice.company)
	assert pair not in finding.find_customers(plan.get_plans(), getdate(today()))
	settings(use_client_mails=1)
	assert pair in finding.find_customers(plan.get_plans(), getdate(today()))


def test_turning_a_switch_on_says_what_is_under_way(settings, users):
	settings(**OFF)
	factories.make_opportunity()
	frappe.clear_messages()
	settings(use_deal_status=1)
	assert "applies from now on to what is under way: Opportunity" in str(frappe.local.message_log)


# Guided first setup


def get_done() -> set[str]:
	return set(
		frappe.get_all("Onboarding Step", {"name": ("in", list(guide.STEPS)), "is_complete": 1}, pluck="name")
	)


@pytest.fixture
def new_guide(settings):
	"""Nothing is set up, and no step is marked."""
	for name in guide.STEPS:
		frappe.db.set_value("Onboarding Step", name, {"is_complete": 0, "is_skipped": 0})
	frappe.db.delete("Email Queue", {"reference_doctype": "Salesflow Settings"})
	settings(departments=[], papers=[], approval_rules=[], margin_floor=0, clearance_policy="None", **OFF)


@pytest.mark.parametrize("name", guide.STEPS)
def test_step_is_not_complete_because_the_browser_says_so(new_guide, users, as_user, name):
	with as_user(users.sm):
		refuse(guide.update_onboarding_step, words=name, name=name, field="is_complete", value=1)
	assert get_done() == set()


def test_step_can_be_skipped(new_guide, users, as_user):
	with as_user(users.sm):
		guide.update_onboarding_step(name="SalesFlow Papers", field="is_skipped", value=1)
	assert frappe.db.get_value("Onboarding Step", "SalesFlow Papers", "is_skipped")


def test_steps_are_complete_once_the_settings_have_it(new_guide, settings, users):
	settings(departments=[{"department": "Lathe", "email": "lathe@nordwind.example"}])
	assert get_done() == {"SalesFlow Departments"}
	settings(papers=[{"paper": "Certificate"}], margin_floor=10, clearance_policy="Fully Paid")
	assert get_done() == {"SalesFlow Departments", "SalesFlow Papers", "SalesFlow Policies"}
	rules = [
		{"company": "", "document": "Work Proposal", "approver_role": "Operations Manager"},
		{"company": "", "document": "Sales Order", "approver_role": "Sales Manager"},
	]
	settings(approval_rules=rules, **dict.fromkeys(in_flight.SWITCHES, 1))
	assert get_done() == {*guide.STEPS} - {"SalesFlow Test Mail"}


def test_test_mail_counts_once_it_has_left(new_guide, users, as_user, jobs, smtp):
	with as_user(users.sm):
		address = guide.send_test_mail()
	jobs.run("outbox")
	guide.mark_done()
	assert "SalesFlow Test Mail" not in get_done()
	smtp.flush()
	guide.mark_done()
	assert "SalesFlow Test Mail" in get_done()
	arrived = [mail for mail in smtp.messages if mail.subject == "Test mail from SalesFlow"]
	assert [mail.recipients for mail in arrived] == [[address]]


# Suggestions


def test_departments_are_suggested_for_goods_that_are_sold(new_guide, users, settings):
	item = factories.make_item(stock=True)
	rows = suggestions.suggest_departments()["departments"]
	assert item.item_group in [row["item_group"] for row in rows]
	settings(
		departments=[
			{"item_group": item.item_group, "department": "Lathe", "email": "lathe@nordwind.example"}
		]
	)
	assert item.item_group not in [
		row["item_group"] for row in suggestions.suggest_departments()["departments"]
	]


# What is not set up


def get_comments(doc) -> str:
	rows = frappe.get_all("Comment", {"reference_name": doc.name}, pluck="content", order_by="creation asc")
	return " ".join(rows)


def test_order_of_goods_says_that_no_department_was_told(new_guide, users):
	goods = factories.make_item(stock=True).name
	order = factories.make_sales_order(items=[{"item_code": goods, "qty": 1, "rate": 10}])
	say_what_is_missing(order)
	assert "No department was told" in get_comments(order)


def test_order_says_nothing_where_no_department_is_meant_to_be(new_guide, users):
	frappe.db.set_value("Onboarding Step", "SalesFlow Departments", "is_skipped", 1)
	goods = factories.make_item(stock=True).name
	order = factories.make_sales_order(items=[{"item_code": goods, "qty": 1, "rate": 10}])
	say_what_is_missing(order)
	assert "No department was told" not in get_comments(order)


@pytest.mark.bench_only("Authorization Rule and credit limits are ERPNext's")
def test_rules_and_clearance_are_taken_over_from_erpnext(new_guide, users, settings):
	rule = {"transaction": "Sales Order", "based_on": "Grand Total", "value": 5000}
	people = {"approving_role": "Sales Manager", "system_role": "Sales User", "company": users.company}
	frappe.get_doc({"doctype": "Authorization Rule", **rule, **people}).insert()
	suggested = suggestions.suggest_rules()["approval_rules"]
	assert {"amount_from": 5000, "approver_role": "Sales Manager"}.items() <= suggested[0].items()
	customer = factories.make_customer()
	customer.append("credit_limits", {"company": users.company, "credit_limit": 100})
	customer.save()
	assert suggestions.suggest_policies() == {"clearance_policy": "Within Credit"}


@pytest.mark.bench_only("quality inspections are ERPNext's")
def test_papers_are_suggested_for_items_that_are_inspected(new_guide, users):
	item = factories.make_item(stock=True, inspection_required_before_delivery=1)
	row = {"item_group": item.item_group, "paper": "Quality Inspection"}
	assert row in suggestions.suggest_papers()["papers"]
