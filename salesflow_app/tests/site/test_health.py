"""The health page: each thing that is wrong in one sentence with its way out, and the same from the command line."""

import frappe
import pytest
from click.testing import CliRunner

from salesflow_app.health import installation, machinery, page, people
from salesflow_app.health.lines import Check, run
from salesflow_app.outbox import entries, worker
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.cast import TEAM


def get_sentences(find) -> str:
	frappe.flags.salesflow_health_holders = None
	return "\n".join(sentence for sentence, _route in find())


def test_failed_rows_are_counted_by_what_they_are(users):
	sow = given.get("sent_sow")
	before = get_sentences(machinery.find_seals), get_sentences(machinery.find_providers)
	for kind in (entries.SEAL, entries.PROVIDER):
		row = entries.add("Test", sow, factories.get_unique(kind), kind=kind)
		frappe.db.set_value(entries.DOCTYPE, row, {"state": entries.FAILED, "error": "secret words"})
	seals, providers = get_sentences(machinery.find_seals), get_sentences(machinery.find_providers)
	assert (seals, providers) != before and "sealed PDFs could not be made" in seals
	assert "signing provider failed" in providers and "secret" not in seals + providers


def test_rows_that_nobody_works_off_are_told(users):
	row = entries.add("Test", given.get("sent_sow"), factories.get_unique("late"))
	known = get_sentences(machinery.find_outbox)
	frappe.db.set_value(entries.DOCTYPE, row, "next_try", "2020-01-01 00:00:00")
	assert get_sentences(machinery.find_outbox) != known
	assert "wait for more than 15 minutes" in get_sentences(machinery.find_outbox)


def test_mails_that_nobody_gets_are_told_until_somebody_has_looked_after_them(users, settings):
	order = factories.make_sales_order(users.customer_a)
	name = entries.add("Order Closed", order, factories.get_unique("nobody"))
	settings(mail_rules=[])
	before = get_sentences(machinery.find_mails_without_reader)
	worker.work(name)
	told = get_sentences(machinery.find_mails_without_reader)
	assert told != before and "Mails that have nobody to go to: " in told
	frappe.db.delete("ToDo", {"status": "Open", "salesflow_task": ("like", "mail_%")})
	assert not get_sentences(machinery.find_mails_without_reader)


def test_mails_that_were_no_longer_needed_are_no_fault(users):
	row = entries.add("Test", given.get("sent_sow"), factories.get_unique("recalled"))
	before = get_sentences(machinery.find_mails_without_reader)
	frappe.db.set_value(entries.DOCTYPE, row, {"state": entries.NOT_SENT, "error": "it was recalled"})
	assert get_sentences(machinery.find_mails_without_reader) == before


def test_rules_that_name_nobody_are_named_by_their_row(users, settings):
	role = factories.get_unique("Nobody's")
	frappe.get_doc({"doctype": "Role", "role_name": role}).insert()
	settings(
		mail_rules=[
			{"mail_event": "Order Won", "send_to": "Role", "role": role},
			{"mail_event": "Order Won", "send_to": "Team"},
		],
		follow_up_plan=[],
	)
	assert f"row 1 (Order Won): nobody with a login has the role {role}" in get_sentences(
		people.find_mail_rules
	)
	assert "row 2" not in get_sentences(people.find_mail_rules)
	assert "no client is reminded" in get_sentences(people.find_follow_up_plan)


def test_approvers_who_left_and_departments_without_a_mail_are_named(users, settings):
	left = factories.make_user("Sales Manager")
	settings(
		approval_rules=[{"company": "", "document": "Sales Order", "approver": left}],
		departments=[{"item_group": "", "department": "Press", "email": "press@nordwind.example"}],
	)
	assert not get_sentences(people.find_approval_rules) and not get_sentences(people.find_departments)
	frappe.db.set_value("User", left, "enabled", 0)
	frappe.db.set_value("Salesflow Department Rule", {"department": "Press"}, "email", "")
	frappe.clear_document_cache("Salesflow Settings", "Salesflow Settings")
	assert f"{left} has no login any more" in get_sentences(people.find_approval_rules)
	assert "row 1 (Press): no e-mail address" in get_sentences(people.find_departments)


