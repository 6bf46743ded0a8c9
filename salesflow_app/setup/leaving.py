"""What an uninstall will take along, open to readers, or leave behind broken: said before anything is changed."""

from __future__ import annotations

import frappe
from frappe.utils import cint

from salesflow_app.people.seeing import OWN_AND_TEAM
from salesflow_app.salesflow_app.workflows.sow import BINDING
from salesflow_app.settings import get_settings
from salesflow_app.setup.custom_fields import CUSTOM_FIELDS, MODULE

CONSENT = "salesflow_delete_signed_records"
"""Key of site_config.json without which signed documents and evidence stay."""

USES = {
	"Auto Email Report": ("filters",),
	"Client Script": ("script",),
	"Custom Field": ("depends_on", "mandatory_depends_on", "read_only_depends_on", "fetch_from"),
	"Dashboard Chart": ("filters_json", "dynamic_filters_json"),
	"Email Template": ("subject", "response", "response_html"),
	"Kanban Board": ("filters", "fields", "field_name"),
	"List Filter": ("filters",),
	"Notification": ("condition", "message", "subject", "value_changed", "date_changed"),
	"Number Card": ("filters_json", "dynamic_filters_json"),
	"Print Format": ("html", "format_data"),
	"Report": ("json", "query", "report_script", "javascript"),
	"Server Script": ("script",),
	"Workflow Transition": ("condition",),
}
"""Records of the site's own that can name our fields, and where."""

SWITCH_OFF = {
	"Client Script": ("enabled", 0),
	"Notification": ("enabled", 0),
	"Server Script": ("disabled", 1),
}
"""Those that would stop ERPNext's own documents from being saved once the field is gone."""


def get_lines() -> list[str]:
	"""What goes, what becomes readable, and what of the site's own names our fields."""
	return [*_get_documents(), *_get_filled_fields(), *_get_readable(), *_get_broken(), *_get_consent()]


def has_signed_records() -> bool:
	"""Is there a signed SOW or evidence?"""
	return bool(
		frappe.db.exists("SOW", {"workflow_state": ("in", BINDING)})
		or frappe.db.exists("SOW", {"docstatus": ("!=", 0)})
		or frappe.db.count("Salesflow Evidence Entry")
	)


def is_consented() -> bool:
	"""Did whoever keeps the site allow that signed documents go?"""
	return bool(cint(frappe.conf.get(CONSENT)))


def get_doctypes() -> list[str]:
	"""Our DocTypes that have documents of their own."""
	filters = {"module": MODULE, "istable": 0, "issingle": 0}
	return frappe.get_all("DocType", filters, pluck="name", order_by="name asc")


def find_uses() -> list[tuple[str, str]]:
	"""DocType and name of each record of the site's own that names one of our fields."""
	return [
		(doctype, name)
		for doctype, fields in USES.items()
		if frappe.db.table_exists(doctype)
		for name in _find_names(doctype, fields)
	]


def switch_off_uses() -> None:
	"""Switch off what would stop other documents from being saved; nothing of the site's own is deleted for it."""
	for doctype, name in find_uses():
		if doctype in SWITCH_OFF:
			frappe.db.set_value(doctype, name, *SWITCH_OFF[doctype])


def _find_names(doctype: str, fields: tuple[str, ...]) -> list[str]:
	meta = frappe.get_meta(doctype)
	table = frappe.qb.DocType(doctype)
	found = [table[field].like("%salesflow\\_%") for field in fields if meta.has_field(field)]
	if not found:
		return []
	wanted = found[0]
	for condition in found[1:]:
		wanted = wanted | condition
	if meta.has_field("module"):
		wanted = wanted & (table.module.isnull() | (table.module != MODULE))
	name = table.parent if meta.istable else table.name
	names = frappe.qb.from_(table).select(name).distinct().where(wanted).orderby(name).run(pluck=True)
	return [name for name in names if not str(name).startswith("Salesflow ")]


def _get_documents() -> list[str]:
	counted = [(doctype, frappe.db.count(doctype)) for doctype in get_doctypes()]
	return [f"{number} x {doctype} will be deleted." for doctype, number in counted if number]


def _get_filled_fields() -> list[str]:
	lines = []
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			if number := _count_filled(doctype, field):
				lines.append(
					f"{doctype}, {field['label'] or field['fieldname']}: the values of {number} rows will be deleted."
				)
	return lines


def _count_filled(doctype: str, field: dict) -> int:
	name = field["fieldname"]
	if name not in frappe.db.get_table_columns(doctype):
		return 0
	empty = 0 if field["fieldtype"] == "Check" else ""
	return frappe.db.count(doctype, [[name, "is", "set"], [name, "!=", empty]])


def _get_readable() -> list[str]:
	lines = []
	if number := frappe.db.count("Salesflow Lost Analysis"):
		lines.append(
			f"{number} lost deals: the reasons that only leaders read now go back into the Opportunity or Quotation, "
			"where everyone reads them who reads that document."
		)
	if get_settings().get("who_sees_deals") == OWN_AND_TEAM:
		lines.append(
			"Deals that people of other teams do not see now: all see them who read the DocType by their roles."
		)
	return lines


def _get_broken() -> list[str]:
	return [
		f"{doctype} {name} names fields of SalesFlow: "
		+ (
			"it will be switched off; change it to use it again."
			if doctype in SWITCH_OFF
			else "change or delete it."
		)
		for doctype, name in find_uses()
	]


def _get_consent() -> list[str]:
	return [get_refusal()] if has_signed_records() and not is_consented() else []


def get_refusal() -> str:
	"""Why an uninstall stops, and what an administrator does to have it go on."""
	return (
		"There are signed SOWs or evidence, so SalesFlow is not uninstalled. To delete them, run "
		f"“bench --site {frappe.local.site} set-config {CONSENT} 1” and uninstall again: they are written to a file "
		"in private/backups first."
	)
