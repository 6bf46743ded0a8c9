"""What the client's pages are made of: headers, escaped texts, no internal fields."""

import html
import re

import frappe

from salesflow_app.clients import access
from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.portal.helpers import (
	ATTACK,
	CANARY,
	PDF,
	TEMPLATE,
	get_page,
	get_path,
	get_pdf_text,
	record_as_sent,
)

# What the pages are made of


def test_pages_and_acts_carry_the_security_headers(make, users, http, browse):
	sow = make(deals.make_sent_sow)
	client = browse(users.a1)
	for answer in (
		client.get("/salesflow"),
		client.get(get_path(sow)),
		client.get("/salesflow/sows/NONE"),
		client.api_get(PDF, doctype="SOW", name=sow.name),
		http.guest().get("/salesflow", allow_redirects=False),
	):
		assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
		assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
		assert answer.headers["X-Frame-Options"] == "DENY"
		assert answer.headers["Referrer-Policy"] == "no-referrer"
		assert answer.headers["Cache-Control"] == "no-store"
	assert "Content-Security-Policy" not in client.get("/me").headers


def test_nothing_a_user_wrote_is_markup_or_template(make, users, browse):
	text = ATTACK + TEMPLATE
	sow = make(deals.make_sent_sow, deliverables=[{"deliverable_name": "Concept"}])
	proposal = make(proposals.make_sent, sections=[{"heading": "Text", "body": "<p>Text</p>"}])
	# Written past Frappe's own cleaning, as an import by SQL or an older version would leave it.
	for doc, fields in (
		(sow, ("title", "signatory_title", "signatory_name", "customer_name", "scope")),
		(sow.milestones[0], ("milestone_name", "deliverables")),
		(sow.deliverables[0], ("deliverable_name", "acceptance_test", "deliverable_no")),
		(sow.items[0], ("item_name", "description")),
		(proposal, ("title", "customer_name")),
		(proposal.items[0], ("item_name", "description")),
		(proposal.sections[0], ("heading", "body")),
	):
		doc.db_set(dict.fromkeys(fields, text), update_modified=False)
	record_as_sent(sow)
	record_as_sent(proposal)
	frappe.db.commit()
	client = browse(users.a1)
	for page in (get_page(client, sow), get_page(client, proposal), client.get("/salesflow").text):
		body = page[page.index("<main") : page.index("</main>")]
		assert "<img" not in body and "<script" not in body
		assert "{next}" not in page and "{index}" not in page
		assert text in html.unescape(page)
	for doc in (sow, proposal):
		pdf = client.api_get(PDF, doctype=doc.doctype, name=doc.name)
		assert "alert(1)" in get_pdf_text(pdf.content) and "7*7" in get_pdf_text(pdf.content)


def test_internal_fields_are_nowhere(make, users, browse):
	proposal = make(proposals.make_sent, items=[proposals.get_row(rate=10000, cost_rate=1234.56)])
	sow = make(deals.make_sent_sow)
	for doc in (proposal, sow):
		doc.db_set("reason", f"{CANARY}-reason")
	sow.db_set({"rule_reason": f"{CANARY}-rule"})
	proposal.db_set({"margin_percentage": 87.654, "total_cost": 1234.56})
	proposal.add_comment("Comment", f"{CANARY}-comment")
	frappe.db.commit()
	client = browse(users.a1)
	for doc in (proposal, sow):
		pdf = client.api_get(PDF, doctype=doc.doctype, name=doc.name)
		for text in (get_page(client, doc), get_pdf_text(pdf.content)):
			assert CANARY not in text
			assert not re.search(r"1[.,]?234[.,]56|87[.,]65", text)


def test_purchase_order_number_is_asked_for_where_needed(make, users, browse):
	sow = make(deals.make_sent_sow)
	client = browse(users.a1)
	assert "customer_po_no" not in get_page(client, sow)
	frappe.db.set_value("Customer", users.customer_a, "salesflow_po_required", 1)
	frappe.db.commit()
	try:
		assert 'name="customer_po_no"' in get_page(client, sow)
	finally:
		frappe.db.set_value("Customer", users.customer_a, "salesflow_po_required", 0)
		frappe.db.commit()


# Acts


def test_states_of_the_portal_are_those_of_the_workflows(site):
	from salesflow_app.portal import states
	from salesflow_app.salesflow_app.workflows import BY_DOCTYPE

	for doctype, visible in access.VISIBLE_STATES.items():
		known = {state.name for state in BY_DOCTYPE[doctype].states}
		assert set(states._TABLES[doctype]()) <= known
		assert set(visible) <= set(states._TABLES[doctype]())
