"""From the first meeting to a completed discovery, and to the proposal."""

import frappe
import pytest

from salesflow_app.conversions import lead_to_discovery
from salesflow_app.conversions.discovery_to_work_proposal import make_work_proposal
from salesflow_app.conversions.opportunity_to_discovery import make_discovery
from salesflow_app.deal import recap
from salesflow_app.tests.site import factories, steps
from salesflow_app.tests.site.refusals import refuse, refused

NEED = {"need": "Know what is in stock", "priority": "Must"}
HELD = {"meeting_date": "2026-01-15", "place": "Video call", "held": 1, "notes": "Internal: in a hurry"}


@pytest.fixture
def opportunity(users, as_user):
	with as_user(users.su):
		return factories.make_opportunity(lead=factories.make_lead().name)


@pytest.fixture
def discovery(users, as_user, opportunity):
	"""Open, without meetings and account manager."""
	with as_user(users.su):
		return make_discovery(opportunity.name).insert()


def reload(doc):
	return frappe.get_doc(doc.doctype, doc.name)


def start(discovery, users):
	return steps.move(reload(discovery), "In Discovery", users.su)


# Start


@pytest.mark.parametrize("fact", ["industry", "no_of_employees"])
def test_discovery_waits_for_industry_and_company_size(users, as_user, fact):
	with as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a, **{fact: None})
		label = opportunity.meta.get_label(fact)
		with pytest.raises(frappe.ValidationError, match=f"{opportunity.name}.*{label}"):
			make_discovery(opportunity.name)
		with pytest.raises(frappe.ValidationError, match=f"{opportunity.name}.*{label}"):
			factories.make_discovery(opportunity.name)


def test_discovery_starts_with_what_the_opportunity_knows(discovery, opportunity, users):
	assert (discovery.workflow_state, discovery.sales_person) == ("Open", users.su)
	assert (discovery.party_type, discovery.party_name) == ("Lead", opportunity.party_name)
	assert discovery.customer_name == opportunity.customer_name
	assert {row.side for row in discovery.attendees} == {"Client", "Ours"}


def test_rest_needs_only_the_opportunity(users, as_user, opportunity):
	with as_user(users.su):
		doc = frappe.get_doc({"doctype": "Discovery", "opportunity": opportunity.name}).insert()
	assert (doc.party_name, doc.company) == (opportunity.party_name, opportunity.company)


def test_one_open_discovery_for_each_opportunity(users, as_user, discovery, opportunity):
	with as_user(users.su2):
		with pytest.raises(frappe.DuplicateEntryError, match=discovery.name):
			make_discovery(opportunity.name).insert()
	steps.move(with_reason(discovery), "Disqualified", users.su)
	with as_user(users.su2):
		assert make_discovery(opportunity.name).insert().name


def test_a_lead_needs_no_opportunity_and_has_one_open_discovery(users, as_user):
	with as_user(users.su):
		lead = factories.make_lead(company=users.company)
		first = lead_to_discovery.make_discovery(lead.name).insert()
		assert first.customer_name == lead.company_name
		with pytest.raises(frappe.DuplicateEntryError, match=first.name):
			lead_to_discovery.make_discovery(lead.name).insert()


def test_discovery_is_of_the_opportunitys_client(users, as_user, opportunity):
	with as_user(users.su), pytest.raises(frappe.ValidationError, match="Change one of the two"):
		factories.make_discovery(opportunity.name, party_type="Customer", party_name=users.customer_a)


@pytest.mark.parametrize("who", ["ac", "a1"])
def test_others_make_no_discovery(users, as_user, opportunity, who):
	with as_user(getattr(users, who)), pytest.raises(frappe.PermissionError):
		make_discovery(opportunity.name)


# States


def with_reason(discovery):
	"""As it is now, with a reason that is saved together with the step."""
	doc = reload(discovery)
	doc.disqualified_reason = "No budget"
	return doc


@pytest.mark.parametrize("state", ["Completed", "Disqualified", "In Discovery"])
def test_a_new_discovery_is_open(users, as_user, opportunity, state):
	with as_user(users.su), refused(state):
		factories.make_discovery(opportunity.name, workflow_state=state)


def test_completed_needs_a_held_meeting(users, discovery):
	doc = start(discovery, users).update({"account_manager": users.am})
	doc.append("meetings", {**HELD, "held": 0})
	with pytest.raises(frappe.ValidationError, match="Held"):
		steps.move(doc, "Completed", users.su)


def test_completed_needs_an_account_manager(users, discovery):
	doc = start(discovery, users)
	doc.append("meetings", HELD)
	with pytest.raises(frappe.ValidationError, match="Account Manager"):
		steps.move(doc, "Completed", users.su)


def test_what_completed_needs_cannot_be_taken_away_afterwards(users, as_user, discovery):
	doc = start(discovery, users).update({"account_manager": users.am})
	doc.append("meetings", HELD)
	doc.append("needs", NEED)
	doc = steps.move(doc, "Completed", users.am)
	for values in ({"meetings": []}, {"account_manager": None}, {"needs": []}):
		with as_user(users.am), pytest.raises(frappe.ValidationError, match="not complete"):
			reload(doc).update(values).save()


