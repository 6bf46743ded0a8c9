"""A Work Proposal is replaced, copied, and expires."""

import frappe
from frappe.utils import add_days, today

from salesflow_app import tasks
from salesflow_app.documents.acts import system_act
from salesflow_app.tests.site import deals, factories, given, proposals
from salesflow_app.tests.site.proposal.helpers import get_state, reload, supersede
from salesflow_app.tests.site.refusals import refuse

# New versions


def amend(users, doc):
	"""What the desk's Amend sends: every field of the old document, those too that are not copied otherwise."""
	with deals.as_user(users.am):
		copy = frappe.copy_doc(doc)
		copy.update({"amended_from": doc.name, "docstatus": 0})
		return copy.insert()


def test_new_version_supersedes_the_old_one_its_quotation_and_its_link(users, mails):
	old = proposals.make_sent(users)
	refuse(amend, users, old, words="not cancelled")
	old = supersede(users, old)
	new = amend(users, old)
	assert (old.docstatus, old.workflow_state, new.version, new.workflow_state) == (
		2,
		"Superseded",
		2,
		"Draft",
	)
	assert frappe.db.get_value("Quotation", old.quotation, "docstatus") == 2
	assert not new.quotation and not new.content_hash and not new.sent_on
	refuse(proposals.accept, users, old, words="can no longer be answered")
	new = proposals.send(users, proposals.approve(users, proposals.review(users, new)))
	assert new.quotation != old.quotation
	assert len(mails.find("Our proposal", to=users.a1)) == 2
	assert proposals.accept(users, new)["state"] == "Accepted"


def test_one_old_version_is_replaced_once(users):
	old = supersede(users, given.get("sent_proposal"))
	amend(users, old)
	refuse(amend, users, old, words=f"{old.name}-1")


def test_accepted_proposal_is_not_superseded(users):
	doc = given.get("accepted_proposal")
	for short in ("am", "om", "sys"):
		with deals.as_user(getattr(users, short)):
			refuse(deals.do, reload(doc), "Supersede", words="Not a valid Workflow Action")
			changed = reload(doc)
			changed.workflow_state = "Superseded"
			refuse(changed.cancel, words="Work Proposal")
	assert get_state(doc) == (1, "Accepted")


def test_offer_with_an_order_is_not_superseded(users):
	doc = given.get("sent_proposal")
	from erpnext.selling.doctype.quotation.quotation import make_sales_order

	order = make_sales_order(doc.quotation)
	order.delivery_date = add_days(today(), 9)
	frappe.db.set_value("Work Proposal", doc.name, "workflow_state", "Accepted")
	with system_act(order):
		order.insert()
	frappe.db.set_value("Work Proposal", doc.name, "workflow_state", "Sent")  # an order from before the app
	frappe.db.set_value("Sales Order", order.name, "docstatus", 1)
	frappe.db.set_value("Sales Order Item", {"parent": order.name}, "docstatus", 1)
	with deals.as_user(users.am):
		refuse(deals.do, doc, "Supersede", words=doc.quotation)
	assert get_state(doc) == (1, "Sent")


def test_refreshing_takes_the_newer_master_into_drafts_alone(users):
	from salesflow_app.text.drafting import refresh

	draft, approved = given.get("draft_proposal"), given.get("approved_proposal")
	draft.append("sections", {"heading": "Our own", "body": "<p>Stays</p>"})
	draft.save()
	factories.make_master_document(
		"Work Proposal", sections=[{"heading": "New", "body": "<p>For {{ doc.customer_name }}</p>"}]
	)
	assert frappe.db.get_value("Work Proposal", draft.name, "refresh_needed") == 1
	with deals.as_user(users.am):
		refresh("Work Proposal", draft.name)
		refuse(refresh, "Work Proposal", approved.name, words="Revise it first")
	draft = reload(draft)
	assert [row.heading for row in draft.sections] == ["New", "Our own"]
	assert not draft.refresh_needed


# Expiry


def test_unanswered_proposal_expires_once(users):
	doc, other = proposals.make_sent(users), proposals.make_sent(users)
	frappe.db.set_value("Work Proposal", doc.name, "valid_till", add_days(today(), -1))
	tasks.expire_proposals()
	tasks.expire_proposals()
	assert get_state(doc) == (1, "Expired") and get_state(other) == (1, "Sent")
	assert frappe.db.count("Salesflow Evidence Entry", {"reference_name": doc.name, "event": "expired"}) == 1
	assert supersede(users, reload(doc)).docstatus == 2


def test_last_day_of_an_offer_still_counts(users):
	doc = proposals.make_sent(users, valid_till=today())
	tasks.expire_proposals()
	assert proposals.accept(users, doc)["state"] == "Accepted"


# What only staff of the level may see


def test_copy_of_a_sent_proposal_is_a_draft_of_its_own(users):
	doc = given.get("sent_proposal")
	with deals.as_user(users.am):
		copy = frappe.copy_doc(doc, ignore_no_copy=False).insert()
	assert (copy.workflow_state, copy.docstatus, copy.version) == ("Draft", 0, 1)
	assert not copy.quotation and not copy.content_hash and not copy.approved_by and not copy.sent_on
