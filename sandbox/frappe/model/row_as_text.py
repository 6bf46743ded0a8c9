"""How a document or a row reads to people: decimals, formats, print; and what they may not change in it."""

import frappe
from frappe import _
from frappe.model import float_like_fields


class RowAsText:
	"""Part of `BaseDocument`."""

	def precision(self, fieldname: str, parentfield=None) -> int | None:
		"""Number of decimals of a field; None where it is no decimal number."""
		from frappe.model.meta import get_field_precision

		if parentfield and not isinstance(parentfield, str):
			parentfield = parentfield.parentfield
		meta = self.meta
		if parentfield:
			meta = frappe.get_meta(meta.get_field(parentfield).options)
		df = meta.get_field(fieldname)
		if df and (df.fieldtype in float_like_fields):
			return get_field_precision(df, self)
		return None

	def get_formatted(
		self, fieldname, doc=None, currency=None, absolute_value=False, translated=False, format=None
	):
		"""A value as text, in the format of the site."""
		from frappe.model.meta import get_default_df
		from frappe.utils.formatters import format_value

		df = self.meta.get_field(fieldname) or get_default_df(fieldname)
		value = self.get(fieldname)
		if translated:
			value = _(value)
		if df and df.fieldtype == "Currency" and not currency and (options := df.get("options")):
			if frappe.db.exists("Currency", options, cache=True):
				currency = options
			else:
				currency = self.get(options)
		if absolute_value and isinstance(value, int | float):
			value = abs(value)
		return format_value(
			value, df=df, doc=doc or self.parent_doc or self, currency=currency, format=format
		)

	def get_value(self, fieldname):
		"""A value in the type of its field."""
		df = self.meta.get_field(fieldname)
		return self.cast(self.get(fieldname), df) if df else self.get(fieldname)

	def cast(self, value, df):
		"""A value in the type of a field."""
		from frappe.utils.data import cast

		return cast(df.fieldtype, value)

	def reset_values_if_no_permlevel_access(self, has_access_to, high_permlevel_fields) -> None:
		"""Put back what the user may not change."""
		kept = self.flags.get("ignore_permlevel_for_fields") or ()
		fields = [
			df
			for df in high_permlevel_fields
			if df.permlevel not in has_access_to and df.fieldname not in kept
		]
		if not fields:
			return
		reference = self._get_reference_for_reset()
		for df in fields:
			self.set(df.fieldname, reference.get(df.fieldname) if reference else None)

	def _get_reference_for_reset(self):
		if self.is_new():
			return frappe.new_doc(self.doctype)
		if self.get("parenttype") and self.parent_doc is not None:
			rows = self.parent_doc.get_latest().get(self.parentfield) or []
			return next((row for row in rows if row.name == self.name), None)
		return self.get_latest()
