"""A project is opened, the leader advises, progress is shared, the order is won."""

import frappe
import pytest
from erpnext.crm.doctype.opportunity.opportunity import make_quotation
from erpnext.selling.doctype.quotation.quotation import make_sales_order
from frappe.utils import add_days, getdate, today

from salesflow_app.deal import advice
from salesflow_app.people import tasks, teams
from salesflow_app.people.working_days import add_working_days
from salesflow_app.tests.site import factories, steps
from salesflow_app.tests.site.cast import TEAM


@pytest.fixture
def item(_isolated) -> dict:
	"""A row of items for an opportunity, a quotation or an order."""
	return factories.get_item_row(uom="Nos")


@pytest.fixture
def opportunity(users, as_user):
	"""A new deal of Sue's."""
	with as_user(users.su):
		return factories.make_opportunity(users.customer_a)


def get_tasks(opportunity, **filters) -> list:
	reference = {"reference_type": "Opportunity", "reference_name": opportunity.name}
	fields = ["allocated_to", "status", "date", "description"]
	return frappe.get_all("ToDo", {**reference, **filters}, fields, order_by="creation asc")


def reload(doc):
	return frappe.get_doc(doc.doctype, doc.name)


def get_messages() -> str:
	return " ".join(str(message) for message in frappe.local.message_log)


# Teams


def test_team_is_the_children_of_one_group_and_its_leader(users):
	team = teams.get_team(users.su)
	assert sorted(team) == sorted({users.su, users.su2, users.am, users.sm})
	assert sorted(teams.get_team(users.sm)) == sorted(team)


def test_leader_is_the_nearest_enabled_user_above(users):
	assert teams.get_leader(users.su) == users.sm
	chief = frappe.get_doc(
		{
			"doctype": "Sales Person",
			"sales_person_name": factories.get_unique("Chief"),
			"parent_sales_person": frappe.db.get_value("Sales Person", TEAM, "parent_sales_person"),
			"is_group": 1,
			"salesflow_user": users.om,
		}
	).insert()
	frappe.get_doc("Sales Person", TEAM).update({"parent_sales_person": chief.name}).save()
	assert teams.get_leader(users.sm) == users.om
	frappe.db.set_value("User", users.sm, "enabled", 0)
	assert teams.get_leader(users.su) == users.om
	assert users.sm not in teams.get_team(users.su)


def test_nobody_leads_himself(users):
	assert teams.get_leader(users.sm) != users.sm
	assert teams.get_leader("nobody@nowhere.example") is None
	assert teams.get_leader(None) is None


def test_a_task_is_given_once_while_it_is_open_and_closes_by_its_key(users, opportunity):
	assert tasks.assign(opportunity, [users.sm], "call", "Call them")
	assert not tasks.assign(opportunity, [users.sm], "call", "Rufen Sie sie an")
	tasks.close(opportunity, "call")
	assert tasks.assign(opportunity, [users.sm], "call", "Call them")


def test_a_task_that_is_given_once_is_not_given_again_after_it_was_closed(users, opportunity):
	assert tasks.assign(opportunity, [users.sm], "pay", "Pay them", once=True)
	tasks.close(opportunity, "pay")
	assert not tasks.assign(opportunity, [users.sm], "pay", "Pay them", once=True)


def test_a_task_that_somebody_assigned_by_hand_stays_open(users, opportunity):
	by_hand = frappe.get_doc(
		{
			"doctype": "ToDo",
			"description": "Call them",
			"allocated_to": users.sm,
			"reference_type": "Opportunity",
			"reference_name": opportunity.name,
		}
	).insert()
	tasks.assign(opportunity, [users.sm], "call", "Call them")
	tasks.close(opportunity, "call")
	assert frappe.db.get_value("ToDo", by_hand.name, "status") == "Open"


