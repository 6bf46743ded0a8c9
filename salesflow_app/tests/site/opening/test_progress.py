"""Progress is added in one go, and shared with what the team needs; colleagues advise by comment."""

import frappe
import pytest
from frappe.utils import add_days, getdate, today

from salesflow_app.deal import progress
from salesflow_app.deal.advice import NEXT_STEP, count_colleague_comments
from salesflow_app.people import tasks
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.refusals import refuse


@pytest.fixture
def opportunity(users, as_user):
	with as_user(users.su):
		return factories.make_opportunity(users.customer_a, salesflow_wants="Ten terminals")


def reload(doc):
	return frappe.get_doc(doc.doctype, doc.name)


def get_next_steps(opportunity) -> list:
	filters = {"reference_name": opportunity.name, tasks.KEY: NEXT_STEP}
	return frappe.get_all("ToDo", filters, ["date", "status", "allocated_to"], order_by="creation asc")


def test_the_share_mail_has_what_the_team_needs(users, as_user, opportunity, mails):
	with as_user(users.su):
		progress.add(opportunity.name, "They saw the demo", "Visit", share=1)
		progress.add(opportunity.name, "My own notes", "Call")
		day = add_days(today(), 5)
		progress.add(opportunity.name, "They ask for a price", "Meeting", day, in_negotiation=1, share="1")
	mail = mails.find("Project progress", doc=opportunity)[-1]
	assert set(mail.recipients) == {users.su, users.su2, users.am, users.sm}
	for words in (
		"They ask for a price",
		"In Negotiation",
		"Ten terminals",
		opportunity.industry,
		"51-200",
		"Amount",
		"They saw the demo",
		frappe.utils.format_date(day),
	):
		assert words in mail.html, words
	assert "My own notes" not in mail.html, "what was not shared stays in the log"


def test_progress_sent_twice_is_added_once_and_shared_once(users, as_user, opportunity, mails):
	with as_user(users.su):
		for _each in range(2):
			progress.add(opportunity.name, "Talked", share=1, key="k")
	assert len(reload(opportunity).salesflow_progress) == 1
	assert len(mails.find("Project progress", doc=opportunity)) == 1


def test_the_next_date_moves_the_task_and_is_settled_when_it_has_come(users, as_user, opportunity):
	with as_user(users.su):
		progress.add(opportunity.name, "Talked", next_date=add_days(today(), 2))
		progress.add(opportunity.name, "Talked again")
		assert reload(opportunity).salesflow_next_date == getdate(add_days(today(), 2))
		progress.add(opportunity.name, "They moved it", next_date=add_days(today(), 9))
	first, second = get_next_steps(opportunity)
	assert (first.status, second.status) == ("Closed", "Open")
	assert (second.date, second.allocated_to) == (getdate(add_days(today(), 9)), users.su)
	frappe.db.set_value("Opportunity", opportunity.name, "salesflow_next_date", today())
	with as_user(users.su):
		progress.add(opportunity.name, "Met them")
	assert not reload(opportunity).salesflow_next_date
	assert {row.status for row in get_next_steps(opportunity)} == {"Closed"}


def test_the_task_follows_the_seller_and_ends_with_the_deal(users, as_user, opportunity, jobs):
	with as_user(users.su):
		progress.add(opportunity.name, "Talked", next_date=add_days(today(), 2))
		reload(opportunity).update({"opportunity_owner": users.su2}).save()
	assert [row.allocated_to for row in get_next_steps(opportunity) if row.status == "Open"] == [users.su2]
	with as_user(users.su2):
		reload(opportunity).update({"status": "Closed"}).save()
	jobs.run("outbox.worker")
	assert {row.status for row in get_next_steps(opportunity)} == {"Closed"}


def test_progress_without_words_or_of_a_day_that_has_passed_is_refused(users, as_user, opportunity):
	with as_user(users.su):
		refuse(progress.add, opportunity.name, " ", words="Progress")
		refuse(progress.add, opportunity.name, "Talked", next_date="2020-01-01", words="Next Date")
		refuse(progress.add, opportunity.name, "Talked", next_date="soon", words="Next Date")
	with as_user(users.mf), pytest.raises(frappe.PermissionError):
		progress.add(opportunity.name, "Talked")
	assert not reload(opportunity).salesflow_progress


def comment(user: str, opportunity, content: str) -> None:
	reload(opportunity).add_comment("Comment", content, comment_email=user)


def get_notified(opportunity) -> list[tuple[str, str]]:
	filters = {"document_name": opportunity.name, "type": "Mention"}
	rows = frappe.get_all("Notification Log", filters, ["for_user", "from_user"], order_by="creation asc")
	return [(row.for_user, row.from_user) for row in rows]


def test_a_colleagues_comment_reaches_the_seller_and_their_own_does_not(users, as_user, opportunity):
	with as_user(users.su2):
		comment(users.su2, opportunity, "<p>Ask for <b>Alma</b></p>")
	with as_user(users.su):
		comment(users.su, opportunity, "Thank you")
	assert get_notified(opportunity) == [(users.su, users.su2)]
	frappe.db.set_value("User", users.su, "enabled", 0)
	with as_user(users.su2):
		comment(users.su2, opportunity, "Still there?")
	assert len(get_notified(opportunity)) == 1


def test_who_is_mentioned_is_told_by_frappe_and_not_twice(users, as_user, opportunity):
	mention = f'<span class="mention" data-id="{users.su}" data-value="Sue">@Sue</span> ask Alma'
	with as_user(users.su2):
		comment(users.su2, opportunity, mention)
	assert len(get_notified(opportunity)) <= 1


def test_comments_of_colleagues_are_counted_per_deal(users, as_user, opportunity):
	other = factories.make_opportunity(users.customer_a)
	for user in (users.su2, users.am, users.su):
		with as_user(user):
			comment(user, opportunity, "A word")
	opportunity.add_comment("Comment", "Noted by the system")
	with as_user(users.su2):
		opportunity.add_comment("Info", "Noted beside a step")
	assert count_colleague_comments([opportunity.name, other.name]) == {opportunity.name: 2}
	assert count_colleague_comments([]) == {}
