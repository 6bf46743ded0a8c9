"""A website user tries every way in which they can write something, and sees nothing more afterwards."""

import json

import frappe
import pytest

from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.portal.helpers import PDF, get_path


@pytest.fixture
def theirs(make, users):
	"""Documents of customer A, a lead and what is told of them; the contact is gone afterwards."""
	sow, proposal = make(deals.make_running_sow), make(proposals.make_sent)
	invoice = factories.make_sales_invoice(users.customer_a, submit=True)
	lead = factories.make_lead()
	contact = factories.make_contact(users.customer_a, email="staff.made@client-a.example")
	frappe.db.commit()
	yield frappe._dict(
		customer=users.customer_a,
		documents=[sow, proposal, *deals.get_milestones(sow)],
		invoice=invoice.name,
		order=sow.sales_order,
		lead=lead.name,
		contact=contact.name,
	)
	frappe.db.rollback()
	frappe.delete_doc("Contact", contact.name, force=True)  # else other tests' mails go to it
	frappe.db.commit()


def get_new_documents(theirs, me: str) -> list[dict]:
	"""What a visitor may think of, with the words of every field that could tie them to the customer."""
	of_theirs = [
		{"link_doctype": "Customer", "link_name": theirs.customer},
		{"link_doctype": "Lead", "link_name": theirs.lead},
	]
	sow = theirs.documents[0]
	about = {"reference_doctype": "SOW", "reference_name": sow.name}
	person = {"first_name": "Eve", "user": me, "email_id": me}
	mail = {"email_ids": [{"email_id": me, "is_primary": 1}]}
	return [
		{"doctype": "Contact", **person, **mail, "is_primary_contact": 1, "links": of_theirs},
		{"doctype": "Contact", **person, "salesflow_unconfirmed": 0, **mail, "links": of_theirs[:1]},
		{
			"doctype": "Address",
			"address_title": "Eve",
			"address_line1": "1",
			"city": "X",
			"country": "Germany",
			"email_id": me,
			"address_type": "Billing",
			"is_primary_address": 1,
			"links": of_theirs,
		},
		{"doctype": "Lead", "lead_name": "Eve", "email_id": me, "customer": theirs.customer},
		{"doctype": "Customer", "customer_name": "Eve", "portal_users": [{"user": me}]},
		{
			"doctype": "Portal User",
			"parent": theirs.customer,
			"parenttype": "Customer",
			"parentfield": "portal_users",
			"user": me,
		},
		{
			"doctype": "Dynamic Link",
			"parent": theirs.contact,
			"parenttype": "Contact",
			"parentfield": "links",
			**of_theirs[0],
		},
		{
			"doctype": "Contact Email",
			"parent": theirs.contact,
			"parenttype": "Contact",
			"parentfield": "email_ids",
			"email_id": me,
		},
		{"doctype": "Communication", "subject": "x", "content": "x", "sender": me, **about},
		{"doctype": "Issue", "subject": "x", "raised_by": me, "customer": theirs.customer},
		{"doctype": "Comment", "comment_type": "Comment", "content": "x", **about},
		{
			"doctype": "File",
			"file_name": "x.txt",
			"content": "x",
			"attached_to_doctype": "SOW",
			"attached_to_name": sow.name,
		},
		{"doctype": "Note", "title": "x", "content": "x", "public": 1},
		{
			"doctype": "ToDo",
			"description": "x",
			"allocated_to": me,
			"reference_type": "SOW",
			"reference_name": sow.name,
		},
		{"doctype": "DocShare", "user": me, "share_doctype": "SOW", "share_name": sow.name, "read": 1},
		{"doctype": "User Permission", "user": me, "allow": "Customer", "for_value": theirs.customer},
		{
			"doctype": "User",
			"email": "second@elsewhere.example",
			"first_name": "E",
			"roles": [{"role": "Sales User"}],
		},
		{"doctype": "Work Proposal", "title": "x", "party_name": theirs.customer},
	]