def test_who_gets_a_task_may_read_its_document(users, opportunity):
	assert not frappe.has_permission("Opportunity", "read", opportunity, user=users.mf)
	tasks.assign(opportunity, [users.mf, users.su2], "look", "Look at it")
	assert frappe.has_permission("Opportunity", "read", opportunity, user=users.mf)
	assert not frappe.has_permission("Opportunity", "write", opportunity, user=users.mf)
	shared = frappe.get_all("DocShare", {"share_name": opportunity.name}, pluck="user")
	assert shared == [users.mf], "who can read it anyway needs no share"


def test_nothing_is_shared_where_the_site_shares_no_documents(users, opportunity):
	frappe.db.set_single_value("System Settings", "disable_document_sharing", 1)
	frappe.clear_document_cache("System Settings", "System Settings")
	frappe.local.system_settings = None
	tasks.assign(opportunity, [users.mf], "look", "Look at it")
	assert not frappe.db.exists("DocShare", {"share_name": opportunity.name})


# Advice


def test_leader_is_asked_for_advice_once_due_the_next_working_day(users, as_user, opportunity):
	with as_user(users.su):
		reload(opportunity).save()
	due = add_working_days(today(), 1, users.company)
	assert [(task.allocated_to, task.status, task.date) for task in get_tasks(opportunity)] == [
		(users.sm, "Open", due)
	]


def test_next_working_day_obeys_the_holiday_list_of_the_company(users):
	factories.set_days_off(users.company, add_days(today(), 1), add_days(today(), 2))
	assert add_working_days(today(), 1, users.company) == getdate(add_days(today(), 3))


def test_next_working_day_skips_the_weekend_where_no_list_says_more():
	assert add_working_days("2026-11-20", 1) == getdate("2026-11-23")


def test_no_leader_is_a_visible_warning_and_blocks_nothing(users, as_user):
	frappe.db.set_value("User", users.sm, "enabled", 0)
	with as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a)
	assert "nobody was asked for advice" in get_messages()
	comments = frappe.get_all("Comment", {"reference_name": opportunity.name}, pluck="content")
	assert any("nobody was asked for advice" in text for text in comments)
	assert not get_tasks(opportunity)


@pytest.mark.parametrize("who", ["su", "su2", "am", "ac"])
def test_advice_is_written_by_the_leader_only(users, as_user, opportunity, who):
	with as_user(getattr(users, who)), pytest.raises(frappe.PermissionError):
		reload(opportunity).update({"salesflow_advice": "I know better"}).save()


def test_advice_of_a_new_deal_cannot_be_made_up(users, as_user):
	with as_user(users.su), pytest.raises(frappe.PermissionError, match="leader"):
		factories.make_opportunity(
			users.customer_a, salesflow_advice="All fine", salesflow_advice_by=users.sm
		)


def test_advice_closes_the_task_and_goes_to_the_sales_person_once(users, as_user, opportunity, mails):
	with as_user(users.sm):
		doc = reload(opportunity).update({"salesflow_advice": "Offer a {{ 7*7 }} pilot"})
		doc.update({"salesflow_advice_by": users.sys, "salesflow_advice_on": "2001-01-01"}).save()
		doc.save()
	assert doc.salesflow_advice_by == users.sm
	assert getdate(doc.salesflow_advice_on) == getdate(today())
	assert [task.status for task in get_tasks(opportunity)] == ["Closed"]
	(mail,) = mails.find("Advice on", doc=opportunity)
	assert mail.recipients == [users.su]
	assert "{{ 7*7 }}" in mail.html


def test_stamps_of_the_advice_are_not_written_by_hand(users, as_user, opportunity):
	with as_user(users.sm):
		reload(opportunity).update({"salesflow_advice": "Go"}).save()
	with as_user(users.su):
		doc = reload(opportunity).update({"salesflow_advice_by": users.su}).save()
	assert doc.salesflow_advice_by == users.sm


def test_late_advice_is_escalated_once(users, opportunity, mails):
	frappe.db.set_value("ToDo", {"reference_name": opportunity.name}, "date", add_days(today(), -1))
	advice.escalate_late_advice()
	advice.escalate_late_advice()
	(mail,) = mails.find("Advice overdue", doc=opportunity)
	assert users.sm in mail.recipients


