"""Which documents belong to a deal: followed by their links, from any of them. Names alone; who may read them is asked elsewhere.

As many statements as there are kinds of links, however many documents there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import frappe

Found = dict[str, dict[str, None]]
"""DocType -> names, in the order in which they were found."""

ORDER = (
	"Lead",
	"Customer",
	"Opportunity",
	"Discovery",
	"Work Proposal",
	"Quotation",
	"Contract",
	"Project",
	"SOW",
	"Sales Order",
	"Payment Milestone",
	"Delivery Note",
	"Sales Invoice",
	"Payment Entry",
	"Journal Entry",
	"Dunning",
	"Payment Follow Up",
	"Client Feedback",
	"Team Feedback",
)
"""From the first call to the last payment."""
STARTS = tuple(
	doctype
	for doctype in ORDER
	if doctype
	not in (
		"Contract",
		"Project",
		"Payment Entry",
		"Journal Entry",
		"Dunning",
		"Payment Follow Up",
		"Client Feedback",
		"Team Feedback",
	)
)
"""Documents that a dossier can be opened from."""
SLUGS = {doctype.lower().replace(" ", "-"): doctype for doctype in STARTS}
"""As the desk's addresses name them."""
SHARED = ("Customer", "Lead", "Contract", "Project")
"""Several deals may have one in common: it is part of each, and leads from none to another."""


@dataclass(frozen=True)
class Link:
	"""A document names an earlier one in `field`, of its rows in `table` if one is given; `kind` holds the DocType."""

	doctype: str
	earlier: str
	field: str
	table: str = ""
	kind: str = ""


LINKS = (
	Link("Customer", "Lead", "lead_name"),
	Link("Opportunity", "Customer", "party_name", kind="opportunity_from"),
	Link("Opportunity", "Lead", "party_name", kind="opportunity_from"),
	Link("Discovery", "Customer", "party_name", kind="party_type"),
	Link("Discovery", "Lead", "party_name", kind="party_type"),
	Link("Discovery", "Opportunity", "opportunity"),
	Link("Work Proposal", "Customer", "party_name", kind="proposal_to"),
	Link("Work Proposal", "Lead", "party_name", kind="proposal_to"),
	Link("Work Proposal", "Opportunity", "opportunity"),
	Link("Work Proposal", "Discovery", "discovery"),
	Link("Work Proposal", "Work Proposal", "amended_from"),
	Link("Quotation", "Customer", "party_name", kind="quotation_to"),
	Link("Quotation", "Lead", "party_name", kind="quotation_to"),
	Link("Quotation", "Opportunity", "opportunity"),
	Link("Quotation", "Opportunity", "prevdoc_docname", "Quotation Item", "prevdoc_doctype"),
	Link("Quotation", "Work Proposal", "salesflow_work_proposal"),
	Link("Quotation", "Quotation", "amended_from"),
	Link("Contract", "Customer", "party_name", kind="party_type"),
	Link("Project", "Customer", "customer"),
	Link("SOW", "Customer", "customer"),
	Link("SOW", "Opportunity", "opportunity"),
	Link("SOW", "Work Proposal", "work_proposal"),
	Link("SOW", "Quotation", "quotation"),
	Link("SOW", "Contract", "msa"),
	Link("SOW", "Project", "project"),
	Link("SOW", "SOW", "changes_sow"),
	Link("SOW", "SOW", "amended_from"),
	Link("Sales Order", "Customer", "customer"),
	Link("Sales Order", "Quotation", "prevdoc_docname", "Sales Order Item"),
	Link("Sales Order", "SOW", "salesflow_sow"),
	Link("Sales Order", "Sales Order", "amended_from"),
	Link("Payment Milestone", "Customer", "customer"),
	Link("Payment Milestone", "SOW", "sow"),
	Link("Payment Milestone", "Sales Order", "sales_order"),
	Link("Delivery Note", "Customer", "customer"),
	Link("Delivery Note", "Sales Order", "against_sales_order", "Delivery Note Item"),
	Link("Delivery Note", "Delivery Note", "amended_from"),
	Link("Sales Invoice", "Customer", "customer"),
	Link("Sales Invoice", "SOW", "salesflow_sow"),
	Link("Sales Invoice", "Payment Milestone", "salesflow_payment_milestone"),
	Link("Sales Invoice", "Sales Order", "sales_order", "Sales Invoice Item"),
	Link("Sales Invoice", "Delivery Note", "delivery_note", "Sales Invoice Item"),
	Link("Sales Invoice", "Sales Invoice", "return_against"),
	Link("Payment Entry", "Customer", "party", kind="party_type"),
	Link("Payment Entry", "Sales Order", "reference_name", "Payment Entry Reference", "reference_doctype"),
	Link("Payment Entry", "Sales Invoice", "reference_name", "Payment Entry Reference", "reference_doctype"),
	Link("Journal Entry", "Sales Order", "reference_name", "Journal Entry Account", "reference_type"),
	Link("Journal Entry", "Sales Invoice", "reference_name", "Journal Entry Account", "reference_type"),
	Link("Dunning", "Sales Invoice", "sales_invoice", "Overdue Payment"),
	Link("Payment Follow Up", "Customer", "customer"),
	Link("Payment Follow Up", "Sales Invoice", "sales_invoice", "Payment Follow Up Invoice"),
	Link("Client Feedback", "Customer", "customer"),
	Link("Client Feedback", "SOW", "sow"),
	Link("Client Feedback", "Sales Order", "sales_order"),
	Link("Team Feedback", "Customer", "customer"),
	Link("Team Feedback", "SOW", "sow"),
	Link("Team Feedback", "Sales Order", "sales_order"),
)


