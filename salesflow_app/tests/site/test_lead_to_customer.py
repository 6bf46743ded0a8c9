"""A quotation for a lead makes the lead a customer, once."""

import frappe
import pytest
from erpnext.selling.doctype.quotation.quotation import make_sales_order
from frappe.utils import add_days, today

from salesflow_app.tests.site import factories, processes
from salesflow_app.tests.site.refusals import refuse


@pytest.fixture(autouse=True)
def rules(settings):
	return settings(use_order_approval=0, sow_rules=[], departments=[])


@pytest.fixture
def lead(users, as_user):
	with as_user(users.su):
		return factories.make_lead(mobile_no="+49 40 555 0101")


def get_customers(lead) -> list[str]:
	return frappe.get_all("Customer", {"lead_name": lead.name}, pluck="name")


def quote(lead, submit=True, **values):
	return factories.make_quotation(lead=lead.name, submit=submit, **values)


def test_submitted_quotation_makes_the_lead_a_customer(lead, users, as_user):
	item = factories.make_item().name
	with as_user(users.su):
		quotation = quote(lead, submit=False, items=[factories.get_item_row(item)])
		assert not get_customers(lead)
		quotation.submit()
	(customer,) = get_customers(lead)
	assert (quotation.quotation_to, quotation.party_name) == ("Customer", customer)
	assert frappe.db.get_value("Lead", lead.name, "status") == "Converted"
	stored = frappe.db.get_value(
		"Quotation", quotation.name, ["quotation_to", "party_name", "customer_name", "status"]
	)
	assert stored == ("Customer", customer, lead.company_name, "Open")


def test_contact_and_address_of_the_lead_go_along(lead):
	address = factories.make_address(lead.name, link_doctype="Lead")
	quotation = quote(lead)
	customer = frappe.get_doc("Customer", quotation.party_name)
	assert customer.email_id == lead.email_id
	assert customer.customer_primary_contact
	address.reload()
	assert ("Customer", customer.name) in {(row.link_doctype, row.link_name) for row in address.links}


def test_second_quotation_takes_the_same_customer(lead):
	first, second = quote(lead), quote(lead)
	assert first.party_name == second.party_name
	assert len(get_customers(lead)) == 1


def test_customer_that_was_made_by_hand_is_taken(lead):
	from erpnext.crm.doctype.lead.lead import make_customer

	customer = make_customer(lead.name)
	customer.customer_group = "Commercial"
	customer.insert()
	assert quote(lead).party_name == customer.name


def test_sales_order_takes_the_customer(lead):
	quotation = quote(lead)
	order = make_sales_order(quotation.name)
	order.delivery_date = add_days(today(), 7)
	order.insert().submit()
	assert order.customer == quotation.party_name
	assert len(get_customers(lead)) == 1
	assert frappe.db.get_value("Quotation", quotation.name, "status") == "Ordered"


def test_opportunity_follows_its_quotation(lead):
	from erpnext.crm.doctype.opportunity.opportunity import make_quotation

	opportunity = factories.make_opportunity(lead=lead.name)
	quotation = make_quotation(opportunity.name)
	quotation.set("items", [factories.get_item_row()])
	quotation.insert().submit()
	assert frappe.db.get_value("Opportunity", opportunity.name, "status") == "Quotation"
	order = make_sales_order(quotation.name)
	order.delivery_date = add_days(today(), 7)
	order.insert().submit()
	assert frappe.db.get_value("Opportunity", opportunity.name, "status") == "Converted"


def test_quotation_is_cancelled_and_amended_for_the_customer(lead):
	quotation = quote(lead)
	quotation.cancel()
	amended = frappe.copy_doc(quotation)
	amended.update({"amended_from": quotation.name, "docstatus": 0})
	amended.insert().submit()
	assert amended.party_name == quotation.party_name
	assert len(get_customers(lead)) == 1


def test_client_finds_the_quotation_in_the_portal(lead, users):
	from erpnext.controllers.website_list_for_contact import get_transaction_list

	quotation = quote(lead)
	customer = frappe.get_doc("Customer", quotation.party_name)
	customer.append("portal_users", {"user": users.b1})
	customer.save()
	frappe.set_user(users.b1)
	assert quotation.name in [row.name for row in get_transaction_list("Quotation")]


def test_lead_that_lacks_what_a_customer_needs_is_named(lead):
	frappe.get_meta("Customer").get_field("tax_id").reqd = 1
	try:
		with pytest.raises(frappe.ValidationError) as refusal:
			quote(lead)
	finally:
		frappe.get_meta("Customer").get_field("tax_id").reqd = 0
	assert lead.name in str(refusal.value) and "tax_id" in str(refusal.value)
	assert not get_customers(lead)


def test_name_that_no_customer_can_have_is_told_with_the_way_out(users):
	lead = factories.make_lead(company_name=f"{factories.get_unique('A')} < B")
	quotation = quote(lead, submit=False)
	sentence = refuse(quotation.submit, words=lead.name)
	assert "Organization Name" in sentence and not get_customers(lead)


def test_quotation_for_a_customer_makes_nobody(users):
	count = frappe.db.count("Customer")
	factories.make_quotation(customer=users.customer_a, submit=True)
	assert frappe.db.count("Customer") == count


@pytest.mark.bench_only("processes that meet at the same rows")
@pytest.mark.parametrize("isolation", [False, True])
def test_two_quotations_at_once_make_one_customer(lead, users, committed, isolation):
	item = factories.make_item().name
	quotations = [quote(lead, submit=False, items=[factories.get_item_row(item)]) for _number in range(3)]
	frappe.db.commit()
	path = "salesflow_app.tests.site.test_lead_to_customer.submit"
	outcomes = processes.run_together(
		path,
		[{"name": quotation.name} for quotation in quotations],
		user=users.su,
		snapshot_isolation=isolation,
	)
	frappe.db.rollback()
	for outcome, quotation in zip(outcomes, quotations, strict=True):
		if not outcome.ok:  # a conflict is told to the user, who tries again
			assert outcome.error in ("QueryDeadlockError", "QueryTimeoutError"), outcome.trace
			submit(quotation.name)
	frappe.db.commit()
	assert len(get_customers(lead)) == 1
	parties = {frappe.db.get_value("Quotation", quotation.name, "party_name") for quotation in quotations}
	assert parties == set(get_customers(lead))


def submit(name: str) -> None:
	frappe.get_doc("Quotation", name).submit()
