"""What was sent stays what is shown, hashed and signed: renamed records change nothing, changed fields are found."""

import frappe
import pytest

from salesflow_app.evidence import frozen
from salesflow_app.evidence.canonical import canonical_hash
from salesflow_app.evidence.verifying import RecordError
from salesflow_app.portal import proposal_view, sow_view
from salesflow_app.tests.site import deals, factories, given, proposals
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.text.formats import money

only_renames = pytest.mark.bench_only("the sandbox renames nothing")
RENAMED = {
	"Customer": lambda sow: sow.customer,
	"Item": lambda sow: sow.items[0].item_code,
	"Contract": lambda sow: sow.msa,
}


@pytest.fixture
def customer(users):
	"""Of its own, because it is renamed; A1 may see its documents."""
	customer = factories.make_customer()
	customer.append("portal_users", {"user": users.a1})
	customer.save()
	return customer.name


@pytest.fixture
def sow(users, customer):
	values = {"customer": customer, "msa": factories.make_contract(customer).name}
	deals.complete_customer(customer)
	return deals.make_sent_sow(users, **values)


def rename(doctype: str, name: str) -> str:
	new = factories.get_unique("Renamed")
	frappe.rename_doc(doctype, name, new, force=True)
	frappe.clear_cache(doctype=doctype)
	return new


def get_hash(doc) -> str:
	return canonical_hash(frozen.read(doc))


def get_print(doc) -> str:
	return frappe.get_print(doc.doctype, doc.name, doc.doctype)


# Renames


@only_renames
@pytest.mark.parametrize("doctype", RENAMED)
def test_sow_is_signed_after_a_rename(users, sow, doctype):
	old, name = RENAMED[doctype](sow), sow.customer_name
	new = rename(doctype, old)
	assert deals.sign(users, sow)["state"] == "Signed"
	signed = frappe.get_doc("SOW", sow.name)
	assert RENAMED[doctype](signed) == new and signed.customer_name == name
	assert get_hash(signed) == signed.content_hash == sow.content_hash
	assert frappe.db.exists("Sales Order", {"salesflow_sow": sow.name})


@only_renames
@pytest.mark.parametrize("doctype", RENAMED)
def test_rename_after_the_signature_changes_neither_hash_nor_print(users, sow, doctype):
	deals.sign(users, sow)
	before = get_print(sow)
	rename(doctype, RENAMED[doctype](sow))
	signed = frappe.get_doc("SOW", sow.name)
	assert get_hash(signed) == signed.content_hash and not frozen.find_changes(signed)
	assert get_print(signed) == before


@only_renames
def test_sow_of_a_renamed_customer_is_revised_and_then_has_the_new_name(users, sow):
	new = rename("Customer", sow.customer)
	with deals.as_user(users.sa):
		revised = deals.do(frappe.get_doc("SOW", sow.name), "Revise")
		revised.save()
		assert (revised.customer, revised.customer_name) == (new, new)
		sent = deals.do(deals.do(revised, "Mark Ready"), "Send to Client")
	assert sent.content_hash != sow.content_hash and get_hash(sent) == sent.content_hash


def test_renamed_item_does_not_stop_a_reviewed_sow(users, customer):
	sow = deals.make_drafted_sow(users, customer=customer, msa=factories.make_contract(customer).name)
	with deals.as_user(users.sa):
		sow = deals.do(sow, "Mark Ready")
	frappe.db.set_value("Item", sow.items[0].item_code, "item_name", "Another Name")
	with deals.as_user(users.sa):
		sent = deals.do(sow, "Send to Client")
	assert sent.items[0].item_name == sow.items[0].item_name != "Another Name"


@only_renames
@pytest.mark.parametrize("state", ["Approved", "Sent"])
def test_proposal_goes_on_after_renames(users, customer, state):
	proposal = proposals.make_approved(users, customer=customer)
	if state == "Sent":
		proposal = proposals.send(users, proposal)
	rename("Item", proposal.items[0].item_code)
	rename("Customer", customer)
	frappe.db.set_value("Customer", {"customer_name": proposal.customer_name}, "customer_name", "Other")
	proposal.reload()
	if state == "Approved":
		proposal = proposals.send(users, proposal)
	assert proposals.accept(users, proposal)["state"] == "Accepted"
	assert get_hash(proposal) == proposal.content_hash


