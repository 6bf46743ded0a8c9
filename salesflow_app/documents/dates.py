"""Days that people enter for what happened."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, format_date, getdate, today


def validate_happened(doc: Document, value: date | str | None, where: str) -> None:
	"""Refuse a day that has not come; `where` names the field, and the row. Further east it may be tomorrow already."""
	if value and getdate(value) > getdate(add_days(today(), 1)):
		frappe.throw(
			_("{0} {1}, {2}: {3} is in the future. Enter the day on which it happened.").format(
				_(doc.doctype), doc.name or _("(new)"), frappe.bold(where), format_date(value)
			)
		)
