"""The rows of a Meta: fields and permissions."""

import json
from operator import itemgetter

import frappe
from frappe.model import data_fieldtypes

NUMBERS = frozenset(
	"""allow_bulk_edit allow_in_quick_entry allow_on_submit bold collapsible columns fetch_if_empty hidden
	hide_border hide_days hide_seconds idx ignore_user_permissions ignore_xss_filter in_filter in_global_search
	in_list_view in_preview in_standard_filter is_virtual length make_attachment_public no_copy non_negative
	not_nullable permlevel print_hide print_hide_if_no_value read_only remember_last_selected_value report_hide
	reqd search_index set_only_once show_dashboard show_on_timeline show_preview_popup sort_options translatable
	unique docstatus is_custom_field read write create delete submit cancel amend report export import share
	print email if_owner select""".split()
)
TEXTS = frozenset(
	"""collapsible_depends_on default depends_on description documentation_url fetch_from fieldname fieldtype
	label link_filters mandatory_depends_on max_height name oldfieldname oldfieldtype options owner parent
	parentfield parenttype placeholder precision print_width read_only_depends_on trigger width role creation
	modified modified_by insert_after match link_doctype link_fieldname group parent_doctype table_fieldname
	is_child_table custom action action_type title color""".split()
)


class MetaRow(frappe._dict):
	"""A row of a DocType; properties that it does not name are 0 or None. `revision` counts later changes."""

	__slots__ = ()
	revision = 0

	def __setitem__(self, key, value):
		super().__setitem__(key, value)
		MetaRow.revision += 1

	__setattr__ = __setitem__

	def __getattr__(self, name: str):
		if name in self:
			return self[name]
		if name in NUMBERS:
			return 0
		if name in TEXTS:
			return None
		raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

	def __reduce__(self):
		return (type(self), (dict(self),))

	def get(self, key, default=None):
		"""A property."""
		value = super().get(key)
		return default if value is None else value

	def set(self, key, value) -> None:
		"""Set a property of this Meta only."""
		self[key] = value

	def as_dict(self, *_args, **_kwargs) -> dict:
		"""The properties as a dict."""
		return frappe._dict(self)


class DocField(MetaRow):
	"""A field of a DocType."""

	__slots__ = ()
	fieldname, fieldtype = (property(itemgetter(key)) for key in ("fieldname", "fieldtype"))

	def __init__(self, *args, **kwargs):
		super().__init__({"doctype": "DocField", "permlevel": 0})
		self.update(*args, **kwargs)

	def holds_value(self) -> bool:
		"""Can a document have a value in this field?"""
		return self.fieldtype in data_fieldtypes

	def has_column(self) -> bool:
		"""Does it stand in the database?"""
		return self.holds_value() and not self.get("is_virtual")


def place_fields(fields: list, order=None) -> list:
	"""Put the custom fields where they belong: as a saved order says, else after their `insert_after`."""
	if order and (isinstance(order, str) or any(field.get("is_custom_field") for field in fields)):
		names = json.loads(order) if isinstance(order, str) else None
		if names:
			place = {name: number for number, name in enumerate(names)}
			known = [field for field in fields if field.fieldname in place]
			return _insert(
				sorted(known, key=lambda field: place[field.fieldname]),
				[field for field in fields if field.fieldname not in place],
			)
	return _insert(
		[field for field in fields if not field.get("is_custom_field")],
		[field for field in fields if field.get("is_custom_field")],
	)


def _insert(placed: list, waiting: list) -> list:
	while waiting:
		names = {field.fieldname: number for number, field in enumerate(placed)}
		ready = [field for field in waiting if field.get("insert_after") in names]
		if not ready:
			return placed + waiting
		target = ready[0].insert_after
		group = [field for field in ready if field.insert_after == target]
		position = names[target] + 1
		placed[position:position] = group
		waiting = [field for field in waiting if field not in group]
	return placed
