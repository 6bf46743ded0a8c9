"""The client's mail goes to contacts that our staff made or confirmed."""

import frappe
import pytest

from salesflow_app.deal import origin
from salesflow_app.people import contacts
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.refusals import refused

EVE = "eve@elsewhere.example"


def make_as(user: str, customer: str, email: str = EVE, **values):
	with deals.as_user(user):
		doc = factories.make_contact(customer, email=email, **values)
	return doc


@pytest.fixture
def customer(users) -> str:
	return factories.make_customer(contact=None).name


def test_contact_of_a_website_user_is_marked_and_never_primary(users, customer):
	contact = make_as(users.b1, customer)
	assert contact.salesflow_unconfirmed and not contact.is_primary_contact
	assert not make_as(users.su, customer, email="staff@client.example").salesflow_unconfirmed


@pytest.mark.parametrize(
	"values",
	[
		{"email_ids": [{"email_id": EVE, "is_primary": 1}]},
		{"links": [{"link_doctype": "Customer", "link_name": "{customer}"}]},
	],
)
def test_contact_whose_reach_a_website_user_changes_is_marked(users, customer, values):
	contact = factories.make_contact(email=users.b1)
	with deals.as_user(users.b1):
		contact.first_name = "Other"
		contact.save(ignore_permissions=True)  # as Frappe does when they change their profile
		assert not contact.salesflow_unconfirmed
		values = frappe.parse_json(frappe.as_json(values).replace("{customer}", customer))
		contact.update(values)
		contact.save(ignore_permissions=True)
	assert contact.salesflow_unconfirmed


def test_mark_stays_until_staff_take_it_off(users, customer):
	contact = make_as(users.b1, customer)
	with deals.as_user(users.su):
		contact.first_name = "Known"
		assert contact.save().salesflow_unconfirmed
		contact.salesflow_unconfirmed = 0
		contact.save()
	assert contacts.get_client_contact("Customer", customer).email == EVE


def test_unconfirmed_contact_is_nobodys_contact(users, customer):
	make_as(users.b1, customer)
	assert contacts.get_client_contact("Customer", customer) is None
	factories.make_contact(customer, email="known@client.example", is_primary_contact=0)
	assert contacts.get_client_contact("Customer", customer).email == "known@client.example"


def test_invoice_goes_past_an_unconfirmed_contact(users, customer):
	make_as(users.b1, customer)
	invoice = factories.make_sales_invoice(customer=customer)
	assert invoice.contact_email in (None, "", EVE)
	invoice.contact_person = frappe.db.get_value("Contact", {"email_id": EVE})
	invoice.contact_email = EVE
	assert origin.get_client_email(invoice) is None
	factories.make_contact(customer, email="known@client.example")
	assert origin.get_client_email(invoice) == "known@client.example"
	invoice.contact_person, invoice.contact_email = None, "written@client.example"
	assert origin.get_client_email(invoice) == "written@client.example"


def test_address_that_left_its_contact_gets_nothing(users, customer):
	contact = make_as(users.b1, customer)
	invoice = factories.make_sales_invoice(customer=customer)
	invoice.contact_person, invoice.contact_email = contact.name, EVE
	with deals.as_user(users.b1):
		contact.update({"links": [], "email_ids": [{"email_id": "x@y.example", "is_primary": 1}]})
		contact.save()
	assert origin.get_client_email(invoice) is None


@pytest.mark.parametrize("make_sent", [proposals.make_sent, deals.make_sent_sow])
def test_nothing_is_sent_to_an_unconfirmed_contact(users, customer, make_sent):
	contact = make_as(users.b1, customer)
	person = {"contact_email": EVE}
	if make_sent is deals.make_sent_sow:
		person = {"signatory_email": EVE, "msa": factories.make_contract(customer).name}
	with refused("untick “Not Confirmed”"):
		make_sent(users, customer=customer, **person)
	contact.salesflow_unconfirmed = 0
	contact.save()
	assert make_sent(users, customer=customer, **person).workflow_state == "Sent"


@pytest.mark.bench_only("the sandbox renames nothing")
def test_website_user_neither_renames_nor_merges_contacts(users, customer):
	mine, staffs = make_as(users.b1, customer), factories.make_contact(customer, email="s@client.example")
	with deals.as_user(users.b1):
		for new, merge in ((staffs.name, True), ("Someone", False)):
			with refused("renamed by our staff only"):
				frappe.rename_doc("Contact", mine.name, new, merge=merge)


def test_install_marks_the_contacts_of_website_users(users, customer):
	theirs, ours = make_as(users.b1, customer), factories.make_contact(customer, email="s@client.example")
	theirs.db_set("salesflow_unconfirmed", 0)
	contacts.mark_those_of_outsiders()
	assert theirs.db_get("salesflow_unconfirmed") == 1 and ours.db_get("salesflow_unconfirmed") == 0
