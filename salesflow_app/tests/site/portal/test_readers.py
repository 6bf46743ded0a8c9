"""Who may see the documents of a customer follows from what our staff did, and from nothing else."""

import frappe
import pytest
from frappe.utils import add_days, now_datetime

from salesflow_app.clients import access, readers
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.refusals import refuse, refused

NEW = "new.reader@client-a.example"


def send_sow(users, customer: str | None = None, signatory_email: str = NEW):
	customer = customer or factories.make_customer().name
	msa = factories.make_contract(customer).name
	return deals.make_sent_sow(users, customer=customer, signatory_email=signatory_email, msa=msa)


def send_proposal(users, customer: str):
	return proposals.make_sent(users, customer=customer, contact_email=NEW)


def see(customer: str, user: str) -> bool:
	frappe.local.cache.pop("salesflow_customers", None)
	return customer in access.get_customers(user)


def add_reader(customer: str, user: str, **values) -> frappe._dict:
	doc = frappe.get_doc("Customer", customer)
	doc.append("portal_users", {"user": user, **values})
	return doc.save().portal_users[-1]


@pytest.mark.parametrize("way", ["user of a contact", "address of a contact", "lead", "primary contact"])
def test_contacts_and_leads_open_nothing(users, way):
	customer = factories.make_customer()
	if way == "user of a contact":
		factories.make_contact(customer.name, email="other@client-b.example", user=users.b1)
	elif way == "address of a contact":
		factories.make_contact(customer.name, email=users.b1)
	elif way == "lead":
		customer.db_set("lead_name", factories.make_lead(email_id=users.b1).name)
	else:
		customer.db_set(
			"customer_primary_contact", factories.make_contact(customer.name, email=users.b1).name
		)
	assert not see(customer.name, users.b1)


@pytest.mark.parametrize("make_sent", [send_proposal, send_sow])
def test_sent_document_opens_and_says_who_sent_it(users, make_sent):
	customer = factories.make_customer()
	doc = make_sent(users, customer.name)
	sender = users.am if make_sent is send_proposal else users.sa
	row = frappe.get_doc("Customer", customer.name).portal_users[0]
	assert see(customer.name, NEW) and (row.user, row.salesflow_given_by) == (NEW, sender)
	words = frappe.get_all(
		"Comment", {"reference_name": customer.name, "comment_type": "Info"}, pluck="content"
	)
	assert any(NEW in text and doc.name in text for text in words)


def test_lead_to_whom_a_proposal_is_sent_reads_it_as_customer(users):
	lead = factories.make_lead()
	proposal = proposals.make_sent(users, lead=lead.name, contact_email=lead.email_id)
	with deals.as_user(lead.email_id):
		assert access.is_visible(proposal)
	frappe.db.set_value("Lead", lead.name, "email_id", users.b1)
	with deals.as_user(users.b1):
		assert not access.is_visible(proposal)


def test_staff_take_access_back(users):
	sow = send_sow(users)
	customer = frappe.get_doc("Customer", sow.customer)
	with deals.as_user(users.su):
		customer.portal_users = []
		customer.save()
	with deals.as_user(NEW):
		assert not access.is_visible(sow)
		with pytest.raises(frappe.DoesNotExistError):
			access.get_visible("SOW", sow.name)


def test_giver_is_whoever_saved_the_row_and_stays(users):
	customer = factories.make_customer().name
	with deals.as_user(users.su):
		row = add_reader(customer, users.b1, salesflow_given_by=users.om, salesflow_given_on="2020-01-01")
	assert row.salesflow_given_by == users.su and row.salesflow_given_on.date() == now_datetime().date()
	doc = frappe.get_doc("Customer", customer)
	doc.portal_users[0].update({"salesflow_given_by": users.om, "salesflow_given_on": add_days(None, -9)})
	assert doc.save().portal_users[0].salesflow_given_by == users.su


def test_row_that_a_website_user_added_opens_nothing_until_something_is_sent(users):
	customer = factories.make_customer().name
	with deals.as_user(users.b1):
		doc = frappe.get_doc("Customer", customer)
		doc.append("portal_users", {"user": users.b1})
		doc.customer_primary_contact = doc.customer_primary_address = None  # ERPNext 16 would write to them
		doc.save(ignore_permissions=True)  # as a shop on the site may do it
	assert not see(customer, users.b1)
	send_sow(users, customer, users.b1)
	assert see(customer, users.b1)


def test_rows_from_before_the_app_and_of_staff_who_left_count(users):
	customer = factories.make_customer().name
	row = add_reader(customer, users.b1)
	for giver in (None, "gone@nordwind.example"):
		frappe.db.set_value("Portal User", row.name, "salesflow_given_by", giver)
		assert see(customer, users.b1)


def test_forms_show_who_can_see(users):
	sow = send_sow(users)
	lead = factories.make_lead()
	frappe.db.set_value("Customer", sow.customer, "lead_name", lead.name)
	for doctype, name in (("SOW", sow.name), ("Customer", sow.customer), ("Lead", lead.name)):
		doc = frappe.get_doc(doctype, name)
		doc.set("__onload", frappe._dict())  # as Frappe does when it opens a form
		doc.run_method("onload")
		shown = doc.get_onload("salesflow_readers")
		assert shown["customer"] == sow.customer
		assert [(row.user, row.is_open) for row in shown["people"]] == [(NEW, True)]


# Merge and rename


def test_merge_asks_who_may_see_what(users):
	old, new = factories.make_customer().name, factories.make_customer().name
	readers.validate_merge(old, new)
	send_sow(users, old)
	refuse(readers.validate_merge, old, new, words=f"{NEW} may see the documents of {old}")
	readers.validate_merge(new, old)  # nothing is shown of what has no documents
	add_reader(new, NEW)
	readers.validate_merge(old, new)


RENAMES = pytest.mark.bench_only("the sandbox renames nothing")


@RENAMES
def test_customers_with_different_readers_are_not_merged(users):
	old, new = factories.make_customer().name, factories.make_customer().name
	send_sow(users, old)
	with refused("Add them to Portal Users of Customer"):
		merge(old, new)
	add_reader(new, NEW)
	add_reader(new, users.b1)
	with refused(users.b1):
		merge(old, new)
	add_reader(old, users.b1)
	merge(old, new)
	assert see(new, NEW) and see(new, users.b1) and not see(old, users.b1)


@RENAMES
def test_double_without_documents_is_merged(users):
	old, new = factories.make_customer(contact=None).name, factories.make_customer().name
	add_reader(new, users.b1)
	merge(old, new)
	assert see(new, users.b1)


def merge(old: str, new: str) -> None:
	frappe.rename_doc("Customer", old, new, merge=True)


@RENAMES
def test_renamed_customer_keeps_its_readers(users):
	customer = factories.make_customer().name
	add_reader(customer, users.b1)
	new = frappe.rename_doc("Customer", customer, factories.get_unique("Renamed"))
	assert see(new, users.b1) and not see(customer, users.b1)
