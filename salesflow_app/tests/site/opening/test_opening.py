"""A project is opened in one go: the client is found or made; sent twice, it is opened once."""

import frappe
import pytest
from frappe.utils import add_days, getdate, today

from salesflow_app.deal import opening
from salesflow_app.deal.advice import NEXT_STEP
from salesflow_app.people import tasks
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.refusals import refuse


@pytest.fixture
def industry(_isolated) -> str:
	return frappe.get_all("Industry Type", pluck="name", order_by="name asc", limit=1)[0]


@pytest.fixture
def open_project(users, as_user, industry):
	"""Opens a project as Sue, or as `by`."""

	def _open(company_name: str, by: str = "su", **values) -> dict:
		known = {"industry": industry, "company_size": "11-50", "wants": "A new web shop"}
		with as_user(getattr(users, by)):
			return opening.open_project(company_name, **{**known, **values})

	return _open


def test_a_new_company_becomes_a_lead_and_its_project_an_opportunity(users, open_project, industry):
	name = factories.get_unique("Fresh Ltd")
	opened = open_project(f"  {name.replace(' ', '   ')} ", next_date=add_days(today(), 3))
	opportunity = frappe.get_doc("Opportunity", opened["name"])
	lead = frappe.get_doc("Lead", opportunity.party_name)
	assert (lead.company_name, lead.industry, lead.no_of_employees) == (name, industry, "11-50")
	assert (lead.owner, lead.lead_owner) == (users.su, users.su)
	assert (opportunity.opportunity_owner, opportunity.salesflow_wants) == (users.su, "A new web shop")
	assert (opportunity.industry, opportunity.no_of_employees) == (industry, "11-50")
	assert opportunity.company == users.company


def test_leader_and_seller_get_their_tasks(users, open_project):
	opened = open_project(factories.get_unique("Fresh Ltd"), next_date=add_days(today(), 3))
	rows = frappe.get_all(
		"ToDo",
		{"reference_name": opened["name"], "status": "Open"},
		["allocated_to", tasks.KEY, "date"],
		order_by="creation asc",
	)
	by_key = {row[tasks.KEY]: row for row in rows}
	assert by_key["advise"].allocated_to == users.sm
	assert by_key[NEXT_STEP].allocated_to == users.su
	assert by_key[NEXT_STEP].date == getdate(add_days(today(), 3))


def test_a_known_customer_gets_the_project_and_no_lead_is_made(users, open_project):
	before = frappe.db.count("Lead")
	opened = open_project("Client A GmbH")
	assert (opened["party_type"], opened["party"]) == ("Customer", users.customer_a)
	assert frappe.db.count("Lead") == before


def test_a_known_lead_gets_the_second_project_too(open_project):
	name = factories.get_unique("Twice Ltd")
	first, second = open_project(name), open_project(name, by="su2", wants="Hosting")
	assert first["name"] != second["name"]
	assert first["party"] == second["party"]


def test_what_is_sent_twice_is_opened_once_and_a_key_is_its_senders_own(open_project):
	name = factories.get_unique("Click Ltd")
	first, again = open_project(name, key="k1"), open_project(name, key="k1")
	assert first["name"] == again["name"]
	assert open_project(name, by="su2", key="k1")["name"] != first["name"]


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"company_name": "  "}, "Company Name"),
		({"wants": " "}, "What They Want"),
		({"company_size": ""}, "Company Size"),
		({"industry": ""}, "Industry"),
		({"next_date": "2020-01-01"}, "Next Date"),
		({"industry": "No Such Trade"}, "Industry"),
	],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_made(open_project, values, words):
	name = factories.get_unique("Half Ltd")
	refuse(open_project, **{"company_name": name, **values}, words=words)
	assert not frappe.db.exists("Opportunity", {"customer_name": name})


def test_who_sells_nothing_opens_nothing(users, open_project):
	with pytest.raises(frappe.PermissionError):
		open_project(factories.get_unique("Fresh Ltd"), by="mf")


def test_namesakes_are_told_apart_by_their_id(users, open_project):
	name = factories.get_unique("Namesake")
	ids = [factories.make_customer(customer_name=name, contact=None).name for _each in range(2)]
	frappe.db.set_value("Customer", ids[1], "customer_name", name)
	other = ids[0] if ids[0] != name else ids[1]
	if name not in ids:
		refuse(open_project, name, words=other)
	assert open_project(other)["party"] == other


def test_look_up_says_what_is_known_and_what_begins_alike(users, as_user, open_project, industry):
	name = factories.get_unique("Known Works")
	opened = open_project(name)
	with as_user(users.su2):
		known = opening.look_up(name)
		assert known["client"].name == opened["party"]
		assert known["facts"] == {"industry": industry, "no_of_employees": "11-50"}
		assert [deal.name for deal in known["open_deals"]] == [opened["name"]]
		assert name in opening.look_up(name[:-1])["similar"]
		assert opening.look_up(" ") == {"similar": []}
	with as_user(users.mf), pytest.raises(frappe.PermissionError):
		opening.look_up(name)


def test_a_lead_that_became_a_customer_counts_as_that_customer(open_project):
	name = factories.get_unique("Grown Ltd")
	lead = open_project(name)["party"]
	customer = factories.make_customer(customer_name=f"{name} International", contact=None, lead_name=lead)
	assert open_project(name)["party"] == customer.name


def test_a_lead_that_the_reader_does_not_see_is_neither_told_nor_used(users, open_project, as_user):
	name = factories.get_unique("Hidden Ltd")
	first = open_project(name)
	frappe.db.set_value("Lead", first["party"], "title", "Renamed")
	second = open_project(name, by="su2")
	assert second["party"] != first["party"]
	assert not frappe.db.get_value("Lead", second["party"], opening.NAME_KEY)
