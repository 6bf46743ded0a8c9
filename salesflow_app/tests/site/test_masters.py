"""Master documents: one approved text per kind, the only template there is."""

import frappe
import pytest

from salesflow_app.conversions.customer_to_contract import make_contract
from salesflow_app.salesflow_app.doctype.salesflow_master_document.salesflow_master_document import (
	make_new_version,
)
from salesflow_app.setup import masters as starters
from salesflow_app.tests.site import deals, factories, given, proposals
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.text import drafting, masters
from salesflow_app.text.rendering import render as render_master


def approve(users, name: str):
	with deals.as_user(users.om):
		return deals.do(frappe.get_doc("Salesflow Master Document", name), "Approve")


def test_seven_starters_are_shipped_approved(site):
	shipped = {(kind, variant) for kind, variant, _title, _file in starters.STARTERS}
	assert len(shipped) == 7
	approved = frappe.get_all(
		"Salesflow Master Document", {"workflow_state": "Approved"}, ["kind", "variant"], as_list=True
	)
	assert shipped <= set(approved)


def test_shipping_again_changes_nothing(site):
	before = frappe.get_all("Salesflow Master Document", ["name", "modified"], order_by="name asc")
	starters.sync()
	assert frappe.get_all("Salesflow Master Document", ["name", "modified"], order_by="name asc") == before


def test_deleted_starter_does_not_come_back(site):
	master = factories.make_master_document("MSA", approve=False)
	master.delete()
	starters.sync()
	assert not frappe.db.exists("Salesflow Master Document", master.name)


@pytest.mark.parametrize("file", [file for _kind, _variant, _title, file in starters.STARTERS])
def test_starter_renders_for_an_empty_document(site, file):
	kind = next(kind for kind, _variant, _title, name in starters.STARTERS if name == file)
	doctype = {"SOW": "SOW", "MSA": "SOW", "Milestone Notice": "Payment Milestone"}.get(kind, "Work Proposal")
	master = frappe.get_doc(
		{
			"doctype": "Salesflow Master Document",
			"title": kind,
			"kind": kind,
			"sections": starters.read_sections(file),
		}
	)
	sections = render_master(master, frappe.new_doc(doctype))
	assert sections and all(section["heading"] and section["body"] for section in sections)


def test_sow_starter_fills_every_text_of_a_sow(users):
	with deals.as_user(users.sa):
		sow = frappe.get_doc(
			{
				"doctype": "SOW",
				"customer": users.customer_a,
				"company": users.company,
				"items": [{"item_code": "x", "item_name": "Concept", "qty": 1, "rate": 5}],
				"scope": "<p>By hand</p>",
			}
		)
		drafting.draft(sow)
	texts = [df.fieldname for df in sow.meta.fields if df.fieldtype == "Text Editor"]
	texts.remove("msa_terms")
	assert all(sow.get(field) for field in texts)
	assert sow.scope == "<p>By hand</p>" and sow.master_document


def test_sow_keeps_name_version_and_hash_of_its_master(users):
	sow = given.get("drafted_sow")
	master = masters.get_approved("SOW")
	assert (sow.master_document, sow.master_version, sow.master_hash) == (
		master.name,
		master.version,
		master.content_hash,
	)


def test_agreement_is_made_from_its_master(users):
	master = masters.get_approved("MSA")
	name = factories.make_customer(customer_name="{{ 7*7919191 }} & Sons", contact=None).name
	with deals.as_user(users.sm):
		contract = make_contract(name)
		contract.insert()
	assert (contract.salesflow_is_msa, contract.salesflow_company, contract.party_name) == (
		1,
		users.company,
		name,
	)
	assert contract.salesflow_msa_version == f"{master.version} ({master.name})"
	assert all(row.heading in contract.contract_terms for row in master.sections)
	assert "55434337" not in contract.contract_terms
	with deals.as_user(users.mf), pytest.raises(frappe.PermissionError):
		make_contract(name)


# One approved version


