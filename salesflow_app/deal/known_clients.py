"""Is a company known to us? Customers and leads of the same name, as far as the reader may see them."""

import frappe
from frappe import _

from salesflow_app.deal import origin
from salesflow_app.deal.advice import FINISHED

MOST = 5
LOOKED_AT = 2
"""Customers of one name that are looked at: the second one is one too many."""


def clean_name(text: str | None) -> str:
	"""The name with single spaces, at most as long as ERPNext's fields."""
	return " ".join(str(text or "").split())[:140]


def find(company_name: str) -> frappe._dict | None:
	"""`doctype`, `name` and `title` of the customer or lead that is called so, or has this ID; a customer comes first.

	Raises ValidationError where several customers have the name: their IDs are told, and one of them is to be entered.
	"""
	return _find_customer(company_name) or _find_lead(company_name)


def find_similar(company_name: str) -> list[str]:
	"""Names of customers and leads that begin like it, to choose one instead of making it twice."""
	begin = ("like", f"{company_name.replace('%', '')}%")
	names = []
	for doctype, field in (("Customer", "customer_name"), ("Lead", "title")):
		if frappe.has_permission(doctype, "read"):
			names += frappe.get_list(
				doctype,
				filters={field: begin, "disabled": 0},
				pluck=field,
				order_by=f"{field} asc",
				limit=MOST,
			)
	return list(dict.fromkeys(names))[:MOST]


def get_open_deals(client: frappe._dict) -> list[frappe._dict]:
	"""What is already open for this client: the reader may want to go on there."""
	return frappe.get_list(
		"Opportunity",
		filters={
			"opportunity_from": client.doctype,
			"party_name": client.name,
			"status": ("not in", FINISHED),
		},
		fields=["name", "title", "opportunity_owner", "transaction_date"],
		order_by="creation desc",
		limit=MOST,
	)


def get_facts(client: frappe._dict) -> frappe._dict:
	"""Industry and company size as the client's newest deal has them, else as the lead or customer has them."""
	party = {"opportunity_from": client.doctype, "party_name": client.name}
	fields = ["industry", "no_of_employees"]
	deals = frappe.get_list("Opportunity", filters=party, fields=fields, order_by="creation desc", limit=1)
	own = ["industry"] if client.doctype == "Customer" else fields
	known = frappe.db.get_value(client.doctype, client.name, own, as_dict=True) or {}
	newest = {key: value for key, value in (deals[0] if deals else {}).items() if value}
	return frappe._dict({**known, **newest})


def _find_customer(text: str) -> frappe._dict | None:
	if not frappe.has_permission("Customer", "read"):
		return None
	found = frappe.get_list(
		"Customer",
		filters={"disabled": 0},
		fields=["name", "customer_name as title"],
		or_filters={"name": text, "customer_name": text},
		order_by="creation asc",
		limit=LOOKED_AT + 1,
	)
	by_id = [row for row in found if row.name.casefold() == text.casefold()]
	if len(found) > 1 and not by_id:
		_refuse_namesakes(text, [row.name for row in found])
	return frappe._dict((by_id or found)[0], doctype="Customer") if found else None


def _refuse_namesakes(text: str, names: list[str]) -> None:
	frappe.throw(
		_("Customer: several are called {0} ({1}). Enter the ID of the one you mean as {2}.").format(
			frappe.bold(text), ", ".join(names), frappe.bold(_("Company Name"))
		),
		title=_("Which Customer?"),
	)


def _find_lead(text: str) -> frappe._dict | None:
	"""A lead that became a customer counts as that customer."""
	if not frappe.has_permission("Lead", "read"):
		return None
	found = frappe.get_list(
		"Lead",
		filters={"disabled": 0},
		fields=["name", "title"],
		or_filters={"name": text, "title": text},
		order_by="creation asc",
		limit=1,
	)
	if not found:
		return None
	customer = origin.get_customer_of_lead(found[0].name)
	if customer and frappe.has_permission("Customer", "read", customer):
		return frappe._dict(found[0], doctype="Customer", name=customer)
	return frappe._dict(found[0], doctype="Lead")
