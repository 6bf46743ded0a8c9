"""Connections of our documents on ERPNext's forms. The other way round: `doctype/*/*_dashboard.py`."""

from frappe import _

RECORD = ("Salesflow Evidence Entry", "Salesflow Outbox Entry")
"""What is kept about a document: found by its type and name."""
SENT_RECORD = (*RECORD, "Salesflow Review Link", "Salesflow Offline Answer")
"""The same of what clients get."""


def for_lead(data: dict) -> dict:
	return _add(
		data,
		_("Deal"),
		["Discovery", "Work Proposal"],
		fieldnames={"Discovery": "party_name", "Work Proposal": "party_name"},
	)


def for_opportunity(data: dict) -> dict:
	_add(data, _("Deal"), ["Discovery", "Work Proposal", "SOW"])
	return _add_by_reference(
		data, "Opportunity", _("Record"), ["Salesflow Lost Analysis", "Salesflow Outbox Entry"]
	)


def for_quotation(data: dict) -> dict:
	_add(
		data,
		_("Deal"),
		["Opportunity", "Work Proposal", "SOW"],
		fieldnames={"SOW": "quotation"},
		internal={"Opportunity": "opportunity", "Work Proposal": "salesflow_work_proposal"},
	)
	return _add_by_reference(
		data, "Quotation", _("Record"), ["Salesflow Lost Analysis", "Salesflow Outbox Entry"]
	)


def for_sales_order(data: dict) -> dict:
	_add(data, _("Deal"), ["SOW", "Payment Milestone"], either={"SOW": "salesflow_sow"})
	_add(data, _("Feedback"), ["Client Feedback", "Team Feedback"])
	return _add_by_reference(data, "Sales Order", _("Record"), ["Salesflow Outbox Entry"])


def for_delivery_note(data: dict) -> dict:
	return _add_by_reference(data, "Delivery Note", _("Record"), ["Salesflow Outbox Entry"])


def for_sales_invoice(data: dict) -> dict:
	_add(
		data,
		_("Deal"),
		["SOW", "Payment Milestone", "Payment Follow Up"],
		internal={"SOW": "salesflow_sow"},
		either={"Payment Milestone": "salesflow_payment_milestone"},
	)
	return _add_by_reference(data, "Sales Invoice", _("Record"), ["Salesflow Outbox Entry"])


def for_payment_entry(data: dict) -> dict:
	return _add_by_reference(data, "Payment Entry", _("Record"), ["Salesflow Outbox Entry"])


def for_customer(data: dict) -> dict:
	_add(
		data,
		_("Deal"),
		["Discovery", "Work Proposal", "Contract", "SOW"],
		fieldnames={"Discovery": "party_name", "Work Proposal": "party_name", "Contract": "party_name"},
	)
	_add(data, _("Payments"), ["Payment Milestone", "Payment Follow Up"])
	return _add(data, _("Feedback"), ["Client Feedback", "Team Feedback"])


def for_contract(data: dict) -> dict:
	data["fieldname"] = data.get("fieldname") or "msa"
	return _add(data, _("Deal"), ["SOW"], fieldnames={"SOW": "msa"})


def for_project(data: dict) -> dict:
	return _add(data, _("Deal"), ["SOW"], fieldnames={"SOW": "project"})


def get_record(doctype: str, items: tuple[str, ...] = RECORD) -> dict:
	"""The group Record for one of our own DocTypes: merge it into what its `get_data` returns."""
	return _add_by_reference({}, doctype, _("Record"), list(items))


def _add(
	data: dict,
	label: str,
	items: list[str],
	*,
	fieldnames: dict[str, str] | None = None,
	internal: dict[str, str] | None = None,
	either: dict[str, str] | None = None,
) -> dict:
	"""Add DocTypes to a group. `internal`: the form itself names the document; `either`: it may."""
	groups = data.setdefault("transactions", [])
	group = next((group for group in groups if group.get("label") == label), None)
	if group:
		group["items"] = [*group["items"], *items]
	else:
		groups.append({"label": label, "items": items})
	_merge(data, "non_standard_fieldnames", fieldnames)
	_merge(data, "internal_links", internal)
	_merge(data, "internal_and_external_links", either)
	return data


def _add_by_reference(data: dict, doctype: str, label: str, items: list[str]) -> dict:
	"""Add DocTypes that point to the form by type and name."""
	_merge(data, "dynamic_links", {"reference_name": [doctype, "reference_doctype"]})
	data["fieldname"] = data.get("fieldname") or "reference_name"
	return _add(data, label, items, fieldnames=dict.fromkeys(items, "reference_name"))


def _merge(data: dict, key: str, values: dict | None) -> None:
	data[key] = {**(data.get(key) or {}), **(values or {})}