def test_new_version_supersedes_the_old_one(users):
	old = factories.make_master_document("MSA")
	with deals.as_user(users.am):
		name = make_new_version(old.name)
		assert make_new_version(old.name) == name
		draft = frappe.get_doc("Salesflow Master Document", name)
		draft.sections[0].body = "<p>New words</p>"
		draft.save()
	new = approve(users, name)
	old.reload()
	assert (old.workflow_state, new.workflow_state) == ("Superseded", "Approved")
	assert (new.version, new.replaces, new.approved_by) == (old.version + 1, old.name, users.om)
	assert new.content_hash and new.content_hash != old.content_hash
	assert masters.get_approved("MSA").name == new.name


def test_one_approved_master_per_kind_variant_and_language(users):
	for _number in range(3):
		factories.make_master_document("Price Offer")
	factories.make_master_document("Price Offer", language="de")
	rows = frappe.get_all(
		"Salesflow Master Document", {"kind": "Price Offer", "workflow_state": "Approved"}, pluck="language"
	)
	assert sorted(rows) == ["de", "en"]


@pytest.mark.parametrize(
	"change",
	[
		lambda doc: doc.update({"title": "Other"}),
		lambda doc: doc.update({"language": "de"}),
		lambda doc: doc.sections[0].update({"body": "<p>Other</p>"}),
		lambda doc: doc.append("sections", {"heading": "More", "body": "x"}),
	],
)
def test_approved_master_does_not_change(users, change):
	master = factories.make_master_document("MSA")
	change(master)
	with deals.as_user(users.om):
		refuse(master.save, words="New Version")


@pytest.mark.parametrize("short", ["am", "su", "sa", "sys"])
def test_only_approvers_approve(users, short):
	draft = factories.make_master_document("MSA", approve=False)
	with deals.as_user(getattr(users, short)):
		draft.workflow_state = "Approved"
		refuse(draft.save, words="Salesflow Master Document")
	assert frappe.db.get_value("Salesflow Master Document", draft.name, "workflow_state") == "Draft"


def test_approved_master_is_not_imported_superseded_by_hand_or_deleted(users):
	master = factories.make_master_document("MSA")
	values = {**frappe.copy_doc(master).as_dict(), "workflow_state": "Approved"}
	with deals.as_user(users.om):
		refuse(frappe.get_doc(values).insert, words="Draft")
		master.workflow_state = "Superseded"
		refuse(master.save, words=master.name)
		refuse(frappe.delete_doc, "Salesflow Master Document", master.name, words="Salesflow Master Document")
	refuse(frappe.delete_doc, "Salesflow Master Document", master.name, words="refer to it as their source")


def test_record_fields_are_the_servers(users):
	draft = factories.make_master_document(
		"MSA", approve=False, version=99, content_hash="f" * 64, approved_by=users.am
	)
	draft.reload()
	assert (draft.version, draft.content_hash, draft.approved_by) == (1, None, None)


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"kind": "Work Proposal", "variant": ""}, "Variant"),
		({"kind": "MSA", "variant": "Project"}, "Variant"),
		({"sections": []}, "section"),
		({"sections": [{"heading": "A", "body": "x"}, {"heading": "A", "body": "y"}]}, "twice"),
		({"sections": [{"heading": "A", "body": "<p>{% if %}</p>"}]}, "Syntax error"),
	],
)
def test_master_that_cannot_work_is_refused(users, values, words):
	refuse(factories.make_master_document, values.pop("kind", "MSA"), approve=False, **values, words=words)


# Which one


def test_master_speaks_the_clients_language(users):
	german = factories.make_master_document("Work Proposal", language="de")
	customer = factories.make_customer(language="de")
	doc = proposals.make_draft(users, customer=customer.name)
	assert doc.master_document == german.name
	frappe.db.set_value("Customer", customer.name, "language", "fr")
	assert proposals.make_draft(users, customer=customer.name).master_document != german.name


