"""`frappe.qb`: queries built with PyPika."""

from frappe.query_builder import functions
from frappe.query_builder.builder import Builder, DocType
from pypika import Case, Criterion, CustomFunction, Field, Interval, JoinType, Order, Query, Table, Tuple
from pypika.terms import Not, NullValue

__all__ = [
	"Case",
	"Criterion",
	"CustomFunction",
	"DocType",
	"Field",
	"Interval",
	"JoinType",
	"Not",
	"NullValue",
	"Order",
	"Query",
	"Table",
	"Tuple",
	"functions",
	"get_query_builder",
]


def get_query_builder(type_of_db: str = "sqlite") -> type[Builder]:
	"""The class behind `frappe.qb`."""
	return Builder
