"""How amounts, units, dates and pages look to the client, on the page and on paper."""

import frappe
import pytest

from salesflow_app.portal import acts, print_views
from salesflow_app.tests.site import deals, given, proposals
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.text import formats

NO_BREAK = "\N{NO-BREAK SPACE}"


def test_amounts_are_never_torn_from_their_currency(users):
	sow = given.get("sent_sow")
	view = print_views.get_sow_print(sow)
	assert view["total"] == formats.money(10000, sow.currency) and NO_BREAK in view["total"]
	assert " " not in view["total"] and view["milestones"][0]["percent"] == f"40{NO_BREAK}%"


@pytest.mark.parametrize(("uom", "shown"), [("Nos", ""), ("Unit", ""), (None, ""), ("Hour", "Hour")])
def test_things_that_are_counted_have_no_unit(site, uom, shown):
	assert formats.unit(uom) == shown


def test_client_reads_no_unit_where_there_is_none(users):
	view = print_views.get_proposal_print(given.get("sent_proposal"))
	row = view["price_groups"][0]["rows"][0]
	assert (row["qty"], row["uom"]) == ("1", "")


@pytest.mark.parametrize("make", [deals.make_sent_sow, proposals.make_sent])
def test_every_printed_page_has_its_number_and_its_document(users, make):
	doc = make(users)
	html = frappe.get_print(doc.doctype, doc.name, doc.doctype)
	foot = html[html.index('class="sf-foot-line"') :][:600]
	assert doc.name in foot and 'class="sf-page"' in foot and 'class="sf-pages"' in foot
	assert "version 1" in foot


def test_refused_answer_names_the_day_in_the_readers_format(users):
	sow = given.get("sent_sow")
	sow.valid_till = "2020-01-31"
	sentence = refuse(acts.validate_open, sow, (sow.workflow_state,), words="valid until")
	assert formats.date("2020-01-31") in sentence and "2020-01-31" not in sentence


def test_pdf_has_the_letter_head_of_the_company(users, monkeypatch):
	from salesflow_app.clients.pdf import render_pdf

	sow, asked = given.get("sent_sow"), {}
	monkeypatch.setattr(frappe, "get_print", lambda *_args, **options: asked.update(options) or b"%PDF")
	frappe.db.set_value("Company", sow.company, "default_letter_head", None)
	frappe.clear_document_cache("Company", sow.company)
	render_pdf(sow)
	assert asked["letterhead"] is None
	frappe.db.set_value("Company", sow.company, "default_letter_head", "Ours")
	frappe.clear_document_cache("Company", sow.company)
	render_pdf(sow)
	assert asked["letterhead"] == "Ours"
	frappe.clear_document_cache("Company", sow.company)