def test_work_of_people_who_left_is_told(users):
	left = factories.make_user("Sales User", "Account Manager")
	opportunity = factories.make_opportunity(users.customer_a, opportunity_owner=left)
	frappe.get_doc({"doctype": "ToDo", "description": "Call", "allocated_to": left}).insert()
	milestone = given.get("billed_milestone")
	frappe.db.set_value("Payment Milestone", milestone.name, "account_manager", left)
	assert left not in get_sentences(people.find_work_of_people_who_left)
	frappe.db.set_value("User", left, "enabled", 0)
	told = get_sentences(people.find_work_of_people_who_left)
	for words in ("open tasks", "open deals", "milestones have"):
		assert any(words in line and left in line for line in told.split("\n")), (words, told)
	frappe.db.set_value("Opportunity", opportunity.name, "status", "Lost")
	lines = get_sentences(people.find_work_of_people_who_left).split("\n")
	assert not any("open deals" in line and left in line for line in lines)


def test_deals_that_nobody_leads_are_told(users):
	loner = factories.make_user("Sales User")
	factories.make_opportunity(users.customer_a, opportunity_owner=loner)
	factories.make_opportunity(users.customer_a, opportunity_owner=users.su)
	told = get_sentences(people.find_deals_without_leader)
	assert "have no leader" in told and users.su not in told
	values = {"sales_person_name": factories.get_unique("Loner"), "parent_sales_person": TEAM}
	frappe.get_doc({"doctype": "Sales Person", "salesflow_user": loner, **values}).insert()
	assert get_sentences(people.find_deals_without_leader) != told


def test_company_without_a_bank_account_is_named(users):
	given.get("running_sow")
	frappe.db.set_value("Bank Account", {"is_company_account": 1}, "is_company_account", 0)
	assert f"{users.company} has no Bank Account" in get_sentences(installation.find_bank_accounts)


def test_key_file_is_looked_at(users, monkeypatch, tmp_path):
	monkeypatch.setitem(frappe.conf, "salesflow_keys", str(tmp_path / "gone.json"))
	assert "gone.json is missing" in get_sentences(machinery.find_keys)
	from salesflow_app.evidence import keys

	keys.ensure()
	assert not get_sentences(machinery.find_keys)
	keys.get_path().chmod(0o644)
	assert "can be read by others" in get_sentences(machinery.find_keys)


def test_a_check_that_breaks_hides_no_other():
	def breaks():
		raise KeyError("x")

	checks = (Check("One", breaks), Check("Two", lambda: [("Wrong.", "todo")]), Check("Three", lambda: []))
	wrong, fine = run(checks)
	assert [line.title for line in wrong] == ["One", "Two"] and fine == ["Three"]
	assert "could not be checked (KeyError)" in wrong[0].sentence and wrong[1].link.endswith("/app/todo")


def test_page_is_for_those_who_can_mend_it_and_every_line_leads_somewhere(users):
	for user in (users.sys, users.sm):
		with deals.as_user(user):
			facts = page.get_page()
			assert len(facts["fine"]) + len({line["title"] for line in facts["wrong"]}) == len(page.CHECKS)
			assert all("/app/" in line["link"] and line["sentence"].endswith(".") for line in facts["wrong"])
	with deals.as_user(users.su), pytest.raises(frappe.PermissionError):
		page.get_page()


def test_command_prints_the_same_and_ends_with_1(site, users, monkeypatch):
	from contextlib import nullcontext

	from salesflow_app import commands

	monkeypatch.setattr(commands, "connected", lambda _context: nullcontext())
	monkeypatch.setattr(
		page, "CHECKS", (Check("Two", lambda: [("Wrong.", "todo")]), Check("Three", lambda: []))
	)
	context = frappe._dict(sites=[site], profile=False)
	done = CliRunner().invoke(commands.salesflow_health, [], obj=context)
	assert done.exit_code == 1 and "Two: Wrong. http" in done.output and "In order: Three." in done.output
	monkeypatch.setattr(page, "CHECKS", (Check("Three", lambda: []),))
	assert CliRunner().invoke(commands.salesflow_health, [], obj=context).exit_code == 0
