"""Teams and leaders, from the Sales Person tree."""

import frappe
from frappe.query_builder import Order
from frappe.query_builder.functions import Min
from pypika.queries import QueryBuilder

from salesflow_app.people.accounts import keep_enabled


def get_sales_person(user: str) -> str | None:
	"""The enabled Sales Person whose `salesflow_user` is `user`; of several, the first in the tree."""
	node = _get_node(user)
	return node.name if node else None


def get_leader(user: str) -> str | None:
	"""The nearest enabled user above `user` in the Sales Person tree, never `user` themselves."""
	return next(iter(get_leaders(user)), None)


def get_leaders(user: str | None) -> list[str]:
	"""All of them, the nearest first."""
	if not user:
		return []
	person, account = frappe.qb.DocType("Sales Person"), frappe.qb.DocType("User")
	place = _get_place(user)
	return (
		frappe.qb.from_(person)
		.join(account)
		.on(account.name == person.salesflow_user)
		.select(account.name)
		.where((person.lft < place) & (person.rgt > place) & (person.enabled == 1))
		.where((account.enabled == 1) & (account.name != user))
		.orderby(person.lft, order=Order.desc)
	).run(pluck=True)


def get_people_below(user: str) -> list[str]:
	"""Users whom `user` leads, at whatever distance, by name; those who have left too, whose deals stay theirs."""
	node = _get_node(user)
	if not node or not node.is_group:
		return []
	person = frappe.qb.DocType("Sales Person")
	return (
		frappe.qb.from_(person)
		.select(person.salesflow_user)
		.distinct()
		.where((person.lft > node.lft) & (person.rgt < node.rgt) & person.salesflow_user.isnotnull())
		.where((person.salesflow_user != "") & (person.salesflow_user != user))
		.orderby(person.salesflow_user)
	).run(pluck=True)


def get_team(user: str) -> list[str]:
	"""Enabled users of one Sales Person group: its children, its leader and `user` themselves."""
	node = _get_node(user)
	if not node:
		return keep_enabled([user])
	group = node.name if node.is_group else node.parent_sales_person
	people = frappe.get_all(
		"Sales Person",
		filters={"parent_sales_person": group, "enabled": 1, "salesflow_user": ("is", "set")},
		pluck="salesflow_user",
		order_by="lft asc",
	)
	leader = None if node.is_group else get_leader(user)
	return keep_enabled([*people, *([leader] if leader else []), user])


def heads_team(user: str) -> bool:
	"""Is `user` the leader of a Sales Person group?"""
	return bool(frappe.db.exists("Sales Person", {"salesflow_user": user, "is_group": 1, "enabled": 1}))


def _get_place(user: str) -> QueryBuilder:
	"""The left end of their node, as a part of a query: what ends left and right of it is above them."""
	mine = frappe.qb.DocType("Sales Person").as_("mine")
	query = frappe.qb.from_(mine).select(Min(mine.lft))
	return query.where((mine.salesflow_user == user) & (mine.enabled == 1))


def _get_node(user: str | None) -> frappe._dict | None:
	if not user:
		return None
	nodes = frappe.get_all(
		"Sales Person",
		filters={"salesflow_user": user, "enabled": 1},
		fields=["name", "lft", "rgt", "is_group", "parent_sales_person"],
		order_by="lft asc",
		limit=1,
	)
	return nodes[0] if nodes else None
