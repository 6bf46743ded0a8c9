"""Fields the app adds to ERPNext's DocTypes. Install, migrate and uninstall read this one list."""

from __future__ import annotations

import json

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

from salesflow_app.salesflow_app.workflows.contract import CONTRACT

MODULE = "Salesflow App"
MEMORY = "salesflow_field_looks"
EDITABLE = (
	"label description hidden insert_after in_list_view in_standard_filter in_global_search bold print_hide "
	"report_hide width columns collapsible"
).split()
"""How a field looks is the site's to change; what it is, what it holds and who may write it is not."""


def _field(fieldname: str, fieldtype: str, label: str = "", **properties) -> dict:
	return {
		"fieldname": f"salesflow_{fieldname}",
		"fieldtype": fieldtype,
		"label": label or None,
		"module": MODULE,
		**properties,
	}


def _link(fieldname: str, label: str, options: str, **properties) -> dict:
	return _field(fieldname, "Link", label, options=options, **properties)


COMPUTED = {"read_only": 1, "no_copy": 1}
AFTER_SUBMIT = {**COMPUTED, "allow_on_submit": 1}


def _chain(insert_after: str, fields: list[dict]) -> list[dict]:
	"""Put the fields one after the other, the first behind `insert_after`."""
	for field in fields:
		field["insert_after"] = insert_after
		insert_after = field["fieldname"]
	return fields


MSA_FIELDS = [
	_field(
		"msa_tab", "Tab Break", "MSA", depends_on="eval:doc.salesflow_is_msa && doc.party_type=='Customer'"
	),
	_field(
		"state",
		"Select",
		"State",
		options="\n".join(["", *(state.name for state in CONTRACT.states)]),
		in_standard_filter=1,
		**AFTER_SUBMIT,
	),
	_field("title", "Data", "Title", description="What the client reads above it"),
	_link("account_manager", "Account Manager", "User"),
	_field(
		"notice_days",
		"Int",
		"Notice Period (Days)",
		non_negative=1,
		description="Before the End Date. Its owner is reminded in time; Terminate proposes the last day from it",
	),
	_field(
		"valid_till", "Date", "Sign Until", no_copy=1, description="After that day the client cannot sign it"
	),
	_field("msa_column", "Column Break"),
	_field("signatory_name", "Data", "Client Signatory"),
	_field("signatory_title", "Data", "Client Signatory's Title"),
	_field(
		"signatory_email",
		"Data",
		"Client Signatory's Email",
		options="Email",
		description="Only this person can sign it, by personal link or in the portal",
	),
	_field("delegate_name", "Data", "Delegate", depends_on="salesflow_delegate_email", **AFTER_SUBMIT),
	_field(
		"delegate_email", "Data", "Delegate's Email", depends_on="salesflow_delegate_email", **AFTER_SUBMIT
	),
	_field("msa_record", "Section Break", "Record"),
	_field("version", "Int", "Version Sent", **AFTER_SUBMIT),
	_field("content_hash", "Data", "Content Hash", **AFTER_SUBMIT),
	_field("sent_on", "Datetime", "Sent On", **AFTER_SUBMIT),
	_link("replaces", "Replaces", "Contract", description="Ends when this one is signed", **COMPUTED),
	_field(
		"reason",
		"Small Text",
		"Reason",
		depends_on="salesflow_reason",
		no_copy=1,
		allow_on_submit=1,
		description="Why it was sent back, declined, terminated or ended, or what is to be changed",
	),
	_field("record_column", "Column Break"),
	_link("reviewed_by", "Reviewed By", "User", **COMPUTED),
	_field("reviewed_on", "Datetime", "Reviewed On", **COMPUTED),
	_field("authors", "Small Text", "Written By", depends_on="eval:!doc.docstatus", **COMPUTED),
	_field("signed_title", "Data", "Signed By (Title)", **AFTER_SUBMIT),
	_field("offline_answer", "Data", "Recorded Offline", **AFTER_SUBMIT),
]
"""What SalesFlow keeps of an MSA, on a tab of its own, which other contracts do not show."""