def get_start(text: str) -> str:
	"""The DocType that a request names, also as an address does. Raises DoesNotExistError for one that has no dossier."""
	doctype = SLUGS.get(text.lower().replace(" ", "-"))
	if not doctype:
		raise frappe.DoesNotExistError
	return doctype


def find(doctype: str, name: str) -> dict[str, list[str]]:
	"""The documents of the deal that this one belongs to, by DocType in the order of the deal.

	Of a Customer: those of all its deals. What is shared between deals is there, and is not followed.
	"""
	found: Found = {doctype: {name: None}}
	closed = () if doctype == "Customer" else tuple(each for each in SHARED if each != doctype)
	for link in _from_the_last(doctype):
		_follow(found, link, upwards=True)
	for link in LINKS:
		if link.earlier not in closed:
			_follow(found, link, upwards=False)
	for link in LINKS:  # what the later documents share: the MSA of a SOW, its project
		if link.earlier in ("Contract", "Project", "Lead"):
			_follow(found, link, upwards=True)
	if doctype != "Customer":
		found.pop("Customer", None)
	return {each: list(found[each]) for each in ORDER if found.get(each)}


def _from_the_last(doctype: str) -> Iterator[Link]:
	"""The links that lead from a document to the first one of its deal."""
	last = ORDER.index(doctype)
	links = [link for link in LINKS if ORDER.index(link.doctype) <= last and link.earlier != "Customer"]
	return iter(sorted(links, key=lambda link: (-ORDER.index(link.doctype), link.doctype != link.earlier)))


def _follow(found: Found, link: Link, upwards: bool) -> None:
	"""Add what the link leads to. A document that names one of its own kind leads on, until nothing new comes."""
	known, target = (link.doctype, link.earlier) if upwards else (link.earlier, link.doctype)
	names = list(found.get(known) or ())
	while names:
		reached = _query(link, names, upwards)
		new = [name for name in reached if name not in found.get(target, {})]
		found.setdefault(target, {}).update(dict.fromkeys(new))
		names = new if link.doctype == link.earlier else []


def _query(link: Link, names: list[str], upwards: bool) -> list[str]:
	"""One statement: the other ends of a link."""
	table = frappe.qb.DocType(link.table or link.doctype)
	own = table.parent if link.table else table.name
	named = table[link.field]
	here, there = (own, named) if upwards else (named, own)
	query = frappe.qb.from_(table).select(there).distinct().where(here.isin(names)).orderby(there)
	if link.kind:
		query = query.where(table[link.kind] == link.earlier)
	return [name for name in query.run(pluck=True) if name]