def test_nobody_has_to_advise_on_a_deal_that_is_over(users, as_user, opportunity, jobs):
	with as_user(users.su):
		reload(opportunity).update({"status": "Closed"}).save()
	jobs.run("outbox.worker")
	assert [task.status for task in get_tasks(opportunity)] == ["Closed"]


def test_advice_stays_with_the_leader_when_a_colleague_takes_the_deal_over(users, as_user, opportunity):
	with as_user(users.su):
		reload(opportunity).update({"opportunity_owner": users.su2}).save()
	assert [(task.allocated_to, task.status) for task in get_tasks(opportunity)] == [(users.sm, "Open")]


def test_advice_goes_to_the_new_leader_when_another_team_takes_the_deal_over(users, as_user, opportunity):
	root = frappe.db.get_value("Sales Person", TEAM, "parent_sales_person")
	team = factories.get_unique("Other Team")
	for name, parent, user, is_group in ((team, root, users.om, 1), (f"{team} 1", team, users.ac, 0)):
		frappe.get_doc(
			{
				"doctype": "Sales Person",
				"sales_person_name": name,
				"parent_sales_person": parent,
				"is_group": is_group,
				"salesflow_user": user,
			}
		).insert()
	with as_user(users.su):
		reload(opportunity).update({"opportunity_owner": users.ac}).save()
	assert [(task.allocated_to, task.status) for task in get_tasks(opportunity)] == [
		(users.sm, "Closed"),
		(users.om, "Open"),
	]


# Progress


def test_shared_progress_is_one_mail_for_each_row(users, as_user, opportunity, mails):
	with as_user(users.su):
		doc = reload(opportunity)
		doc.append(
			"salesflow_progress", {"activity": "Visit", "note": "They <b>like</b> {{ 7*7 }}", "share": 1}
		)
		doc.append("salesflow_progress", {"activity": "Call", "note": "Not for all"})
		doc.save()
		doc.save()
		reload(opportunity).save()
	(mail,) = mails.find("Project progress", doc=opportunity)
	assert sorted(mail.recipients) == sorted(teams.get_team(users.su))
	assert "{{ 7*7 }}" in mail.html
	assert "Not for all" not in mail.html


def test_a_row_is_shared_later_and_not_twice(users, as_user, opportunity, mails):
	with as_user(users.su):
		doc = reload(opportunity)
		row = doc.append("salesflow_progress", {"activity": "Quote", "note": "Sent"})
		doc.save()
		assert not mails.find("Project progress")
		for share in (1, 0, 1):
			doc.salesflow_progress[0].share = share
			doc.save()
	assert len(mails.find("Project progress", doc=opportunity)) == 1
	assert row.shared_on


def test_reporter_and_time_of_a_row_come_from_the_server(users, as_user, opportunity):
	made_up = {"activity": "Call", "note": "x", "reported_by": users.sm, "shared_on": "2001-01-01 00:00:00"}
	with as_user(users.su):
		doc = reload(opportunity)
		doc.append("salesflow_progress", made_up)
		doc.save()
	row = reload(opportunity).salesflow_progress[0]
	assert (row.reported_by, row.shared_on) == (users.su, None)
	with as_user(users.su2):
		doc = reload(opportunity)
		doc.salesflow_progress[0].reported_by = users.su2
		doc.save()
	assert reload(opportunity).salesflow_progress[0].reported_by == users.su


# Account manager


def test_account_manager_is_told_once(users, as_user, opportunity, mails):
	with as_user(users.su):
		for named in (users.am, None, users.am):
			reload(opportunity).update({"salesflow_account_manager": named}).save()
	(mail,) = mails.find("You are the account manager")
	assert mail.recipients == [users.am]
	assert len(get_tasks(opportunity, allocated_to=users.am)) == 1


def test_account_manager_needs_the_role(users, as_user, opportunity):
	with as_user(users.su), pytest.raises(frappe.ValidationError, match="Account Manager"):
		reload(opportunity).update({"salesflow_account_manager": users.su2}).save()


# Industry and company size


