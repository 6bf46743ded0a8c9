"""Our side of the chain: from the discovery to the milestone."""

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, today

from salesflow_app.tests.site import steps
from salesflow_app.tests.site.cast import STAFF_DOMAIN, get_company
from salesflow_app.tests.site.factories.base import _get_company_value, _make, get_unique
from salesflow_app.tests.site.factories.erpnext import make_contract, make_opportunity
from salesflow_app.tests.site.factories.masters import make_customer, make_item, make_tax_template


def make_discovery(opportunity: str | None = None, **overrides) -> Document:
	"""With a held meeting, a need and an account manager, so that it can be completed."""
	source = frappe.get_doc("Opportunity", opportunity) if opportunity else make_opportunity()
	values = {
		"doctype": "Discovery",
		"opportunity": source.name,
		"party_type": source.opportunity_from,
		"party_name": source.party_name,
		"company": source.company,
		"sales_person": f"su@{STAFF_DOMAIN}",
		"account_manager": f"am@{STAFF_DOMAIN}",
		"meetings": [{"meeting_date": today(), "place": "Video call", "held": 1}],
		"needs": [{"need": "Know what is in stock", "priority": "Must"}],
	}
	return _make(values, overrides)


def get_plan(*percentages: float, **values) -> list[dict]:
	"""Rows of a payment plan; the first on signature, all others manual."""
	triggers = ["On Signature", *["Manual"] * len(percentages)]
	return [
		{"milestone_name": f"Part {number}", "percentage": percentage, "trigger": trigger, **values}
		for number, (percentage, trigger) in enumerate(zip(percentages, triggers, strict=False), 1)
	]


def make_work_proposal(customer: str | None = None, lead: str | None = None, **overrides) -> Document:
	"""A proposal over 10,000 in two parts, to a customer or a lead."""
	ensure_master_document("Work Proposal", overrides.get("variant") or "Project")
	party = lead or customer or make_customer().name
	item = make_item()
	values = {
		"doctype": "Work Proposal",
		"title": get_unique("Proposal"),
		"variant": "Project",
		"proposal_to": "Lead" if lead else "Customer",
		"party_name": party,
		"company": get_company(),
		"account_manager": f"am@{STAFF_DOMAIN}",
		"currency": _get_company_value("default_currency"),
		"transaction_date": today(),
		"valid_till": add_days(today(), 30),
		"taxes_and_charges": make_tax_template().name,
		"items": [{"item_code": item.name, "qty": 1, "uom": "Nos", "rate": 10000, "cost_rate": 4000}],
		"payment_plan": get_plan(40, 60),
	}
	return _make(values, overrides)


def make_sow(customer: str | None = None, msa: str | None = None, **overrides) -> Document:
	"""A SOW over 10,000 in two milestones, with an active MSA and a signatory: complete, but not started."""
	customer = customer or make_customer().name
	ensure_master_document("SOW")
	values = {
		"doctype": "SOW",
		"title": get_unique("Statement of Work"),
		"customer": customer,
		"company": get_company(),
		"currency": _get_company_value("default_currency"),
		"account_manager": f"am@{STAFF_DOMAIN}",
		"sales_assistant": f"sa@{STAFF_DOMAIN}",
		"effective_date": today(),
		"valid_till": add_days(today(), 30),
		"msa": msa or make_contract(customer).name,
		"taxes_and_charges": make_tax_template().name,
		"background": "<p>Why this is done.</p>",
		"scope": "<p>What is done.</p>",
		"deliverables": [{"deliverable_no": "1", "deliverable_name": "Concept", "acceptance_test": "Read"}],
		"items": [{"item_code": make_item().name, "qty": 1, "uom": "Nos", "rate": 10000}],
		"milestones": get_plan(40, 60, planned_date=add_days(today(), 20)),
		"signatory_name": "Clara Client",
		"signatory_title": "CEO",
		"signatory_email": f"{frappe.generate_hash(length=8)}@client.example",
	}
	return _make(values, overrides)


def make_signed_sow(**overrides) -> Document:
	"""A SOW with its Sales Order and its Payment Milestones."""
	return steps.sign_sow(steps.send_sow(make_sow(**overrides)))


def get_milestones(sow: Document) -> list[Document]:
	"""The Payment Milestones of a signed SOW, in their order."""
	names = frappe.get_all("Payment Milestone", {"sow": sow.name}, pluck="name", order_by="milestone_no asc")
	return [frappe.get_doc("Payment Milestone", name) for name in names]


def make_payment_milestone(**overrides) -> Document:
	"""The second, manual milestone of a new signed SOW (4,000 of 10,000 are due on signature)."""
	return get_milestones(make_signed_sow(**overrides))[1]


def ensure_master_document(kind: str, variant: str = "") -> None:
	"""Have an approved English master document of this kind."""
	approved = {"kind": kind, "variant": variant, "language": "en", "workflow_state": "Approved"}
	if not frappe.db.exists("Salesflow Master Document", approved):
		make_master_document(kind, variant=variant)


def make_master_document(kind: str = "SOW", approve: bool = True, **overrides) -> Document:
	"""A master document with one section; approved by the Operations Manager."""
	values = {
		"doctype": "Salesflow Master Document",
		"title": get_unique(kind),
		"kind": kind,
		"variant": "Project" if kind == "Work Proposal" else "",
		"language": "en",
		"sections": [{"heading": "Scope", "body": "<p>For {{ doc.customer_name }}.</p>"}],
	}
	doc = _make(values, overrides)
	return steps.move(doc, "Approved", f"om@{STAFF_DOMAIN}") if approve else doc
