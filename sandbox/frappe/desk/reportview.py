"""Lists and reports of the desk: what their requests ask for, within the user's rights."""

import csv
import io

import frappe
from frappe import _
from frappe.model.db_query import DatabaseQuery
from frappe.offered import refuse_others
from frappe.permissions import can_export
from frappe.utils import cint

NOT_ARGUMENTS = (
	"cmd",
	"data",
	"ignore_permissions",
	"view",
	"user",
	"csrf_token",
	"join",
	"file_format_type",
	"title",
	"csv_delimiter",
	"csv_quoting",
	"csv_decimal_sep",
	"export_in_background",
	"add_totals_row",
	"selected_items",
)
JSON_ARGUMENTS = ("filters", "or_filters", "fields", "order_by", "group_by")


def execute(doctype, *args, **kwargs):
	"""Run a list query."""
	return DatabaseQuery(doctype).execute(*args, **kwargs)


def get_form_params() -> frappe._dict:
	"""Arguments of the list query that the request carries."""
	params = {key: value for key, value in frappe.local.form_dict.items() if key not in NOT_ARGUMENTS}
	for key in JSON_ARGUMENTS:
		if isinstance(params.get(key), str) and params[key][:1] in ("[", "{", '"'):
			params[key] = frappe.parse_json(params[key])
	for key in ("limit_start", "limit_page_length", "start", "page_length"):
		if params.get(key) is not None:
			params[key] = cint(params[key])
	for key in ("distinct", "with_comment_count", "as_list"):
		if isinstance(params.get(key), str):
			params[key] = params[key] in ("1", "true", "True")
	params["strict"] = True
	return frappe._dict(params)


@frappe.whitelist()
def get():
	"""A list as `keys` and rows of `values`."""
	return compress(execute(**get_form_params()))


@frappe.whitelist()
def get_list():
	"""A list as dicts."""
	return execute(**get_form_params())


@frappe.whitelist()
def get_count() -> int:
	"""How many documents of a list there are."""
	params = get_form_params()
	name = f"`tab{params.doctype}`.`name`"
	distinct = "distinct " if params.pop("distinct", None) else ""
	params.fields = [f"count({distinct}{name}) as total_count"]
	return execute(**params)[0].get("total_count")


def compress(data, args=None) -> dict | list:
	"""Write the keys of all rows once."""
	if not data:
		return data
	keys = list(data[0])
	return {"keys": keys, "values": [[row.get(key) for key in keys] for row in data], "user_info": {}}


@frappe.whitelist()
def export_query() -> None:
	"""Answer a list as a CSV or Excel file, for who may export the DocType."""
	file_format = frappe.local.form_dict.get("file_format_type")
	params = get_form_params()
	doctype = params.doctype
	title = frappe.local.form_dict.get("title") or doctype
	frappe.has_permission(doctype, "read", throw=True)
	can_export(doctype, raise_exception=True)
	params.fields = [*(params.fields or ["name"])]
	if "owner" not in params.fields:
		params.fields.append("owner")
	rows = execute(**params)
	keys = list(rows[0]) if rows else [field for field in params.fields if field != "*"]
	table = [[_("Sr"), *(_get_label(doctype, key) for key in keys)]]
	table += [[number, *(row.get(key) for key in keys)] for number, row in enumerate(rows, 1)]
	_answer_file(title, file_format, table)


def _get_label(doctype: str, fieldname: str) -> str:
	if fieldname == "name":
		return _("ID")
	df = frappe.get_meta(doctype).get_field(fieldname)
	return _(df.label) if df and df.label else fieldname


def _answer_file(title: str, file_format: str, table: list[list]) -> None:
	if file_format == "Excel":
		from frappe.utils.xlsxutils import make_xlsx

		suffix, content = "xlsx", make_xlsx(table, title).getvalue()
	elif file_format == "CSV":
		out = io.StringIO()
		csv.writer(out, quoting=csv.QUOTE_NONNUMERIC).writerows(table)
		suffix, content = "csv", out.getvalue().encode()
	else:
		raise NotImplementedError(
			f"export_query(file_format_type={file_format!r}) is not offered by the sandbox"
		)
	frappe.response["filename"] = f"{_(title)}.{suffix}"
	frappe.response["filecontent"] = content
	frappe.response["type"] = "binary"


def build_match_conditions(doctype, user=None, as_condition=True):
	"""What narrows the user's lists of a DocType, as a condition."""
	return DatabaseQuery(doctype, user=user).build_match_conditions(as_condition=as_condition)


__getattr__ = refuse_others(__name__)
