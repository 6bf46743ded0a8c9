"""Two teams under one head, and the switch."""

from dataclasses import dataclass

import frappe
import pytest

from salesflow_app.people.seeing import OWN_AND_TEAM
from salesflow_app.tests.site import deals, factories


@dataclass(frozen=True)
class Teams:
	"""`head` leads `leader`, who leads `seller` and `mate`; `other_leader` leads `stranger`. `lone` is in no team."""

	head: str
	leader: str
	seller: str
	mate: str
	other_leader: str
	stranger: str
	lone: str

	def who_sees(self, doc) -> set[str]:
		"""By their lists and on the document alike, which must never differ."""
		listed = {name for name, user in vars(self).items() if is_listed(doc, user)}
		opened = {name for name, user in vars(self).items() if is_opened(doc, user)}
		assert listed == opened
		return listed


def is_listed(doc, user: str) -> bool:
	with deals.as_user(user):
		return bool(frappe.get_list(doc.doctype, {"name": doc.name}, pluck="name"))


def is_opened(doc, user: str) -> bool:
	with deals.as_user(user):
		return bool(frappe.has_permission(doc.doctype, "read", doc.name))


@pytest.fixture
def teams(users) -> Teams:
	root = frappe.get_all("Sales Person", {"is_group": 1}, pluck="name", order_by="lft asc", limit=1)[0]
	people = {name: factories.make_user("Sales User") for name in ("seller", "mate", "stranger", "lone")}
	people |= {
		name: factories.make_user("Sales Manager", "Sales User")
		for name in ("head", "leader", "other_leader")
	}
	top = make_person(people["head"], root, is_group=1)
	team = make_person(people["leader"], top, is_group=1)
	other = make_person(people["other_leader"], root, is_group=1)
	make_person(people["seller"], team)
	make_person(people["mate"], team)
	make_person(people["stranger"], other)
	return Teams(**people)


def make_person(user: str | None, parent: str, is_group: int = 0) -> str:
	values = {"sales_person_name": factories.get_unique("Person"), "parent_sales_person": parent}
	person = {"doctype": "Sales Person", **values, "is_group": is_group, "salesflow_user": user}
	return frappe.get_doc(person).insert().name


@pytest.fixture
def limited(settings, teams) -> Teams:
	settings(who_sees_deals=OWN_AND_TEAM)
	return teams


def make_deal(user: str, **values):
	with deals.as_user(user):
		return factories.make_opportunity(**values)
