"""Each leader's weekly digest: once, of deals that this leader may read, without what only analyses say."""

from datetime import datetime, timedelta, timezone

import frappe
import pytest
from frappe.utils import add_days, getdate, today

from salesflow_app.deal import digest, progress, week
from salesflow_app.mails import weekly_digest
from salesflow_app.tests.site import deals, factories

MONDAY = datetime(2031, 3, 3, 9, tzinfo=timezone.utc)
LAST_WEEK = (getdate("2031-02-24"), getdate("2031-03-02"))


@pytest.fixture(autouse=True)
def _no_holidays(users):
	for user in (users.sm, users.om):
		frappe.db.set_value("User", user, "time_zone", "UTC")
	frappe.db.set_value("Company", users.company, "default_holiday_list", None)
	frappe.clear_cache(doctype="Company")


@pytest.fixture
def deal(users, as_user):
	"""A deal of Sue's, opened long before the week of these tests."""
	with as_user(users.su):
		return factories.make_opportunity(users.customer_a)


def get_keys(leader: str) -> list[str]:
	filters = {"event": weekly_digest.EVENT, "entry_key": ("like", f"%:{leader}:2031-%")}
	return frappe.get_all("Salesflow Outbox Entry", filters, pluck="entry_key", order_by="entry_key asc")


def write(leader: str, since, until):
	user = frappe.get_doc("User", leader)
	return weekly_digest.write(user, frappe._dict(since=str(since), until=str(until), actor="Administrator"))


def get_text(mail) -> str:
	return " ".join([mail.subject, mail.message.render()])


def test_it_is_sent_once_on_the_first_working_day(users, deal):
	digest.ask_for_all(MONDAY - timedelta(days=1))
	digest.ask_for_all(MONDAY.replace(hour=3))
	assert not get_keys(users.sm)
	for now in (MONDAY, MONDAY + timedelta(hours=1), MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)):
		digest.ask_for_all(now)
	assert get_keys(users.sm) == [f"Weekly Digest:{users.sm}:2031-02-24"]
	assert not get_keys(users.su), "who leads nobody gets none"


def test_the_day_is_the_leaders_own(users, deal):
	frappe.db.set_value("User", users.sm, "time_zone", "America/Los_Angeles")
	frappe.clear_document_cache("User", users.sm)
	digest.ask(users.sm, MONDAY)
	assert not get_keys(users.sm), "there it is one o'clock at night"
	digest.ask(users.sm, MONDAY + timedelta(hours=6))
	assert len(get_keys(users.sm)) == 1


def test_the_switch_and_a_leader_who_left(users, settings, deal):
	settings(weekly_digest=0)
	digest.ask_for_all(MONDAY)
	assert not get_keys(users.sm)
	settings(weekly_digest=1)
	frappe.db.set_value("User", users.sm, "enabled", 0)
	digest.ask_for_all(MONDAY)
	assert not get_keys(users.sm)


def test_new_moved_and_stuck(users, as_user, deal):
	with as_user(users.su):
		progress.add(deal.name, "They like it")
		old = factories.make_opportunity(users.customer_a)
	long_ago = add_days(today(), -30)
	frappe.db.set_value("Opportunity", [deal.name, old.name], "creation", long_ago, update_modified=False)
	found = week.get_week(users.sm, [users.su], getdate(add_days(today(), -3)), getdate(today()))
	names = {kind: {row.name for row in vars(found)[kind]} for kind in ("new", "moved", "stuck")}
	assert deal.name in names["moved"] and deal.name not in names["stuck"] | names["new"]
	assert old.name in names["stuck"] and old.name not in names["moved"] | names["new"]
	with as_user(users.su):
		fresh = factories.make_opportunity(users.customer_a)
	found = week.get_week(users.sm, [users.su], getdate(add_days(today(), -3)), getdate(today()))
	assert fresh.name in {row.name for row in found.new}
	(moved,) = [row for row in found.moved if row.name == deal.name]
	assert moved.note == "They like it"


