"""Salesflow Auditor: reads the dossiers of all deals of their companies, and changes nothing anywhere."""

import frappe
import pytest

from salesflow_app.dossier import exports, page
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.dossier import helpers
from salesflow_app.tests.site.lost_data.helpers import WORD

CHANGING = ("write", "create", "submit", "cancel", "amend", "delete", "import", "share")


@pytest.fixture
def auditor(users):
	return factories.make_user("Salesflow Auditor")


def test_auditor_reads_all_of_every_deal(auditor, deal):
	dossier = helpers.collect(auditor, deal)
	everything = helpers.collect("Administrator", deal)
	assert len(dossier.entries) == len(everything.entries) and not dossier.left_out
	assert helpers.show(auditor, deal)["sums"] == helpers.show("Administrator", deal)["sums"] != []
	with deals.as_user(auditor):
		assert page.get_page("sow", deal.name)["doctype"] == "SOW"  # as the desk's addresses name it
		assert exports.start("sow", deal.name, "Zip")["request"]
		assert {"doctype": "SOW", "name": deal.name, "title": deal.title} in page.find_deals(deal.name)


def test_role_changes_nothing_anywhere(auditor):
	rights = frappe.get_all("DocPerm", {"role": "Salesflow Auditor"}, ["parent", *CHANGING])
	assert len(rights) > 10 and not [row.parent for row in rights for right in CHANGING if row[right]]
	assert not frappe.db.exists("Workflow Transition", {"allowed": "Salesflow Auditor"})
	assert not frappe.db.exists("Workflow Document State", {"allow_edit": "Salesflow Auditor"})


def test_auditor_takes_no_step_and_saves_no_document(auditor, deal):
	with deals.as_user(auditor):
		for doctype, name in (("SOW", deal.name), ("Sales Order", deal.sales_order)):
			doc = frappe.get_doc(doctype, name)
			for change in (doc.save, doc.cancel, doc.delete):
				with pytest.raises(frappe.PermissionError):
					change()
		for doctype in ("SOW", "Opportunity", "Sales Order", "Sales Invoice", "Payment Milestone"):
			for right in ("write", "create", "submit", "cancel", "delete", "share"):
				assert not frappe.has_permission(doctype, right), (doctype, right)


@pytest.mark.bench_only("User Permissions")
def test_auditor_of_one_company_reads_its_deals_alone(auditor, users, deal):
	values = {"company_name": factories.get_unique("Other"), "default_currency": "EUR", "country": "Germany"}
	other = frappe.get_doc({"doctype": "Company", **values}).insert().name
	helpers.restrict(auditor, deal.company)
	assert helpers.collect(auditor, deal).entries and not helpers.collect(auditor, deal).left_out
	stranger = factories.make_user("Salesflow Auditor")
	helpers.restrict(stranger, other)
	with deals.as_user(stranger):
		with pytest.raises(frappe.PermissionError):
			page.get_page("SOW", deal.name)
		assert not page.find_deals(deal.name)
	of_client = helpers.collect(stranger, frappe.get_doc("Customer", deal.customer))
	assert deal.name not in {entry.name for entry in of_client.entries}
	assert any("you may not read the SOW" in reason for reason in of_client.left_out)


def test_auditor_does_not_learn_why_a_deal_was_lost(auditor, users):
	with deals.as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a)
		opportunity.declare_enquiry_lost([], [], WORD)
	seen = helpers.show(auditor, opportunity)
	assert WORD not in frappe.as_json(seen)
	assert any("only the leader" in text for text in seen["left_out"])
	assert WORD in frappe.as_json(helpers.show(users.sm, opportunity))
