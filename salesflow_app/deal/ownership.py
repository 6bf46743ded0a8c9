"""Whose documents of a deal they are, as SQL: by the people they name, by tasks on them, by what they were made from.

It runs down the chain and never up: whoever makes a Discovery for somebody else's Opportunity does not open that one.
Only a Lead is seen by who sells to it. Nothing here asks for the switch: `rights.py` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import frappe


@dataclass(frozen=True)
class Source:
	"""`field` names a document of `doctype`; of its rows in `table`, if there is one; `type_field` says of which DocType.

	`is_whole`: whatever opens that one opens this one too; else only its own people and tasks do, as it names what
	lies before it just as this one does.
	"""

	doctype: str
	field: str
	table: str = ""
	type_field: str = ""
	is_whole: bool = True


@dataclass(frozen=True)
class Kind:
	"""Fields that name its people, and what it was made from."""

	people: tuple[str, ...] = ()
	sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Circle:
	"""A user and the people below them in the Sales Person tree."""

	user: str
	below: tuple[str, ...] = ()

	@property
	def me(self) -> str:
		return frappe.db.escape(self.user)

	@property
	def team(self) -> str:
		return _list(self.below)

	@property
	def all(self) -> str:
		return _list((self.user, *self.below))


KINDS = {
	"Lead": Kind(("lead_owner",)),
	"Opportunity": Kind(("opportunity_owner", "salesflow_account_manager")),
	"Discovery": Kind(("sales_person", "account_manager"), (Source("Opportunity", "opportunity"),)),
	"Work Proposal": Kind(
		("account_manager",),
		(Source("Opportunity", "opportunity"), Source("Discovery", "discovery", is_whole=False)),
	),
	"Quotation": Kind(
		(),
		(
			Source("Opportunity", "opportunity"),
			Source("Opportunity", "prevdoc_docname", "Quotation Item", "prevdoc_doctype"),
			Source("Work Proposal", "salesflow_work_proposal", is_whole=False),
		),
	),
	"SOW": Kind(
		("account_manager", "sales_assistant", "senior_approver", "company_signatory"),
		(
			Source("Opportunity", "opportunity"),
			Source("Work Proposal", "work_proposal", is_whole=False),
			Source("Quotation", "quotation", is_whole=False),
			Source("SOW", "changes_sow", is_whole=False),
		),
	),
	"Sales Order": Kind(
		(),
		(Source("SOW", "salesflow_sow"), Source("Quotation", "prevdoc_docname", "Sales Order Item")),
	),
	"Payment Milestone": Kind(
		("account_manager",),
		(Source("SOW", "sow"), Source("Sales Order", "sales_order", is_whole=False)),
	),
	"Delivery Note": Kind(
		("salesflow_packed_by", "salesflow_cleared_by"),
		(Source("Sales Order", "against_sales_order", "Delivery Note Item"),),
	),
	"Sales Invoice": Kind(
		(),
		(
			Source("SOW", "salesflow_sow"),
			Source("Payment Milestone", "salesflow_payment_milestone", is_whole=False),
			Source("Sales Order", "sales_order", "Sales Invoice Item"),
		),
	),
	"Payment Follow Up": Kind(
		("owner_user",), (Source("Sales Invoice", "sales_invoice", "Payment Follow Up Invoice"),)
	),
}
"""The documents of a deal. The customer itself is everyone's."""
PARTY_FIELDS = {
	"Opportunity": ("opportunity_from", "party_name"),
	"Discovery": ("party_type", "party_name"),
	"Work Proposal": ("proposal_to", "party_name"),
	"Quotation": ("quotation_to", "party_name"),
}
"""Where a document names the Lead that it is for."""
IN_TREE = "(select `salesflow_user` from `tabSales Person` where ifnull(`salesflow_user`, '') != '')"


def get_condition(doctype: str, circle: Circle) -> str:
	"""SQL: the document is of somebody in the circle. Without what is shared, which opens one document alone."""
	parts = [_get_own(doctype, circle), *(_get_from(doctype, each, circle) for each in _get_sources(doctype))]
	if doctype == "Lead":
		parts += [_get_sold(seller, circle) for seller in PARTY_FIELDS]
	return _any(parts)


def get_shared(doctype: str, user: str) -> str:
	"""SQL: the document is shared with the user."""
	me, kind = frappe.db.escape(user), frappe.db.escape(doctype)
	return (
		f"`tab{doctype}`.`name` in (select `share_name` from `tabDocShare` where `share_doctype` = {kind} "
		f"and `read` = 1 and (`user` = {me} or `everyone` = 1))"
	)


