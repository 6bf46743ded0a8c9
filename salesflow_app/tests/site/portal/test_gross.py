"""The client sees what they will pay with tax, on the page, on paper and in the mail, before they answer."""

import json
import re

import frappe
import pytest

from salesflow_app.clients.pdf import render_pdf
from salesflow_app.portal import milestone_view, print_views, proposal_view, sow_view
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.portal.helpers import get_page, get_pdf_text
from salesflow_app.text.formats import money


def get_numbers(text: str) -> list[int]:
	"""Amounts with two decimals in a text, in cents, whatever separates them."""
	return [int(re.sub(r"\D", "", found)) for found in re.findall(r"\d[\d.,  ]*[.,]\d{2}(?!\d)", text)]


def get_amounts(rows: list[dict]) -> list[int]:
	return [get_numbers(row["amount"])[0] for row in rows]


def test_sow_shows_net_tax_and_gross(users):
	view = print_views.get_sow_print(deals.make_sent_sow(users))
	assert [row["label"] for row in view["sums"]] == [
		"Total, net",
		"VAT 19\N{NO-BREAK SPACE}%",
		"Total with tax",
	]
	assert get_amounts(view["sums"]) == [1_000_000, 190_000, 1_190_000]
	assert get_numbers(view["gross"]) == [1_190_000]


def test_page_paper_and_mail_of_a_sow_say_the_gross(make, users, browse, mails):
	sow = make(deals.make_sent_sow)
	shown = money(11900, sow.currency)
	assert shown in get_page(browse(users.a1), sow).replace("&nbsp;", "\N{NO-BREAK SPACE}")
	assert 1_190_000 in get_numbers(get_pdf_text(render_pdf(sow)))


def test_tax_template_that_changes_after_sending_changes_nothing_that_is_shown(users):
	template = factories.make_tax_template()
	sow, proposal = (
		deals.make_sent_sow(users, taxes_and_charges=template.name),
		proposals.make_sent(users, taxes_and_charges=template.name),
	)
	before = sow_view.get_content(sow)["sums"], proposal_view.get_content(proposal)["price_groups"]
	frappe.db.set_value("Sales Taxes and Charges", {"parent": template.name}, "rate", 50)
	frappe.clear_document_cache("Sales Taxes and Charges Template", template.name)
	sow, proposal = frappe.get_doc("SOW", sow.name), frappe.get_doc("Work Proposal", proposal.name)
	assert (sow_view.get_content(sow)["sums"], proposal_view.get_content(proposal)["price_groups"]) == before


def test_draft_without_fixed_taxes_claims_no_gross(users):
	view = sow_view.get_content(deals.make_drafted_sow(users))
	assert [row["label"] for row in view["sums"]] == ["Total, net"] and view["gross"] == view["total"]


def test_proposal_shows_one_time_and_monthly_with_tax_apart(users):
	proposal = proposals.make_sent(
		users, items=[proposals.get_row(), proposals.get_row(500, billing="Monthly")]
	)
	one_time, monthly = proposal_view.get_content(proposal)["price_groups"]
	assert get_amounts(one_time["sums"]) == [1_000_000, 190_000, 1_190_000]
	assert get_amounts(monthly["sums"]) == [50_000, 9_500, 59_500]
	assert monthly["sums"][-1]["label"] == "Monthly total with tax"


def test_option_that_is_ticked_changes_the_gross_and_the_deposit(users, as_user):
	proposal = proposals.make_sent(users, items=[proposals.get_row(), proposals.get_row(1000, is_optional=1)])
	from salesflow_app.portal.price_selection import price_selection

	option = next(row.name for row in proposal.items if row.is_optional)
	with as_user(users.a1):
		without, ticked = (price_selection(proposal.name, json.dumps(names)) for names in ([], [option]))
	assert get_numbers(without["totals"]["One-time/gross"]) == [1_190_000]
	assert get_numbers(ticked["totals"]["One-time/gross"]) == [1_309_000]
	assert get_numbers(ticked["totals"]["One-time/0"]) == [209_000]
	assert get_numbers(ticked["totals"]["deposit"]) == [523_600]


def test_fixed_charge_is_not_asked_for_each_month(users):
	template = factories.make_tax_template()
	expense = frappe.db.get_value(
		"Account", {"company": users.company, "root_type": "Expense", "is_group": 0}
	)
	template.append(
		"taxes",
		{
			**template.taxes[0].as_dict(),
			"name": None,
			"idx": None,
			"charge_type": "Actual",
			"account_head": expense,
			"rate": 0,
			"tax_amount": 100,
			"description": "Freight",
		},
	)
	template.save()
	proposal = proposals.make_draft(
		users,
		taxes_and_charges=template.name,
		items=[proposals.get_row(), proposals.get_row(500, billing="Monthly")],
	)
	one_time, monthly = proposal_view.get_content(proposal)["price_groups"]
	assert get_amounts(one_time["sums"]) == [1_000_000, 190_000, 10_000, 1_200_000]
	assert get_amounts(monthly["sums"]) == [50_000, 9_500, 59_500]


