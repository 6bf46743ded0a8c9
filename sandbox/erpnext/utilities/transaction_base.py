"""Checks of rows that every kind of document shares."""

import frappe
from frappe import _
from frappe.utils import cint, cstr, flt


class UOMMustBeIntegerError(frappe.ValidationError):
	"""A part of a unit that is only counted whole."""


def validate_uom_is_integer(rows: list, uom_field: str, qty_field: str) -> None:
	"""Refuse a part of a unit that is only counted whole."""
	for row in rows:
		unit, qty = row.get(uom_field), flt(row.get(qty_field), 6)
		if not unit or abs(qty - cint(qty)) < 0.0000001:
			continue
		if frappe.get_cached_value("UOM", unit, "must_be_whole_number"):
			frappe.throw(
				_(
					"Row {1}: Quantity ({0}) cannot be a fraction. To allow this, disable '{2}' in UOM {3}."
				).format(
					flt(qty, row.precision(qty_field)),
					row.idx,
					frappe.bold(_("Must be Whole Number")),
					frappe.bold(cstr(unit)),
				),
				UOMMustBeIntegerError,
			)