def _get_sources(doctype: str) -> tuple[Source, ...]:
	return KINDS[doctype].sources


def _get_own(doctype: str, circle: Circle) -> str:
	"""Who made it, whom it names, who has or had a task on it; for leaders, what nobody has a claim to."""
	table = f"`tab{doctype}`"
	parts = [
		f"{table}.`owner` = {circle.me}",
		*(f"{table}.`{field}` in {circle.all}" for field in KINDS[doctype].people),
		f"{table}.`name` in {_select_tasks(doctype, circle)}",
	]
	if _has_sales_team(doctype):
		parts.append(f"{table}.`name` in {_select_sales_team(doctype, circle.all)}")
	if circle.below:
		parts.append(_get_unclaimed(doctype, circle))
	return _any(parts)


def _select_tasks(doctype: str, circle: Circle) -> str:
	"""Who did what was asked goes on seeing a document, but not a deal or a lead, which may be handed over."""
	status = "!= 'Cancelled'" if KINDS[doctype].sources else "= 'Open'"
	return (
		f"(select `reference_name` from `tabToDo` where `reference_type` = {frappe.db.escape(doctype)} "
		f"and `status` {status} and `allocated_to` in {circle.all})"
	)


def _get_unclaimed(doctype: str, circle: Circle) -> str:
	"""Made from nothing, and naming nobody, or nobody of the tree: seen by the leader of who made it, else by every leader.

	Where it does name people, their leaders see it, and not the leader of somebody who once typed it in.
	"""
	table, kind = f"`tab{doctype}`", KINDS[doctype]
	named = [f"ifnull({table}.`{field}`, '')" for field in kind.people]
	nobody = [*(f"{field} = ''" for field in named), f"{table}.`owner` in {circle.team}"]
	strangers = [f"{field} not in {IN_TREE}" for field in (*named, f"{table}.`owner`")]
	return _all([*_get_from_nothing(doctype), _any([_all(nobody), _all(strangers)])])


def _get_from_nothing(doctype: str) -> Iterable[str]:
	table, kind = f"`tab{doctype}`", KINDS[doctype]
	for each in kind.sources:
		if each.table:
			yield f"{table}.`name` not in {_select_rows(doctype, each)} `{each.field}` != '')"
		else:
			yield f"ifnull({table}.`{each.field}`, '') = ''"
	if _has_sales_team(doctype):
		yield f"{table}.`name` not in {_select_sales_team(doctype, IN_TREE)}"


def _get_from(doctype: str, source: Source, circle: Circle) -> str:
	"""SQL: it was made from a document that is of somebody in the circle."""
	its = get_condition(source.doctype, circle) if source.is_whole else _get_own(source.doctype, circle)
	named = f"(select `name` from `tab{source.doctype}` where {its})"
	if source.table:
		return f"`tab{doctype}`.`name` in {_select_rows(doctype, source)} `{source.field}` in {named})"
	return f"`tab{doctype}`.`{source.field}` in {named}"


def _select_rows(doctype: str, source: Source) -> str:
	"""The beginning of a SELECT of rows; a condition and a bracket are to follow."""
	of_kind = f"`{source.type_field}` = {frappe.db.escape(source.doctype)} and " if source.type_field else ""
	parent = frappe.db.escape(doctype)
	return f"(select `parent` from `tab{source.table}` where `parenttype` = {parent} and {of_kind}"


def _has_sales_team(doctype: str) -> bool:
	return frappe.get_meta(doctype).has_field("sales_team")


def _select_sales_team(doctype: str, users: str) -> str:
	return (
		f"(select `parent` from `tabSales Team` where `parenttype` = {frappe.db.escape(doctype)} and `sales_person` "
		f"in (select `name` from `tabSales Person` where `salesflow_user` in {users}))"
	)


def _get_sold(doctype: str, circle: Circle) -> str:
	"""SQL: a Lead that a document of the circle is for."""
	type_field, field = PARTY_FIELDS[doctype]
	its = get_condition(doctype, circle) if doctype == "Opportunity" else _get_own(doctype, circle)
	return (
		f"`tabLead`.`name` in (select `{field}` from `tab{doctype}` where `{type_field}` = 'Lead' and {its})"
	)


def _list(users: Iterable[str]) -> str:
	return f"({', '.join(frappe.db.escape(user) for user in users)})"


def _any(parts: Iterable[str]) -> str:
	return f"({' or '.join(parts)})"


def _all(parts: Iterable[str]) -> str:
	return f"({' and '.join(parts)})"