def test_milestone_shows_its_share_with_tax_then_its_invoice(users):
	sow = deals.make_running_sow(users)
	milestone = deals.get_milestones(sow)[0]
	assert get_numbers(milestone_view.get_page_view(milestone)["gross"]) == [476_000]
	deals.bill(users, deals.report(users, milestone))
	assert get_numbers(milestone_view.get_page_view(milestone.reload())["gross"]) == [476_000]


def test_deposit_on_signature_is_shown_with_tax_and_where_to_pay(users):
	account = make_bank_account(users.company)
	view = sow_view.get_content(deals.make_sent_sow(users))
	assert (
		get_numbers(view["deposit"]["amount"]) == [476_000] and view["deposit"]["label"] == "Amount with tax"
	)
	assert ("IBAN", "DE89 3704 0044 0532 0130 00") in view["deposit"]["bank"]
	account.db_set("disabled", 1)
	later = factories.get_plan(100)
	later[0]["trigger"] = "Manual"
	assert sow_view.get_content(deals.make_sent_sow(users, milestones=later))["deposit"] is None


def make_bank_account(company: str):
	bank = frappe.get_doc({"doctype": "Bank", "bank_name": factories.get_unique("Bank")}).insert()
	return frappe.get_doc(
		{
			"doctype": "Bank Account",
			"account_name": factories.get_unique("Account"),
			"bank": bank.name,
			"is_company_account": 1,
			"company": company,
			"account": frappe.db.get_value(
				"Account", {"company": company, "account_type": ("in", ("Bank", "Cash")), "is_group": 0}
			),
			"is_default": 1,
			"iban": "DE89370400440532013000",
		}
	).insert()


@pytest.mark.parametrize("make", [deals.make_sent_sow, proposals.make_sent])
def test_company_says_who_it_is_on_page_and_paper(users, make):
	frappe.db.set_value(
		"Company", users.company, {"tax_id": "DE123456789", "company_logo": "/private/files/secret.png"}
	)
	frappe.clear_document_cache("Company", users.company)
	doc = make(users)
	card = (sow_view if doc.doctype == "SOW" else proposal_view).get_content(doc)["card"]
	assert card["name"] == users.company and "VAT ID: DE123456789" in card["lines"] and card["logo"] == ""
	assert "DE123456789" in get_pdf_text(render_pdf(doc)).replace("\n", "")
	frappe.db.set_value("Company", users.company, {"tax_id": None, "company_logo": None})
	frappe.clear_document_cache("Company", users.company)


def make_german_sale(users) -> dict:
	"""An item with the rates of the German chart: its taxes are 0, and the template of the item says which one counts."""
	taxes = frappe.get_all(
		"Sales Taxes and Charges Template",
		{"company": users.company, "title": ("like", "Lieferung%Inland%")},
		pluck="name",
	)
	return {"items": [make_german_row(users, rate=10000)], "taxes_and_charges": taxes[0]}


def make_german_row(users, **values) -> dict:
	rates = frappe.get_all(
		"Item Tax Template", {"company": users.company, "title": ("like", "19%")}, pluck="name"
	)
	item = factories.make_item(taxes=[{"item_tax_template": rates[0]}]).name
	return proposals.get_row(item_code=item, **values)


def test_item_that_is_taxed_unlike_the_others_has_its_own_tax(users):
	proposal = proposals.make_sent(users, **make_german_sale(users))
	(prices,) = proposal_view.get_content(proposal)["price_groups"]
	assert get_amounts(prices["sums"]) == [1_000_000, 190_000, 1_190_000]


def test_proposal_with_such_an_item_is_approved_over_http(users, http, committed):
	proposal = proposals.review_new(users, **make_german_sale(users))
	frappe.db.commit()
	answer = http.as_user(users.om).api_post(
		"frappe.model.workflow.apply_workflow", doc=proposal.as_json(), action="Approve"
	)
	assert answer.status_code == 200, answer.text
	frappe.db.rollback()
	assert frappe.db.get_value("Work Proposal", proposal.name, "workflow_state") == "Approved"


def test_what_is_due_monthly_has_the_tax_of_its_item(users):
	sale = make_german_sale(users)
	monthly = make_german_row(users, rate=500, billing="Monthly")
	proposal = proposals.make_sent(users, **{**sale, "items": [*sale["items"], monthly]})
	_once, prices = proposal_view.get_content(proposal)["price_groups"]
	assert get_amounts(prices["sums"]) == [50_000, 9_500, 59_500]


def test_tax_that_comes_to_nothing_is_shown_where_a_choice_can_change_it(users):
	sale = make_german_sale(users)
	option = proposals.get_row(rate=100, is_optional=1)
	proposal = proposals.make_sent(users, **{**sale, "items": [*sale["items"], option]})
	(prices,) = proposal_view.get_content(proposal)["price_groups"]
	assert get_amounts(prices["sums"]) == [1_000_000, 190_000, 0, 1_190_000]


def test_negative_amount_has_its_sign_first():
	assert money(-1.5, "EUR").startswith("-") and "-" not in money(1.5, "EUR")