def write_all(client, theirs, me: str) -> list[str]:
	"""Every document by REST and by `frappe.client`; returns the DocTypes that the site took."""
	taken = []
	for doc in get_new_documents(theirs, me):
		doctype = doc["doctype"]
		answers = [
			client.api_post(f"/api/resource/{doctype}", **doc),
			client.api_post("frappe.client.insert", doc=doc),
			client.api_post("frappe.client.insert_many", docs=[doc]),
			client.api_post("frappe.client.save", doc=doc),
		]
		taken += [doctype for answer in answers if answer.ok]
	return taken


def change_all(client, theirs, me: str, users) -> None:
	"""Every change of what is theirs or of what they made: links, names, addresses, their own account."""
	mine = frappe.get_all("Contact", {"owner": me}, pluck="name", order_by="creation asc")
	links = [{"link_doctype": "Customer", "link_name": theirs.customer}]
	for contact in (*mine, theirs.contact):
		client.api_put("Contact", contact, links=links, salesflow_unconfirmed=0)
		client.api_put("Contact", contact, email_ids=[{"email_id": users.a1, "is_primary": 1}])
		for merge in (0, 1):
			client.api_post(
				"frappe.client.rename_doc",
				doctype="Contact",
				old_name=contact,
				new_name=theirs.contact,
				merge=merge,
			)
			client.api_post(
				"frappe.model.rename_doc.update_document_title",
				doctype="Contact",
				docname=contact,
				name=theirs.contact,
				merge=merge,
			)
	for name, value in (("email", users.a1), ("username", users.a1), ("user_type", "System User")):
		client.api_put("User", me, **{name: value})
		client.api_post("frappe.client.set_value", doctype="User", name=me, fieldname=name, value=value)
	for doctype, name in (("Customer", theirs.customer), ("Lead", theirs.lead)):
		client.api_put(doctype, name, email_id=me, portal_users=[{"user": me}])
		client.api_post("frappe.client.set_value", doctype=doctype, name=name, fieldname="email_id", value=me)
		client.api_post(
			"frappe.client.rename_doc", doctype=doctype, old_name=name, new_name=users.customer_b, merge=1
		)
	sow = theirs.documents[0]
	client.api_post("frappe.share.add", doctype="SOW", name=sow.name, user=me, read=1)
	client.api_post("frappe.desk.form.assign_to.add", doctype="SOW", name=sow.name, assign_to=[me])
	updates = [{"doctype": "Customer", "docname": theirs.customer, "email_id": me}]
	client.api_post("frappe.client.bulk_update", docs=json.dumps(updates))


def get_what_is_open(client, theirs) -> list[str]:
	"""What of theirs the client now gets to read."""
	start = client.get("/salesflow").text
	names = [doc.name for doc in theirs.documents] + [theirs.invoice, theirs.order]
	paths = [get_path(doc) for doc in theirs.documents] + [
		f"/invoices/{theirs.invoice}",
		f"/orders/{theirs.order}",
	]
	found = [name for name in names if name in start]
	found += [path for path in paths if client.get(path).status_code == 200]
	for doc in theirs.documents:
		pdf = client.api_get(PDF, doctype=doc.doctype, name=doc.name)
		found += [f"PDF of {doc.name}"] if pdf.ok else []
		for answer in (
			client.get(f"/api/resource/{doc.doctype}/{doc.name}"),
			client.api_get("frappe.client.get", doctype=doc.doctype, name=doc.name),
		):
			found += [f"API of {doc.name}"] if answer.ok else []
	return found


def test_nothing_that_a_website_user_writes_opens_anything(theirs, users, browse):
	client = browse(users.b1)
	assert get_what_is_open(browse(users.a1), theirs), "the customer's own people see it"
	assert not get_what_is_open(client, theirs)
	taken = write_all(client, theirs, users.b1)
	assert "Contact" in taken, "a website user can write at least this"
	frappe.db.rollback()
	assert not get_what_is_open(client, theirs)
	change_all(client, theirs, users.b1, users)
	frappe.db.rollback()
	assert not get_what_is_open(browse(users.b1), theirs)
	made = frappe.get_all("Contact", {"owner": users.b1}, ["name", "salesflow_unconfirmed"])
	assert made and all(row.salesflow_unconfirmed for row in made)
	assert frappe.db.get_value("Contact", theirs.contact, "email_id") == "staff.made@client-a.example"
