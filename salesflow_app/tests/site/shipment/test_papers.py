"""Papers of a shipment: which are needed, and that they are there."""

import frappe
import pytest

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.factory_floor import attach_papers, do, put
from salesflow_app.tests.site.shipment.helpers import CLEARANCE, PAPERS, REFUSED


def test_papers_follow_item_group_and_customer(make_note, floor, users, settings):
	settings(
		papers=[
			{"item_group": floor.metal_group, "paper": "Certificate 3.1"},
			{"item_group": floor.board_group, "customer": users.customer_b, "paper": "B's form"},
			{"customer": users.customer_a, "paper": "A's form"},
			{"item_group": floor.root, "paper": "Packing list"},
		]
	)
	small = make_note(rows=[factories.get_item_row(floor.screw)])
	assert {row.paper for row in small.salesflow_papers} == {"Certificate 3.1", "A's form", "Packing list"}


def test_paper_that_was_deleted_from_the_list_comes_back(make_note, users, as_user):
	note = make_note(PAPERS)
	with as_user(users.qm), pytest.raises(REFUSED, match="Certificate"):
		put(note, salesflow_papers=[], salesflow_shipping_state=CLEARANCE)
	with as_user(users.qm):
		put(note, salesflow_papers=[])
	note.reload()
	assert [row.paper for row in note.salesflow_papers] == ["Certificate 3.1"]


def test_papers_complete_needs_a_real_file_for_each(make_note, users, as_user):
	note = make_note(PAPERS)
	with as_user(users.qm), pytest.raises(REFUSED, match="Certificate"):
		do(note, "Papers Complete")
	note.salesflow_papers[0].attachment = "/private/files/not-there.pdf"
	with as_user(users.qm), pytest.raises(REFUSED, match="not an uploaded file"):
		note.save()


def test_file_that_was_deleted_holds_the_clearance(make_note, users, as_user):
	note = make_note(CLEARANCE)
	frappe.db.delete("File", {"file_url": note.salesflow_papers[0].attachment})
	with as_user(users.sp), pytest.raises(REFUSED, match="Certificate"):
		do(note, "Clear for Shipment")


def test_rule_that_came_late_holds_the_clearance(make_note, users, as_user, settings):
	note = make_note(CLEARANCE)
	settings(papers=[{"paper": "Export form"}])
	with as_user(users.sp), pytest.raises(REFUSED, match="Export form"):
		do(note, "Clear for Shipment")


def test_stamp_of_an_upload_cannot_be_sent_along(make_note, users, as_user):
	note = make_note(PAPERS)
	row = {**note.salesflow_papers[0].as_dict(), "uploaded_by": "Administrator", "uploaded_on": "2020-01-01"}
	with as_user(users.qm):
		put(note, salesflow_papers=[row])
		assert not frappe.get_doc("Delivery Note", note.name).salesflow_papers[0].uploaded_by
		note.reload()
		attach_papers(note)
	note.reload()
	assert note.salesflow_papers[0].uploaded_by == users.qm