def test_disqualified_needs_a_reason(users, discovery):
	with pytest.raises(frappe.ValidationError, match="Reason"):
		steps.move(reload(discovery), "Disqualified", users.su)


def test_disqualified_is_the_end(users, discovery):
	doc = steps.move(with_reason(discovery), "Disqualified", users.su)
	with pytest.raises(frappe.ValidationError, match="Possible steps: none"):
		steps.move(doc, "Open", users.su)


# Account manager and recap


def test_account_manager_is_told_once_and_known_to_the_opportunity(
	users, as_user, discovery, opportunity, mails
):
	with as_user(users.su):
		for named in (users.am, None, users.am):
			reload(discovery).update({"account_manager": named}).save()
		frappe.get_doc("Opportunity", opportunity.name).save()
	(mail,) = mails.find("You are the account manager")
	assert mail.recipients == [users.am]
	tasks = frappe.get_all("ToDo", {"reference_name": discovery.name, "allocated_to": users.am})
	assert len(tasks) == 1
	known = frappe.db.get_value("Opportunity", opportunity.name, "salesflow_account_manager")
	assert known == users.am


def test_task_of_the_account_manager_closes_with_the_discovery(users, as_user, discovery):
	doc = start(discovery, users).update({"account_manager": users.am})
	doc.append("meetings", HELD)
	doc.append("needs", NEED)
	with as_user(users.su):
		doc.save()
	mine = {"reference_name": discovery.name, "allocated_to": users.am, "status": "Open"}
	mine["salesflow_task"] = "manage_account"
	assert frappe.db.exists("ToDo", mine)
	steps.move(reload(discovery), "Completed", users.am)
	assert not frappe.db.exists("ToDo", mine)


def test_account_manager_needs_the_role(users, as_user, discovery):
	with as_user(users.su), pytest.raises(frappe.ValidationError, match="role"):
		reload(discovery).update({"account_manager": users.su2}).save()


@pytest.fixture
def held(users, as_user, discovery):
	"""A discovery with a held meeting and an account manager; two of its rows are for the client."""
	with as_user(users.su):
		doc = reload(discovery)
		doc.append("meetings", HELD)
		text = "Faster {{ 7*7 }} <script>alert(1)</script>"
		doc.append("needs", {"need": text, "priority": "Must", "for_client": 1})
		doc.append("needs", {"need": "Internal: they are desperate", "priority": "Must"})
		doc.append("questions", {"question": "Who decides?", "for_client": 1})
		doc.append("questions", {"question": "Internal: can they pay?"})
		doc.append("questions", {"question": "What is the budget?", "answer": "Secret 5", "for_client": 1})
		doc.update({"risks": "Secret risk", "decision_process": "Secret process"})
		return doc.update({"account_manager": users.am}).save()


def test_nothing_goes_out_before_the_account_manager_sends_it(users, held, mails):
	assert not mails.find("Our meeting", doc=held)
	task = {"reference_name": held.name, "salesflow_task": recap.TASK, "status": "Open"}
	assert frappe.get_all("ToDo", task, pluck="allocated_to") == [users.am]


def test_recap_has_what_was_marked_for_the_client_and_nothing_else(users, as_user, held, mails):
	with as_user(users.am):
		looked_at = recap.preview(held.name)
		recap.send(held.name)
	(mail,) = mails.find("Our meeting", doc=held)
	assert mail.recipients == looked_at["recipients"] == [held.attendees[0].email]
	for html in (mail.html, looked_at["html"]):
		assert "Who decides?" in html and "{{ 7*7 }}" in html and "<script" not in html
		assert "Secret" not in html and "Internal" not in html
	assert users.am in mail.html and looked_at["subject"] == mail.subject
	assert not frappe.db.exists("ToDo", {"salesflow_task": recap.TASK, "status": "Open"})


def test_recap_is_sent_once(users, as_user, held, mails):
	with as_user(users.am):
		recap.send(held.name)
		refuse(recap.send, held.name, words="was sent already")
	assert len(mails.find("Our meeting", doc=held)) == 1
	with as_user(users.su):
		reload(held).append("meetings", HELD)
		reload(held).save()
	assert not frappe.db.exists("ToDo", {"salesflow_task": recap.TASK, "status": "Open"})


@pytest.mark.parametrize(
	("change", "words"),
	[
		({"meetings": []}, "took place"),
		({"account_manager": None}, "whom it introduces"),
		({"needs": [], "questions": []}, "For the Client"),
	],
)
def test_recap_that_would_say_nothing_is_refused_with_the_way_out(users, as_user, held, change, words):
	with as_user(users.su):
		reload(held).update(change).save()
		for act in (recap.preview, recap.send):
			refuse(act, held.name, words=words)


