"""Lists: filters, operators, order, limits, fields, grouping."""

import frappe
from frappe.utils import add_days, today

from salesflow_app.tests.site.probes import each, probe

MARK = "probe of lists"
TASKS = (
	("alpha", "High", "2026-01-10", "#111111"),
	("Beta", "Low", "2026-02-10", None),
	("gamma%", "Medium", None, ""),
	("delta_x", "Low", "2026-02-11", "#111111"),
)


def _make_tasks() -> None:
	for text, priority, date, color in TASKS:
		values = {
			"description": text,
			"priority": priority,
			"date": date,
			"color": color,
			"assignment_rule": None,
		}
		frappe.get_doc({"doctype": "ToDo", "sender": "probe@lists.example", **values}).insert()


def _find(filters, **options):
	_make_tasks()
	mine = [["ToDo", "sender", "=", "probe@lists.example"]]
	if isinstance(filters, dict):
		filters = [
			["ToDo", field, *(value if isinstance(value, tuple) else ("=", value))]
			for field, value in filters.items()
		]
	options.setdefault("order_by", "description asc")
	options.setdefault("pluck", "description")
	return frappe.get_all("ToDo", filters=mine + filters, **options)


each(
	"filter",
	lambda field, operator, value: _find([["ToDo", field, operator, value]]),
	("priority", "=", "low"),
	("priority", "!=", "Low"),
	("priority", "in", ["High", "Low"]),
	("priority", "in", "High,Low"),
	("priority", "in", []),
	("priority", "not in", ["High"]),
	("priority", "not in", []),
	("description", "like", "%A%"),
	("description", "like", "gamma\\%"),
	("description", "not like", "%a"),
	("description", "like", "delta\\_x"),
	("date", ">", "2026-01-31"),
	("date", ">=", "2026-02-10"),
	("date", "<", "2026-02-11"),
	("date", "between", ["2026-02-01", "2026-02-10"]),
	("date", "is", "set"),
	("date", "is", "not set"),
	("color", "is", "set"),
	("color", "is", "not set"),
	("color", "=", None),
	("color", "=", ""),
	("color", "!=", "#111111"),
	("date", "=", None),
	("date", "!=", "2026-02-10"),
	("docstatus", "<", 1),
	("description", "=", "ALPHA"),
	("no_such_field", "=", "x"),
	("name", "=", "it's"),
	("creation", ">", "2020-01-01"),
	("creation", "between", [add_days(today(), -1), add_days(today(), 1)]),
)
each(
	"order",
	lambda order: _find([], order_by=order),
	("description desc",),
	("priority asc, description desc",),
	("date asc",),
	("date desc, description asc",),
	("`tabToDo`.`description` desc",),
	("description; drop table x",),
)
each(
	"limit",
	lambda options: _find([], **options),
	({"limit": 2},),
	({"limit_page_length": 1},),
	({"limit_start": 1, "limit_page_length": 2},),
	({"start": 3, "page_length": 5},),
	({"limit": 0},),
)
each(
	"fields",
	lambda fields: _find([], fields=fields, pluck=None, limit=1),
	(["description"],),
	(["description as text", "priority"],),
	(["count(name) as number"],),
	(["`tabToDo`.`description`"],),
	(["description", "allocated_to.full_name as who"],),
)


@probe
def operator_that_is_none():
	try:
		_find([["ToDo", "description", "nonsense", "x"]])
	except frappe.ValidationError as error:
		return str(error).partition("one of")[0]  # the rest is in no order


@probe
def grouped_and_counted():
	return _find(
		[],
		fields=["priority", "count(name) as number"],
		group_by="priority",
		order_by="priority asc",
		pluck=None,
	)


@probe
def distinct_values():
	return set(_find([], fields=["priority"], distinct=True, pluck="priority"))


@probe
def one_or_the_other():
	return _find([], or_filters=[["ToDo", "priority", "=", "High"], ["ToDo", "description", "=", "Beta"]])


@probe
def as_a_list():
	return _find([], fields=["description", "priority"], as_list=True, pluck=None)


@probe
def rows_are_dictionaries_with_attributes():
	row = _find([], fields=["description"], pluck=None, limit=1)[0]
	return [type(row).__name__, row.description, row.nothing]


@probe
def child_rows_by_parent():
	return frappe.get_all(
		"Has Role",
		{"parent": "Administrator", "parenttype": "User"},
		pluck="role",
		order_by="role asc",
		limit=3,
	)


@probe
def list_of_a_child_table_needs_its_parent():
	return frappe.get_list("Has Role", {"parent": "Administrator"}, limit=1)


@probe
def parents_by_a_field_of_their_rows():
	return frappe.get_all(
		"User", [["Has Role", "role", "=", "Administrator"]], pluck="name", order_by="name asc"
	)


@probe
def get_value_orders_by_the_newest():
	_make_tasks()
	return frappe.db.get_value(
		"ToDo", {"sender": "probe@lists.example"}, "description", order_by="description desc"
	)


@probe
def get_values_of_several():
	_make_tasks()
	return frappe.db.get_values(
		"ToDo",
		{"sender": "probe@lists.example", "priority": "Low"},
		["description", "date"],
		order_by="description asc",
	)


@probe
def counts():
	_make_tasks()
	filters = {"sender": "probe@lists.example"}
	return [frappe.db.count("ToDo", filters), frappe.db.count("ToDo", {**filters, "date": ("is", "set")})]


@probe
def set_value_of_many():
	_make_tasks()
	frappe.db.set_value("ToDo", {"sender": "probe@lists.example"}, {"status": "Closed", "priority": "Low"})
	return frappe.get_all("ToDo", {"sender": "probe@lists.example"}, ["status", "priority"], distinct=True)


@probe
def delete_of_many():
	_make_tasks()
	frappe.db.delete("ToDo", {"sender": "probe@lists.example", "priority": ("!=", "Low")})
	return frappe.db.count("ToDo", {"sender": "probe@lists.example"})


@probe
def query_builder():
	_make_tasks()
	todo = frappe.qb.DocType("ToDo")
	query = frappe.qb.from_(todo).select(todo.description).where(todo.sender == "probe@lists.example")
	return [
		query.where(todo.priority == "LOW").orderby(todo.description).run(),
		query.where(todo.date.isnull()).run(as_dict=True),
		query.where(todo.description.like("%a%"))
		.orderby(todo.description, order=frappe.qb.desc)
		.run(pluck=True),
	]


@probe
def names_are_found_in_any_case():
	frappe.get_doc({"doctype": "Industry Type", "industry": "Probing"}).insert()
	return [
		frappe.db.get_value("Industry Type", "pRoBing", "name"),
		frappe.get_doc("Industry Type", "PROBING").name,
	]


@probe
def accents_are_letters_of_their_own_or_not():
	frappe.get_doc({"doctype": "Industry Type", "industry": "Müller"}).insert()
	return [frappe.db.exists("Industry Type", {"industry": name}) for name in ("Müller", "MÜLLER", "Muller")]