@pytest.mark.parametrize("fact", ["industry", "no_of_employees"])
def test_quotation_waits_for_industry_and_company_size(users, as_user, item, fact):
	with as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a, items=[item], **{fact: None})
		label = opportunity.meta.get_label(fact)
		with pytest.raises(frappe.ValidationError, match=f"{opportunity.name}.*{label}"):
			make_quotation(opportunity.name).insert()


def test_company_size_is_empty_until_somebody_chooses_it(users, as_user):
	with as_user(users.su):
		opportunity = frappe.get_doc(
			{
				"doctype": "Opportunity",
				"opportunity_from": "Customer",
				"party_name": users.customer_a,
				"company": users.company,
			}
		).insert()
	assert not opportunity.no_of_employees
	assert opportunity.opportunity_owner == users.su


def test_quotation_without_opportunity_needs_no_facts(users, as_user, item):
	with as_user(users.su):
		assert factories.make_quotation(users.customer_a, items=[item]).name


def test_deals_are_found_by_industry_and_company_size(users, as_user, opportunity):
	meta = frappe.get_meta("Opportunity")
	assert (
		meta.get_field("industry").in_standard_filter and meta.get_field("no_of_employees").in_standard_filter
	)
	filters = {"industry": opportunity.industry, "no_of_employees": opportunity.no_of_employees}
	with as_user(users.su2):
		assert opportunity.name in frappe.get_list("Opportunity", filters, pluck="name", limit=0)
		filters["no_of_employees"] = "1000+"
		assert opportunity.name not in frappe.get_list("Opportunity", filters, pluck="name", limit=0)


# Won


def win(users, as_user, item, with_items: bool):
	with as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a, items=[item] if with_items else [])
		quotation = make_quotation(opportunity.name)
		if not with_items:
			quotation.items = []
			quotation.append("items", item)
		quotation.insert().submit()
		order = make_sales_order(quotation.name)
		order.update({"delivery_date": add_days(today(), 9), "po_no": factories.get_unique("PO")})
		return steps.submit(order.insert())


def test_a_deal_that_was_opened_again_meanwhile_is_still_advised_on(users, as_user, opportunity, jobs):
	with as_user(users.su):
		reload(opportunity).update({"status": "Closed"}).save()
		reload(opportunity).update({"status": "Open"}).save()
	jobs.run("outbox.worker")
	assert [task.status for task in get_tasks(opportunity)] == ["Open"]


def test_nobody_has_to_advise_on_a_deal_that_is_won(users, as_user, item, jobs):
	order = win(users, as_user, item, with_items=True)
	jobs.run("outbox.worker")
	quotation = order.items[0].prevdoc_docname
	opportunity = frappe.get_doc("Opportunity", frappe.db.get_value("Quotation", quotation, "opportunity"))
	assert (opportunity.status, opportunity.salesflow_advice) == ("Converted", None)
	assert [(task.allocated_to, task.status) for task in get_tasks(opportunity)] == [(users.sm, "Closed")]


@pytest.mark.parametrize("with_items", [True, False])
def test_won_order_is_told_to_the_team_once(users, as_user, item, mails, with_items):
	order = win(users, as_user, item, with_items)
	(mail,) = mails.find("I got the order", doc=order)
	assert sorted(mail.recipients) == sorted(teams.get_team(users.su))
	order.run_method("on_submit")
	assert len(mails.find("I got the order", doc=order)) == 1


def test_order_of_no_deal_tells_nobody(users, as_user, item, mails):
	with as_user(users.su):
		factories.make_sales_order(users.customer_a, items=[item], po_no=None, submit=True)
	assert not mails.find("I got the order")


def test_order_of_no_deal_asks_the_database_nothing(users):
	from salesflow_app.deal.origin import get_deal

	order = factories.make_sales_order(users.customer_a, po_no=None)
	asked = []
	sql = frappe.db.sql
	frappe.db.sql = lambda *args, **kwargs: asked.append(args) or sql(*args, **kwargs)
	try:
		assert get_deal(order) is None
	finally:
		frappe.db.sql = sql
	assert not asked
