"""Numbers, dates and times: parsing, rounding, arithmetic."""

import datetime

import frappe
from frappe.utils import (
	add_days,
	add_months,
	add_to_date,
	add_years,
	cint,
	cstr,
	date_diff,
	flt,
	fmt_money,
	format_date,
	format_datetime,
	format_time,
	formatdate,
	get_datetime,
	get_first_day,
	get_last_day,
	getdate,
	rounded,
	time_diff_in_seconds,
)

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.probes import each, probe

each("flt", flt, (None,), ("",), ("1,234.5",), ("abc",), (" 7 ",), ("1e3",), (True,), ("-0",), ("٣",), ([],))
each(
	"flt",
	flt,
	(0.125, 2),
	(0.375, 2),
	(2.675, 2),
	(-1.005, 2),
	(1.5, 0),
	(2.5, 0),
	(1e15 + 0.3, 2),
	(0.1 + 0.2, 9),
)
each("flt", flt, (33333.335, 2), (100000.01 * 0.3, 2), (1 / 3, 6), (float("inf"), 2), ("1e309", 2))
each("cint", cint, (None,), ("",), ("3.9",), ("x",), (True,), (-2.7,), ("1,000",), ("0x10",), ("x", 5))
each("cstr", cstr, (None,), (0,), (1.50,), ("ä",), (b"abc",), (True,))
each("rounded", rounded, (0.5,), (1.5,), (2.5,), (-0.5,), (1.005, 2), (2.345, 2), (1234.5678, 3))
each(
	"fmt_money",
	fmt_money,
	(1234567.891,),
	(1234567.891, 2),
	(0, 2),
	(-12.5, 2),
	("7", 2),
	(None, 2),
	(1234.5, 2, "EUR"),
	(1234.5, None, "EUR"),
	(1234.5, 0, "EUR"),
	(0.005, 2, "EUR"),
)
each(
	"getdate", getdate, ("2026-02-28",), ("2026-2-3",), ("",), ("2026-13-01",), ("nonsense",), ("2026-02-30",)
)
each("getdate", getdate, (datetime.datetime(2026, 5, 4, 23, 59),), (datetime.date(2026, 5, 4),))
each(
	"get_datetime",
	get_datetime,
	("2026-02-28 10:11:12",),
	("2026-02-28 10:11:12.123456",),
	("2026-02-28",),
	(datetime.date(2026, 1, 1),),
	("0001-01-01 00:00:00",),
)
each(
	"add_days",
	add_days,
	("2026-02-28", 1),
	("2028-02-28", 1),
	("2026-01-01", -1),
	(datetime.date(2026, 1, 1), 31),
)
each("add_months", add_months, ("2026-01-31", 1), ("2026-03-31", -1), ("2026-12-15", 2))
each("add_years", add_years, ("2028-02-29", 1), ("2026-06-30", 4))
each(
	"add_to_date",
	lambda date, values: add_to_date(date, **values),
	("2026-01-31", {"months": 1, "days": 1}),
	("2026-01-31 10:00:00", {"hours": 15}),
	("2026-01-31", {"years": 1, "as_string": True}),
	("2026-01-31 10:00:00", {"minutes": 5, "as_string": True, "as_datetime": True}),
)
each(
	"date_diff",
	date_diff,
	("2026-03-01", "2026-02-01"),
	("2026-01-01", "2026-12-31"),
	("2026-01-01 23:00", "2026-01-01"),
)
each("time_diff_in_seconds", time_diff_in_seconds, ("2026-01-01 10:00:05", "2026-01-01 09:00:00"))
each("get_first_day", get_first_day, ("2026-05-17",), ("2026-05-17", 0, 1))
each("get_last_day", get_last_day, ("2026-02-17",), ("2028-02-01",))
each(
	"formatdate",
	formatdate,
	("2026-05-04",),
	("2026-05-04", "d MMMM YYYY"),
	("2026-05-04", "yyyy-MM-dd"),
	(None,),
	("",),
)
each("format_date", format_date, ("2026-05-04",), (datetime.date(2026, 5, 4), "dd MMM"))
each(
	"format_datetime", format_datetime, ("2026-05-04 13:14:15",), ("2026-05-04 13:14:15", "dd.MM.yyyy HH:mm")
)
each("format_time", format_time, ("13:14:15", "HH:mm"), ("9:05:00", "HH:mm"))


@probe
def money_in_the_currency_of_the_document():
	doc = frappe.new_doc("Quotation")
	doc.update({"currency": "EUR", "grand_total": 1234.5, "conversion_rate": 1})
	return doc.get_formatted("grand_total")


@probe
def precision_of_fields():
	order = frappe.new_doc("Sales Order")
	row = order.append("items", {})
	return {
		"grand_total": order.precision("grand_total"),
		"rate": row.precision("rate"),
		"qty": row.precision("qty"),
		"base": order.precision("base_grand_total"),
	}


@probe
def values_come_back_with_their_types():
	todo = frappe.get_doc(
		{"doctype": "ToDo", "description": "x", "date": "2026-05-04", "priority": "High"}
	).insert()
	row = frappe.db.get_value("ToDo", todo.name, ["date", "description", "docstatus", "idx"], as_dict=True)
	return dict(row)


@probe
def numbers_come_back_with_their_types():
	factories.make_item()
	item = frappe.get_all(
		"Item", ["standard_rate", "is_stock_item", "disabled"], limit=1, order_by="creation asc"
	)
	return [[type(value).__name__ for value in row.values()] for row in item]


@probe
def text_in_a_number_field_becomes_zero():
	opportunity = frappe.new_doc("Opportunity")
	opportunity.update({"opportunity_amount": "12 apples", "probability": "45"})
	opportunity._validate_selects()
	return [opportunity.get("opportunity_amount"), opportunity.get("probability")]