def test_recap_goes_to_the_primary_contact_where_no_attendee_has_an_e_mail(users, as_user, mails):
	customer = factories.make_customer("clara@client.example")
	with as_user(users.su):
		opportunity = factories.make_opportunity(customer.name)
		doc = make_ready(opportunity, attendees=[{"full_name": "Clara", "side": "Client"}])
		recap.send(doc.name)
	(mail,) = mails.find("Our meeting")
	assert mail.recipients == ["clara@client.example"]


def test_recap_without_a_reader_is_refused_until_there_is_one(users, as_user, mails):
	customer = factories.make_customer(contact=None)
	with as_user(users.su):
		doc = make_ready(factories.make_opportunity(customer.name))
		refuse(recap.send, doc.name, words="email address")
		doc.append("attendees", {"full_name": "Cleo", "side": "Client", "email": "cleo@client.example"})
		doc.save()
		recap.send(doc.name)
	assert [mail.recipients for mail in mails.find("Our meeting")] == [["cleo@client.example"]]


def make_ready(opportunity, **values):
	needs = [{"need": "Faster", "priority": "Must", "for_client": 1}]
	return factories.make_discovery(opportunity.name, needs=needs, **values)


# Bad input


@pytest.mark.parametrize(
	("values", "sentence"),
	[
		({"budget_from": 100, "budget_to": 50}, "Budget From.*is more than.*Budget To"),
		({"budget_from": -5}, "Budget From"),
		({"budget_to": "1e309"}, "Budget To: 1e309 is not a number"),
		({"budget_to": float("nan")}, "Budget To"),
		({"budget_to": "abc"}, "Budget To: abc is not a number"),
		({"meetings": [{"meeting_date": "2099-01-01", "held": 1}]}, "meeting 1.*Held.*in the future"),
		({"meetings": [{"meeting_date": "0000-00-00"}]}, "meeting 1.*needs a date"),
		({"meetings": [{"meeting_date": "2026-02-30"}]}, "2026-02-30"),
		({"meetings": [{"place": "Here"}]}, "meeting 1: fill in.*Date"),
		({"party_type": "User", "party_name": "Administrator"}, "Party Type"),
		({"attendees": [{"full_name": "x" * 10_000, "side": "Client"}]}, "Full Name.*140"),
		({"attendees": [{"full_name": "Cleo", "side": "Client", "email": "nonsense"}]}, "nonsense"),
		({"attendees": [{"full_name": "Cleo", "side": "Theirs"}]}, "Side"),
	],
)
def test_bad_input_is_refused_with_a_sentence(users, as_user, opportunity, values, sentence):
	with as_user(users.su), pytest.raises(frappe.ValidationError, match=f"(?s){sentence}"):
		factories.make_discovery(opportunity.name, **values)


def test_templates_and_html_stay_text(users, as_user, opportunity):
	text = "{{ frappe.db.get_value('User', 'Administrator', 'email') }} {% raise %}"
	with as_user(users.su):
		doc = factories.make_discovery(opportunity.name, constraints=text, timeline=text, risks=text)
	assert reload(doc).constraints == text


def test_recap_flag_is_not_set_by_hand(users, as_user, opportunity):
	with as_user(users.su):
		doc = factories.make_discovery(opportunity.name, meetings=[{**HELD, "held_recap_sent": 1}])
	assert not recap.is_sent(reload(doc))


# SOW rules


def test_sow_need_is_proposed_by_the_rules_and_decided_by_people(users, as_user, opportunity):
	settings = frappe.get_doc("Salesflow Settings")
	settings.set("sow_rules", [{"amount_from": 5000, "sow_needed": 1}])
	settings.save()
	with as_user(users.su):
		doc = factories.make_discovery(opportunity.name, budget_to=6000)
		assert doc.sow_needed and doc.sow_reason
		doc.update({"sow_needed": 0}).save()
		doc.update({"timeline": "Soon"}).save()
	assert not doc.sow_needed


def test_need_of_a_sow_that_people_see_holds_from_the_first_save(users, as_user, opportunity):
	settings = frappe.get_doc("Salesflow Settings")
	settings.set("sow_rules", [{"amount_from": 5000, "sow_needed": 1}])
	settings.save()
	with as_user(users.su):
		doc = factories.make_discovery(opportunity.name, sow_needed=1, budget_to=10)
		assert doc.sow_needed
		doc.update({"timeline": "Soon"}).save()
	assert doc.reload().sow_needed


# On to the proposal


def test_proposal_is_made_of_a_completed_discovery(users, as_user, opportunity):
	with as_user(users.su):
		doc = factories.make_discovery(opportunity.name)
	with as_user(users.am):
		with pytest.raises(frappe.ValidationError, match="complete it"):
			make_work_proposal(doc.name)
		doc = steps.move(steps.move(doc, "In Discovery"), "Completed")
		proposal = make_work_proposal(doc.name)
	assert (proposal.proposal_to, proposal.party_name) == ("Lead", opportunity.party_name)
	assert (proposal.discovery, proposal.opportunity) == (doc.name, opportunity.name)
	assert proposal.account_manager == users.am
