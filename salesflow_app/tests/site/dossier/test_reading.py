"""The page: everything of the deal in time order, as far as its reader may read it, and what is left out is said."""

import time

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.dossier import documents, page
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.dossier import helpers
from salesflow_app.tests.site.feedback.helpers import make_asked_feedback
from salesflow_app.tests.site.refusals import refuse


def test_it_tells_the_whole_deal_in_time_order(users, deal):
	helpers.attach(deal, "Paper.txt", b"paper")
	deal.add_comment("Comment", "They like it")
	dossier = helpers.collect(users.om, deal)
	assert {"document", "signature", "step", "invoice", "note", "file", "task"} <= set(dossier.counts)
	assert [entry.at for entry in dossier.entries] == sorted(entry.at for entry in dossier.entries)
	assert {"SOW", "Contract", "Sales Order", "Payment Milestone", "Sales Invoice"} <= {
		entry.doctype for entry in dossier.entries
	}
	assert not dossier.left_out


def test_what_the_client_thinks_of_it_is_for_who_may_read_it(users, deal):
	asked = make_asked_feedback(deal, users.a1)
	values = {"words": "Ring us before you come", "average_mark": 4.5, "workflow_state": "Answered"}
	frappe.db.set_value("Client Feedback", asked.name, values)
	auditor = factories.make_user("Salesflow Auditor")
	for user in (users.om, users.am, auditor):
		(told,) = [
			e for e in helpers.collect(user, deal).entries if e.doctype == "Client Feedback" and e.words
		]
		assert told.kind == "words" and "4.5" in told.words and "Ring us" in told.words
	for user in (users.sa, users.ac):
		dossier = helpers.collect(user, deal)
		assert "Client Feedback" not in {entry.doctype for entry in dossier.entries}
		assert any("Client Feedback" in reason for reason in dossier.left_out)


def test_every_document_of_a_deal_opens_the_same_dossier(users, deal):
	found = documents.find("SOW", deal.name)
	milestone = found["Payment Milestone"][0]
	assert deal.sales_order in found["Sales Order"]
	for doctype, name in (("Sales Order", deal.sales_order), ("Payment Milestone", milestone)):
		assert documents.find(doctype, name) == found
	other = deals.make_drafted_sow(users)
	assert other.name not in documents.find("SOW", deal.name)["SOW"]
	assert other.name in documents.find("Customer", deal.customer)["SOW"]


def test_a_lead_leads_to_no_other_deal_of_it(users):
	lead = factories.make_lead()
	values = {"opportunity_from": "Lead", "party_name": lead.name}
	one, other = (factories.make_opportunity(**values) for _number in range(2))
	quotation = factories.make_quotation(customer=users.customer_a, opportunity=one.name)
	found = documents.find("Quotation", quotation.name)
	assert found["Opportunity"] == [one.name] and found["Lead"] == [lead.name]
	assert set(documents.find("Lead", lead.name)["Opportunity"]) == {one.name, other.name}


def test_what_the_reader_may_not_read_is_left_out_and_said(users, deal):
	seen = helpers.show(users.ac, deal)  # reads SOW and invoice, no evidence
	assert any("your roles do not read Salesflow Evidence Entry" in text for text in seen["left_out"])
	assert not any(row["kind"] == "signature" and row["count"] for row in seen["kinds"])
	assert [label for label, _text in seen["sums"]] == ["Invoiced"]
	blind = factories.make_user("SOW Approver")
	seen = helpers.show(blind, deal)
	assert any("you may not read the Sales Invoice" in text for text in seen["left_out"])
	assert not seen["sums"] and not any(entry["doctype"] == "Sales Invoice" for entry in seen["entries"])
	shown, all_of_it = seen["total"], helpers.collect("Administrator", deal)
	hidden = sum(int(text.split()[0]) for text in seen["left_out"])
	assert shown + hidden == len(all_of_it.entries) + sum(all_of_it.left_out.values())


def test_dates_reach_what_is_left_out_and_kinds_do_not(users, deal):
	everything = helpers.collect(users.ac, deal)
	assert everything.left_out
	assert helpers.collect(users.ac, deal, kind="invoice").left_out == everything.left_out
	assert helpers.collect(users.ac, deal, person="Nobody").left_out == everything.left_out
	tomorrow = helpers.collect(users.ac, deal, from_date=add_days(today(), 2))
	assert not tomorrow.left_out and not tomorrow.entries


def test_filters_that_make_no_sense_are_refused(users, deal):
	with deals.as_user(users.om):
		for filters, words in (
			({"from_date": "2026-02-01", "to_date": "2026-01-01"}, "Swap the two dates"),
			({"from_date": "yesterday-ish"}, "is not a valid date"),
		):
			refuse(page.get_page, "SOW", deal.name, filters, words=words)


def test_who_may_not_read_the_deal_gets_no_dossier(users, deal):
	for user in (users.a1, users.mf, "Guest"):
		with deals.as_user(user), pytest.raises((frappe.PermissionError, frappe.DoesNotExistError)):
			page.get_page("SOW", deal.name)
	with deals.as_user(users.om), pytest.raises(frappe.DoesNotExistError):
		page.get_page("User", users.om)


def test_two_thousand_entries_take_no_more_statements_than_fifty(users, deal):
	def read():
		return helpers.show(users.om, deal)

	read()
	before = helpers.count_statements(read)
	helpers.make_comments(deal, 2000)
	begin = time.monotonic()
	seen = read()
	assert time.monotonic() - begin < 5
	assert seen["total"] > 2000 and len(seen["entries"]) == page.LENGTH
	assert helpers.count_statements(read) <= before
	with deals.as_user(users.om):
		last = page.get_page("SOW", deal.name, None, seen["total"] - 1)
	assert len(last["entries"]) == 1


def test_costs_are_in_no_change_that_others_read(users):
	from salesflow_app.dossier import changes

	data = {"changed": [["total_cost", 1, 77777], ["title", "Old", "New"]]}
	told = {}
	for user in (users.su, users.am):
		with deals.as_user(user):
			told[user] = "; ".join(changes._describe("Work Proposal", data))
	assert told[users.su] == "Title: Old → New" and "77777" in told[users.am]