def test_another_record_in_place_of_the_sent_one_is_no_rename(users, sow):
	other = factories.make_item().name
	frappe.db.set_value("SOW Item", sow.items[0].name, "item_code", other)
	refuse(deals.sign, users, sow.reload(), words="has changed since it was sent")


# What is shown


def test_changed_fields_are_neither_shown_nor_signed(users, sow):
	sow.db_set("scope", "<p>Twice as much</p>")
	frappe.db.set_value("SOW Item", sow.items[0].name, "rate", 1)
	sow = frappe.get_doc("SOW", sow.name)
	assert frozen.find_changes(sow) == ["Scope", "Items"]
	view = sow_view.get_page_view(sow)
	amount = money(10000, sow.currency)
	assert "<p>What is done.</p>" in [text["body_html"] for text in view["texts_before"]]
	assert view["items"][0]["rate"] == amount and "Twice as much" not in get_print(sow)
	refuse(deals.sign, users, sow, words="has changed since it was sent")


def test_changed_proposal_is_shown_as_it_was_sent(users):
	proposal = given.get("sent_proposal")
	frappe.db.set_value("Work Proposal Item", proposal.items[0].name, {"rate": 1, "amount": 1})
	proposal.db_set("total_one_time", 1)
	view = proposal_view.get_page_view(frappe.get_doc("Work Proposal", proposal.name))
	amount, prices = money(10000, proposal.currency), view["price_groups"][0]
	assert (prices["rows"][0]["rate"], prices["sums"][0]["amount"]) == (amount, amount)


def test_rows_that_were_deleted_are_shown(users, sow):
	frappe.db.delete("SOW Deliverable", {"parent": sow.name})
	frappe.db.delete("SOW Item", {"parent": sow.name})
	view = sow_view.get_page_view(frappe.get_doc("SOW", sow.name))
	assert len(view["items"]) == 1


@pytest.mark.parametrize("field", ["content", "payload", "entry_hash"])
def test_content_that_differs_from_its_record_is_said_and_not_shown(users, sow, field):
	filters = {"reference_name": sow.name, "event": "sent"}
	name, text = frappe.db.get_value("Salesflow Evidence Entry", filters, ["name", field])
	changed = text.replace("10000", "90000").replace("sent", "seen").replace("a", "b")
	frappe.db.set_value("Salesflow Evidence Entry", name, field, changed, update_modified=False)
	with pytest.raises(RecordError):
		sow_view.get_page_view(sow)
	refuse(get_print, sow, words="differs from the record")
	refuse(deals.sign, users, sow, words="has changed since it was sent")


def test_receipt_is_read_from_its_verified_record(users, sow):
	deals.sign(users, sow)
	filters = {"reference_name": sow.name, "event": "signed"}
	name = frappe.db.get_value("Salesflow Evidence Entry", filters)
	frappe.db.set_value("Salesflow Evidence Entry", name, "actor_name", "Mallory")
	signed = frappe.get_doc("SOW", sow.name)
	assert sow_view.get_page_view(signed)["receipt"]["by"] == "Alma Approver"
	payload = frappe.db.get_value("Salesflow Evidence Entry", name, "payload")
	frappe.db.set_value("Salesflow Evidence Entry", name, "payload", payload.replace("Alma", "Mallory"))
	refuse(get_print, signed, words="differs from the record")
	assert signed.account_manager in refuse(get_print, signed, words="contact")


def test_form_of_a_signed_sow_says_that_it_differs(users, sow):
	deals.sign(users, sow)
	signed = frappe.get_doc("SOW", sow.name)
	signed.run_method("onload")
	assert signed.get_onload("salesflow_differs") is False
	signed.db_set("scope", "<p>Other</p>")
	signed.run_method("onload")
	assert signed.get_onload("salesflow_differs") is True


def test_nobody_brings_content_of_their_own_into_the_record(users, sow):
	entry = frappe.get_doc("Salesflow Evidence Entry", {"reference_name": sow.name, "event": "sent"})
	entry.content = "{}"
	refuse(entry.save, words="permanent record")
