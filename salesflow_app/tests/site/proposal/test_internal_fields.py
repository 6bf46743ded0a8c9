"""Cost and margin are seen by staff of their level alone."""

import re

import frappe

from salesflow_app.doc_events.version import get_internal
from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.proposal.helpers import CANARY, SHOWN, get_order


def test_cost_and_margin_are_not_in_what_others_read(users):
	doc = proposals.make_draft(users, items=[proposals.get_row(10000, CANARY)])
	with deals.as_user(users.am):
		doc.items[0].cost_rate = CANARY + 1
		doc.items[0].qty = 2
		doc.append("items", proposals.get_row(item_code=doc.items[0].item_code, rate=10, cost_rate=CANARY))
		doc.save(ignore_version=False)
		doc.set("items", doc.items[:1])
		doc.save(ignore_version=False)
	versions = frappe.get_all("Version", {"docname": doc.name}, pluck="data")
	assert versions and not any(SHOWN.search(data) or "cost_rate" in data for data in versions)
	assert any("qty" in data for data in versions)
	with deals.as_user(users.su):
		read = frappe.client.get("Work Proposal", doc.name)
		assert not read.get("margin_percentage") and not read["items"][0].get("cost_rate")
		listed = frappe.get_list("Work Proposal", filters={"name": doc.name}, fields=["*"])
		assert not listed[0].get("total_cost")
		rows = frappe.get_list(
			"Work Proposal Item",
			filters={"parent": doc.name},
			fields=["name", "cost_rate"],
			parent_doctype="Work Proposal",
		)
		assert not any(row.get("cost_rate") for row in rows)


def test_internal_fields_are_those_above_level_0(users):
	assert get_internal(frappe.get_meta("Work Proposal")) == {
		"total_cost",
		"margin_percentage",
		"margin_unknown",
	}
	assert get_internal(frappe.get_meta("Work Proposal Item")) == {"cost_rate"}


def test_cost_is_in_no_mail_print_or_quotation(users, mails):
	doc = proposals.make_accepted(users, items=[proposals.get_row(10000, CANARY)])
	text = "".join(mail.text + mail.html for mail in mails.all)
	text += frappe.get_doc("Quotation", doc.quotation).as_json()
	text += frappe.get_doc("Sales Order", get_order(doc)).as_json()
	text += frappe.get_print("Work Proposal", doc.name)
	margin = re.escape(str(doc.margin_percentage))
	assert not SHOWN.search(text) and not re.search(rf"(?<![\d:]){margin}(?!\d)", text)


def test_mail_carries_the_pdf_and_goes_without_one_where_no_print_is_made(users, mails, smtp, monkeypatch):
	def fail(_doc):
		raise OSError("no printer today")

	for render, names in ((fail, []), (lambda doc: b"%PDF-1.4", ["{0}.pdf"])):
		monkeypatch.setattr("salesflow_app.proposal.pdf.render_pdf", render)
		doc = proposals.make_sent(users)
		(mail,) = [mail for mail in smtp.flush() if mail.recipients == [users.a1]]
		found = [part.get_filename() for part in mail.message.iter_attachments()]
		assert found == [name.format(doc.name) for name in names]