CUSTOM_FIELDS: dict[str, list[dict]] = {
	"Opportunity": _chain(
		"probability",
		[
			_field("deal_section", "Section Break", "Deal"),
			_link("account_manager", "Account Manager", "User", in_standard_filter=1),
			_field("in_negotiation", "Check", "In Negotiation", in_standard_filter=1),
			_field(
				"next_date",
				"Date",
				"Next Date",
				no_copy=1,
				description="Of your next step; you get a task for it",
			),
			_field("opening_key", "Data", "Opening Key", hidden=1, print_hide=1, unique=1, **COMPUTED),
			_field("deal_column", "Column Break"),
			_field("sow_needed", "Check", "SOW Needed", **COMPUTED),
			_field("sow_reason", "Data", "Why", **COMPUTED),
			_field("wants", "Small Text", "What They Want"),
			_field("look_alikes_section", "Section Break", "Similar Past Deals", hidden=1),
			_field("look_alikes", "HTML", "Similar Past Deals", print_hide=1),
			_field("advice_section", "Section Break", "Advice / Strategy"),
			_field(
				"advice",
				"Small Text",
				"Advice",
				description="Written by the leader of the sales person's team",
			),
			_field("advice_column", "Column Break"),
			_link("advice_by", "Advice By", "User", **COMPUTED),
			_field("advice_on", "Datetime", "Advice On", **COMPUTED),
			_field("progress_section", "Section Break", "Progress"),
			_field("progress", "Table", "Progress Log", options="Salesflow Opportunity Progress", no_copy=1),
		],
	),
	"Lead": _chain(
		"lead_owner",
		[_field("name_key", "Data", "Name Key", hidden=1, print_hide=1, unique=1, **COMPUTED)],
	),
	"Quotation": _chain(
		"opportunity", [_link("work_proposal", "Work Proposal", "Work Proposal", **AFTER_SUBMIT)]
	),
	"Sales Order": [
		*_chain(
			"po_date",
			[
				_field("po_received", "Check", "Customer PO Received", no_copy=1),
				_link("sow", "SOW", "SOW", in_standard_filter=1, **COMPUTED),
				_field("sow_needed", "Check", "SOW Needed", depends_on="salesflow_sow_needed", **COMPUTED),
				_field("sow_reason", "Data", "Why", **COMPUTED),
				_link(
					"approval_state",
					"Approval",
					"Workflow State",
					hidden=1,
					in_standard_filter=1,
					**AFTER_SUBMIT,
				),
				_field("approver", "Data", "Approval By", depends_on="eval:!doc.docstatus", **COMPUTED),
				_field(
					"approval_reason",
					"Data",
					"Why This Approver",
					depends_on="eval:!doc.docstatus",
					**COMPUTED,
				),
				_field("reason", "Small Text", "Reason for Rejection", **COMPUTED),
				_field("authors", "Small Text", "Written By", depends_on="eval:!doc.docstatus", **COMPUTED),
			],
		),
		*_chain(
			"amended_from",
			[
				_field(
					"production_section",
					"Section Break",
					"Production",
					depends_on="eval:(doc.salesflow_production || []).length",
				),
				_field(
					"production",
					"Table",
					"Handed Over",
					options="Salesflow Production Handoff",
					**AFTER_SUBMIT,
				),
				_field("production_ready", "Check", "Ready for Final Pack", **AFTER_SUBMIT),
				_field("closed_on", "Datetime", "Closed by SalesFlow On", hidden=1, **AFTER_SUBMIT),
			],
		),
	],
	"Delivery Note": _chain(
		"return_against",
		[
			_field("shipment_section", "Section Break", "Traceability and Clearance"),
			_link("packed_by", "Packed By", "User", no_copy=1),
			_field("packed_on", "Date", "Packed On", no_copy=1),
			_field(
				"traceability",
				"Small Text",
				"Traceability",
				no_copy=1,
				description="Batches, serial numbers, certificates",
			),
			_field("shipment_column", "Column Break"),
			_link(
				"shipping_state",
				"Shipping State",
				"Workflow State",
				hidden=1,
				in_standard_filter=1,
				**AFTER_SUBMIT,
			),
			_link("cleared_by", "Cleared By", "User", **COMPUTED),
			_field("cleared_on", "Datetime", "Cleared On", **COMPUTED),
			_field("clearance_reason", "Small Text", "Reason", **COMPUTED),
			_field("papers_section", "Section Break", "Papers"),
			_field("papers", "Table", "Papers Needed", options="Salesflow Required Paper", no_copy=1),
		],
	),
	"Sales Invoice": _chain(
		"project",
		[
			_link("payment_milestone", "Payment Milestone", "Payment Milestone", no_copy=1, search_index=1),
			_link("sow", "SOW", "SOW", read_only=1, no_copy=1),
			_field("live_milestone", "Data", "Bills the Milestone", hidden=1, unique=1, **COMPUTED),
			_field(
				"client_line",
				"Small Text",
				"One Line for the Client",
				depends_on="salesflow_payment_milestone",
				description="The client reads this with the total of the rows instead of the rows. Empty: the rows",
			),
		],
	),
	"Contract": [
		*_chain(
			"fulfilment_status",
			[
				_field("is_msa", "Check", "Is Master Service Agreement", in_standard_filter=1),
				_link("company", "Company", "Company", mandatory_depends_on="eval:doc.salesflow_is_msa"),
				_field(
					"msa_version", "Data", "MSA Version", mandatory_depends_on="eval:doc.salesflow_is_msa"
				),
			],
		),
		*_chain("amended_from", MSA_FIELDS),
	],
	"Customer": _chain(
		"customer_group",
		[
			_link("customer_class", "Customer Class", "Salesflow Customer Class", in_standard_filter=1),
			_field("po_required", "Check", "Customer PO Required"),
			_field("reminders_off", "Check", "No Payment Reminders"),
		],
	),
	"Portal User": _chain(
		"user",
		[
			_link("given_by", "Given By", "User", read_only=1, in_list_view=1),
			_field("given_on", "Datetime", "Given On", read_only=1, in_list_view=1),
		],
	),
	"Contact": _chain(
		"email_id",
		[
			_field(
				"unconfirmed",
				"Check",
				"Not Confirmed",
				depends_on="salesflow_unconfirmed",
				no_copy=1,
				description="A website user entered this. Untick it to let the client's mail go to this contact",
			),
		],
	),
	"ToDo": _chain("assigned_by_full_name", [_field("task", "Data", "Task", hidden=1, **COMPUTED)]),
	"Sales Person": _chain(
		"employee",
		[_link("user", "User", "User", description="SalesFlow sends mails and tasks to this user")],
	),
}