def test_proposal_without_an_approved_master_says_what_to_do(users):
	frappe.db.delete("Salesflow Master Document", {"kind": "Work Proposal", "variant": "Project"})
	refuse(proposals.make_draft, users, words="approve")


# The only template there is


def render(body: str, **values) -> str:
	master = frappe.get_doc(
		{
			"doctype": "Salesflow Master Document",
			"title": "T",
			"kind": "SOW",
			"sections": [{"heading": "S", "body": body}],
		}
	)
	doc = frappe.new_doc("Work Proposal")
	doc.update({"title": "T", "currency": "EUR", **values})
	return render_master(master, doc)[0]["body"]


@pytest.mark.parametrize(
	"text",
	[
		"{{ 7*7919191 }}",
		"{% raise %}",
		'{{ frappe.db.get_value("User","Administrator","email") }}',
		"<img src=x onerror=alert(1)>",
		"<script>alert(1)</script>",
	],
)
def test_value_of_a_document_is_never_a_template(site, text):
	body = render("<p>{{ doc.customer_name }}</p>", customer_name=text)
	assert frappe.utils.strip_html(body).count("<") == 0
	assert "55434337" not in body and "@" not in body and "<img" not in body and "<script" not in body


def test_conditions_loops_and_formats_work(site):
	body = "{% for row in doc.items %}<p>{{ row.item_code }}: {{ row.formatted.qty }}</p>{% endfor %}{{ formatted.valid_till }}"
	text = render(
		body, items=[{"item_code": "A", "qty": 2.5}, {"item_code": "B", "qty": 1}], valid_till="2026-12-31"
	)
	assert "A: 2" in text and "B: 1" in text and "2026" in text
	assert render("{% if doc.total_one_time &gt; 5 %}big{% endif %}", total_one_time=6) == "big"


@pytest.mark.parametrize(
	("body", "words"),
	[
		("<p>{{ doc.custmer_name }}</p>", "custmer_name"),
		("<p>{{ nothing }}</p>", "nothing"),
		("<p>{{ doc.total_cost }}</p>", "total_cost"),
		("<p>{{ doc.margin_percentage }}</p>", "margin_percentage"),
		('<p>{{ frappe.db.get_value("User", "Administrator", "email") }}</p>', "section S"),
		("<p>{{ doc.__class__ }}</p>", "section S"),
		("<p>{{ 1/0 }}</p>", "section S"),
		("<p>{% include 'templates/emails/salesflow_message.html' %}</p>", "section S"),
	],
)
def test_master_reaches_its_document_and_nothing_else(site, body, words):
	sentence = refuse(render, body, words="section S")
	assert words in sentence and "Traceback" not in sentence and "/" not in sentence.replace("/0", "")


def test_text_that_looks_like_a_path_is_text(site):
	assert render("templates/emails/salesflow_message.html") == "templates/emails/salesflow_message.html"


def test_scripts_in_a_master_do_not_reach_a_document(site):
	text = render("<p onclick=alert(1)>Fine</p><script>alert(1)</script><iframe src='file:///x'></iframe>")
	assert "Fine" in text and "script" not in text and "onclick" not in text and "iframe" not in text


def test_only_proposals_and_sows_are_refreshed(users):
	for doctype in ("User", "Quotation", "Payment Milestone"):
		refuse(drafting.refresh, doctype, "x", words="Work Proposal")
	doc = given.get("draft_proposal")
	with deals.as_user(users.su), pytest.raises(frappe.PermissionError):
		drafting.refresh("Work Proposal", doc.name)


def test_refreshing_a_sow_takes_the_newer_text(users):
	sow = deals.make_drafted_sow(users, scope="", background="<p>By hand</p>")
	factories.make_master_document(
		"SOW", sections=[{"heading": "Scope", "body": "<p>New for {{ doc.customer_name }}</p>"}]
	)
	with deals.as_user(users.sa):
		drafting.refresh("SOW", sow.name)
	sow.reload()
	assert sow.scope == f"<p>New for {sow.customer_name}</p>"
	assert sow.background == "<p>By hand</p>"