def test_won_and_lost_of_the_week_and_never_why(users, as_user, deal):
	_forget_other_losses()
	sow = deals.make_running_sow(users)
	won = frappe.db.get_value("SOW", sow.name, "opportunity")
	with as_user(users.su):
		frappe.get_doc("Opportunity", deal.name).declare_enquiry_lost([], [], "They hate our price")
	since, until = getdate(add_days(today(), -1)), getdate(today())
	found = week.get_week(users.sm, week.get_sellers(users.sm), since, until)
	assert deal.name in {row.name for row in found.lost}
	if won:
		assert won in {row.name for row in found.won}
	text = get_text(write(users.sm, since, until))
	assert deal.name in text and "Lost Analysis" in text
	assert "hate" not in text


def _forget_other_losses() -> None:
	"""What other tests lost and committed was lost long ago: the mail names ten of a kind."""
	recent = {"lost_on": (">", add_days(today(), -30))}
	frappe.db.set_value(week.LOST, recent, "lost_on", add_days(today(), -60), update_modified=False)


def test_the_order_of_a_quotation_wins_its_deal_in_the_week_it_came(users, as_user, settings, deal):
	settings(use_order_approval=0)
	from erpnext.crm.doctype.opportunity.opportunity import make_quotation
	from erpnext.selling.doctype.quotation.quotation import make_sales_order

	row = factories.get_item_row(uom="Nos")
	with as_user(users.su):
		quotation = make_quotation(deal.name)
		quotation.append("items", row)
		quotation.insert().submit()
		order = make_sales_order(quotation.name)
		order.delivery_date = add_days(today(), 9)
		order.insert()
	with as_user(users.sm):
		frappe.get_doc("Sales Order", order.name).submit()
	since, until = getdate(add_days(today(), -1)), getdate(today())
	assert deal.name in {row.name for row in week.get_week(users.sm, [users.su], since, until).won}
	later = week.get_week(users.sm, [users.su], *LAST_WEEK)
	assert deal.name not in {row.name for row in later.won}


def test_who_left_is_named_and_the_next_leader_gets_their_deals(users, as_user, deal):
	frappe.db.set_value("User", users.su, "enabled", 0)
	assert users.su in week.get_sellers(users.sm)
	text = get_text(write(users.sm, *LAST_WEEK))
	assert "Sue Test has left and still has" in text


def test_it_arrives_at_its_leader_alone_and_hangs_on_their_user(users, deal, mails):
	leader = frappe.get_doc("User", users.sm)
	for _each in range(2):
		weekly_digest.send_weekly_digest(users.sm, *LAST_WEEK)
	(mail,) = mails.find("Your team's week", doc=leader)
	assert mail.recipients == [users.sm]
	place = {"reference_doctype": "User", "reference_name": users.sm}
	assert frappe.db.exists("Communication", {**place, "subject": ("like", "Your team%")})


def test_a_quiet_week_is_a_short_mail(users, as_user):
	frappe.db.set_value(
		"Opportunity", {"status": ("!=", "Closed")}, "status", "Closed", update_modified=False
	)
	mail = write(users.sm, *LAST_WEEK)
	assert "A quiet week" in mail.message.intro and not mail.message.table


@pytest.mark.bench_only("User Permissions")
def test_deals_that_the_leader_may_not_read_are_not_in_it(users, deal):
	limit = {
		"doctype": "User Permission",
		"user": users.sm,
		"allow": "Customer",
		"for_value": users.customer_b,
	}
	assert deal.name in get_text(write(users.sm, *LAST_WEEK)) or _get_open(users) > weekly_digest.MOST
	frappe.db.set_value("Opportunity", deal.name, "territory", "Germany")
	frappe.get_doc({**limit, "allow": "Territory", "for_value": "Rest Of The World"}).insert()
	found = week.get_week(users.sm, [users.su], *LAST_WEEK)
	assert deal.name not in {row.name for rows in vars(found).values() for row in rows}


def _get_open(users) -> int:
	return len(week.get_week(users.sm, week.get_sellers(users.sm), *LAST_WEEK).is_open)