def sync() -> None:
	"""Make or update the fields; safe to repeat. What an administrator changed about their look stays."""
	memory = json.loads(frappe.db.get_value("DefaultValue", {"defkey": MEMORY}, "defvalue") or "{}")
	fields = {
		doctype: [{**field, **_get_edits(doctype, field, memory)} for field in fields]
		for doctype, fields in CUSTOM_FIELDS.items()
	}
	create_custom_fields(fields, update=True)
	shipped = {
		_get_name(doctype, field): {prop: _as_plain(field.get(prop)) for prop in EDITABLE}
		for doctype, fields in CUSTOM_FIELDS.items()
		for field in fields
	}
	frappe.db.set_default(MEMORY, json.dumps(shipped))


def _get_edits(doctype: str, field: dict, memory: dict) -> dict:
	"""What differs from what was written last: somebody changed it."""
	name = _get_name(doctype, field)
	shipped = memory.get(name)
	now = shipped and frappe.db.get_value("Custom Field", name, EDITABLE, as_dict=True)
	if not now:
		return {}
	return {prop: now[prop] for prop in EDITABLE if _as_plain(now[prop]) != shipped[prop]}


def _get_name(doctype: str, field: dict) -> str:
	return f"{doctype}-{field['fieldname']}"


def _as_plain(value: str | int | None) -> str:
	"""Empty and 0 are alike, however they were written."""
	return str(value or "")


def remove() -> None:
	"""Delete the fields and their columns, and nothing else."""
	for name in frappe.get_all("Custom Field", {"module": MODULE}, pluck="name"):
		frappe.delete_doc("Custom Field", name, force=True)
	for doctype, fields in CUSTOM_FIELDS.items():
		_drop_columns(doctype, [field["fieldname"] for field in fields])
		frappe.clear_cache(doctype=doctype)


def _drop_columns(doctype: str, fieldnames: list[str]) -> None:
	columns = [name for name in fieldnames if name in frappe.db.get_table_columns(doctype)]
	if columns:
		drops = ", ".join(f"drop column `{name}`" for name in columns)
		frappe.db.sql_ddl(f"alter table `tab{doctype}` {drops}")  # names are the constants above
