"""What is checked of a document's values, and of a row's, before they are written."""

import frappe
from frappe import _
from frappe.database.schema import TYPES
from frappe.model import datetime_fields, table_fields
from frappe.utils import cint, cstr, flt, strip_html

LENGTHS = {
	**{fieldtype: 140 for fieldtype, column in TYPES.items() if column == "varchar(140)"},
	"Int": 11,
	"Long Int": 20,
}
UNSANITIZED = ("Attach", "Attach Image", "Barcode", "Code")
STRIPPED = {("Text Editor", kind) for kind in ("Data", "Small Text", "Text")}
"""Fieldtypes between which a fetched value loses its tags."""
VALIDATORS = {"Name": "validate_name", "Phone": "validate_phone_number", "URL": "validate_url"}


class Checks:
	"""Part of `BaseDocument`: each method looks at the fields of one document or row."""

	def _is_row(self) -> bool:
		return bool(self.get("parentfield"))

	def _get_missing_mandatory_fields(self) -> list[tuple[str, str]]:
		"""Mandatory fields that are empty, each with its message."""
		missing = [
			(df.fieldname, self._get_missing_message(df))
			for df in self.meta.get("fields", {"reqd": ("=", 1)})
			if not self._has_content(df)
		]
		ties = ("parent", "parenttype") if self.meta.istable else ()
		words = "Error: Value missing for {0}: {1}"
		return missing + [(tie, _(words).format(None, tie)) for tie in ties if not self.get(tie)]

	def _get_missing_message(self, df) -> str:
		label = _(df.label)
		if df.fieldtype in table_fields:
			parts = [_("Data missing in table"), label]
		elif self._is_row():
			parts = [self._get_place(), _("Value missing for"), label]
		else:
			return _("Error: Value missing for {0}: {1}").format(_(self.doctype), label)
		return ": ".join([_("Error"), *parts])

	def _get_place(self) -> str:
		return f"{frappe.bold(_(self.doctype))} {_('Row')} #{self.idx}"

	def _has_content(self, df) -> bool:
		value = self.get(df.fieldname)
		if value is None or isinstance(value, list):
			return bool(value)
		text = cstr(value)
		is_html = df.fieldtype == "Text Editor" or (df.fieldtype == "Code" and df.options == "HTML")
		return bool(strip_html(text).strip() or (is_html and ("<img" in text or "<iframe" in text)))

	def get_invalid_links(self, is_submittable=False) -> tuple[list, list]:
		"""Links to what does not exist, and to what is cancelled; also fetches the fields of the links."""
		invalid, cancelled = [], []
		for df in self.meta.get_link_fields() + self.meta.get_dynamic_link_fields():
			if not (docname := self.get(df.fieldname)) or df.get("is_virtual"):
				continue
			doctype = self._get_linked_doctype(df)
			values = self._fetch_linked(df, doctype, docname)
			if not values.name:
				invalid.append((df.fieldname, docname, self._get_link_message(df, docname)))
			elif self._is_link_cancelled(df, doctype, docname, is_submittable):
				cancelled.append((df.fieldname, docname, self._get_link_message(df, docname)))
		return invalid, cancelled

	def _get_linked_doctype(self, df) -> str:
		is_link = df.fieldtype == "Link"
		if target := df.options if is_link else self.get(df.options):
			return target
		if is_link:
			frappe.throw(_("Options not set for link field {0}").format(df.fieldname))
		frappe.throw(_("{0} must be set first").format(_(self.meta.get_label(df.options))))

	def _fetch_linked(self, df, doctype: str, docname) -> frappe._dict:
		meta = frappe.get_meta(doctype)
		if meta.issingle:
			return frappe._dict(name=doctype)
		fetched = [
			one
			for one in self.meta.get_fields_to_fetch(df.fieldname)
			if not one.get("fetch_if_empty") or not self.get(one.fieldname)
		]
		names = list(dict.fromkeys(["name", *(one.fetch_from.split(".")[-1] for one in fetched)]))
		values = frappe.db.get_value(doctype, docname, names, as_dict=True, cache=not fetched)
		if not values:  # as on a real site, a link that others are fetched by is not checked
			return frappe._dict(name=docname if fetched else None)
		self.set(df.fieldname, values.name)
		for one in fetched:
			if self.is_new() or not self.docstatus.is_submitted() or one.allow_on_submit:
				self.set_fetch_from_value(doctype, one, values)
		return values

	def _is_link_cancelled(self, df, doctype, docname, is_submittable) -> bool:
		matters = is_submittable or self.meta.is_submittable
		if not matters or df.fieldname == "amended_from" or not frappe.get_meta(doctype).is_submittable:
			return False
		return cint(frappe.db.get_value(doctype, docname, "docstatus")) == 2

	def _get_link_message(self, df, docname) -> str:
		row = f"{_('Row')} #{self.idx}: " if self._is_row() else ""
		return f"{row}{_(df.label)}: {docname}"

	def set_fetch_from_value(self, doctype: str, df, values: dict) -> None:
		"""Fill a field from the document that is linked."""
		source = df.fetch_from.split(".")[-1]
		value, linked = values[source], frappe.get_meta(doctype).get_field(source)
		if linked and (linked.fieldtype, df.fieldtype) in STRIPPED:
			value = strip_html(value or "")
		self.set(df.fieldname, value)

	def _validate_selects(self) -> None:
		for df in () if frappe.flags.in_import else self.meta.get_select_fields():
			chosen = self.get(df.fieldname)
			if chosen and df.options and df.fieldname != "naming_series":
				self._check_choice(df, cstr(chosen).strip(), df.options.split("\n"))

	def _check_choice(self, df, chosen: str, options: list[str]) -> None:
		if not any(options):
			return
		self.set(df.fieldname, chosen)
		if chosen not in options:
			row = _("Row #{0}:").format(self.idx) if self._is_row() else ""
			words = _('{0} {1} cannot be "{2}". It should be one of "{3}"')
			frappe.throw(words.format(row, _(df.label), chosen, '", "'.join(map(_, options))))

	def _validate_data_fields(self) -> None:
		for df in self.meta.get_data_fields():
			value = self.get(df.fieldname)
			if df.options == "Email" and not {self.owner, value} <= {*frappe.STANDARD_USERS}:
				for address in frappe.utils.split_emails(value):
					frappe.utils.validate_email_address(address, throw=True)
			elif df.options in VALIDATORS and (value or df.options != "URL"):
				getattr(frappe.utils, VALIDATORS[df.options])(value, throw=True)

	def _validate_non_negative(self) -> None:
		for df in self.meta.get("fields", {"non_negative": ("=", 1)}):
			if df.fieldtype not in ("Int", "Float", "Currency") or flt(self.get(df.fieldname)) >= 0:
				continue
			label = frappe.bold(_(df.label))
			if self._is_row():
				message = f"{self._get_place()}: {_('Value cannot be negative for')} {label}"
			else:
				message = _("Value cannot be negative for {0}: {1}").format(_(self.doctype), label)
			frappe.throw(message, frappe.NonNegativeError, title=_("Negative Value"))

	def _validate_length(self) -> None:
		if frappe.flags.in_install or self.meta.issingle:
			return
		for fieldname, df, _convert in self.meta.columns:
			value = self.__dict__.get(fieldname)
			limit = None if value is None or not df else LENGTHS.get(df.fieldtype)
			if limit is None:
				continue
			if df.fieldtype not in ("Int", "Long Int"):
				limit = cint(df.get("length")) or limit
			if len(cstr(value)) > limit:
				self.throw_length_exceeded_error(df, limit, value)

	def throw_length_exceeded_error(self, df, max_length: int, value) -> None:
		"""Say that a value is too long."""
		kind = _(self.doctype)
		place = _("{0}, Row {1}").format(kind, self.idx) if self._is_row() else f"{kind} {self.name}"
		message = _("{0}: '{1}' ({3}) will get truncated, as max characters allowed is {2}")
		text = message.format(place, frappe.bold(_(df.label)), max_length, value)
		frappe.throw(text, frappe.CharacterLengthExceededError, title=_("Value too big"))

	def _sync_autoname_field(self) -> None:
		kind, _colon, field = (self.meta.autoname or "").partition(":")
		if kind == "field" and self.name not in (None, "", self.get(field)):
			self.set(field, self.name)

	def _sanitize_content(self) -> None:
		"""Take what could run as a script out of every text."""
		if frappe.flags.in_install:
			return
		from frappe.utils.html_utils import sanitize_html

		for fieldname, df, _convert in self.meta.columns:
			value = self.__dict__.get(fieldname)
			is_markup = isinstance(value, str) and ("<" in value or ">" in value)
			if is_markup and not self._keeps_html(df, value):
				is_rich = bool(df and df.fieldtype == "Text Editor")
				self.set(fieldname, sanitize_html(value, linkify=is_rich))

	def _keeps_html(self, df, value: str) -> bool:
		"""Fields that may hold any text, and fields of a submitted document that cannot change."""
		if not df:
			return False
		if df.fieldtype in UNSANITIZED or df.get("ignore_xss_filter"):
			return True
		if df.get("options") == "Email" and df.fieldtype == "Data":
			return True
		return self.docstatus == 2 or (self.docstatus == 1 and not df.get("allow_on_submit"))

	def _save_passwords(self) -> None:
		"""Secrets that have to be read again are not kept in a sandbox."""
		for df in self.meta.get("fields", {"fieldtype": ("=", "Password")}):
			if self.get(df.fieldname):
				raise NotImplementedError(f"{self.doctype}: a value in the Password field {df.fieldname}")

	def _validate_update_after_submit(self, before) -> None:
		"""A submitted document keeps its values, but those that are allowed to change."""
		for df in self.meta.fields:
			if df.allow_on_submit or df.get("is_virtual"):
				continue
			old = before.get(df.fieldname) if before else None
			if not self.get(df.fieldname) and not old:
				continue
			if df.fieldtype in table_fields:
				new, old = len(self.get(df.fieldname) or []), len(old or [])
			elif df.fieldtype in frappe.model.no_value_fields:
				continue
			else:
				new, old = self._get_comparable(df, self.get(df.fieldname)), self._get_comparable(df, old)
			if new != old:
				self._throw_changed_after_submit(df, old, new)

	def _get_comparable(self, df, value):
		if value is None and df.fieldtype in (*datetime_fields, "Link", "Dynamic Link"):
			return value
		return self.cast(value, df)

	def _throw_changed_after_submit(self, df, old, new) -> None:
		frappe.throw(
			_("{0} Not allowed to change {1} after submission from {2} to {3}").format(
				_("Row #{0}:").format(self.idx) if self._is_row() else "",
				frappe.bold(_(df.label)),
				frappe.bold(old),
				frappe.bold(new),
			),
			exc=frappe.UpdateAfterSubmitError,
			title=_("Cannot Update After Submit"),
		)
