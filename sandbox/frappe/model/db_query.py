"""`frappe.get_list` and `frappe.get_all`: rows of a DocType, with filters, joins and the reader's rights."""

import json
import re

import frappe
from frappe import _
from frappe.database.conditions import get_condition, read_filters
from frappe.model import list_fields, list_rights

DEFAULT_ORDER = "KEEP_DEFAULT_ORDERING"
AGGREGATE = re.compile(r"(?:count|min|max|sum|avg)\s*\(", re.I)
PLAIN_COLUMN = re.compile(r"(?<![\w.`])`?(\w+)`?(?=\s|,|$)")
ILLEGAL = re.compile(r"[^\w ,.`\"'()-]")
STANDARD = frozenset(
	"name owner creation modified modified_by docstatus idx parent parentfield parenttype _user_tags _comments _assign "
	"_liked_by _seen".split()
)


class DatabaseQuery:
	"""One query for rows of a DocType."""

	def __init__(self, doctype: str, user: str | None = None):
		self.doctype = doctype
		self.user = user or frappe.session.user
		self.parent_doctype = None
		self.joins: dict[str, str] = {}

	def execute(
		self,
		fields=None,
		filters=None,
		or_filters=None,
		group_by=None,
		order_by=DEFAULT_ORDER,
		limit_start=False,
		limit_page_length=None,
		as_list=False,
		debug=False,
		ignore_permissions=False,
		user=None,
		distinct=False,
		start=None,
		page_length=None,
		limit=None,
		strict=True,
		pluck=None,
		*,
		parent_doctype=None,
	):
		"""The rows as dicts; as tuples with `as_list`, as values of one field with `pluck`."""
		self.user, self.parent_doctype = user or self.user, parent_doctype
		if not ignore_permissions:
			self.check_may_read(self.doctype, self.parent_doctype or self.doctype)
		if not frappe.db.table_exists(self.doctype):
			raise frappe.db.TableMissingError("DocType", self.doctype)
		fields, filters = _sort_out(fields, filters)
		where, values = self._get_where(filters, or_filters, ignore_permissions)
		selected = list_fields.get_selected(self, fields or [pluck or "name"], ignore_permissions)
		if not selected:
			return []
		group = f" group by {self._check_words(group_by)}" if group_by else ""
		order = "" if distinct else self._get_order(order_by, selected, group_by)
		length, first = limit or page_length or limit_page_length, frappe.utils.cint(start or limit_start)
		query = "select {distinct}{fields} from `tab{table}`{joins}{where}{group}{order}{limit}".format(
			distinct="distinct " if distinct else "",
			fields=", ".join(selected).replace("%", "%%" if values else "%"),
			table=self.doctype,
			joins="".join(self.joins.values()),
			where=where,
			group=group,
			order=order,
			limit=f" limit {frappe.utils.cint(length)} offset {first}" if frappe.utils.cint(length) else "",
		)
		rows = frappe.db.sql(query, values, as_dict=not as_list)
		return [row[pluck] for row in rows] if pluck else rows

	# Joins

	def join_child(self, doctype: str) -> str:
		"""Join the rows of a child table; returns its name in the query."""
		name = f"`tab{doctype}`"
		on = f"{name}.parenttype = '{self.doctype}' and {name}.parent = `tab{self.doctype}`.name"
		self.joins.setdefault(name, f" left join {name} on ({on})")
		return name

	def join_link(self, df) -> str:
		"""Join the document that a link field names; returns its name in the query."""
		name = f"`tab{df.options}_{df.fieldname}`"
		on = f"{name}.`name` = `tab{self.doctype}`.`{df.fieldname}`"
		self.joins.setdefault(name, f" left join `tab{df.options}` {name} on ({on})")
		return name

	# Parts of the query

	def _get_where(self, given, or_given, ignore_permissions: bool) -> tuple[str, list]:
		conditions = [self._get_condition(*each) for each in read_filters(given)]
		either = [self._get_condition(*each) for each in read_filters(or_given)]
		texts = [text for text, _values in conditions]
		values = [value for _text, own in (*conditions, *either) for value in own]
		if either:
			texts.append(f"({' or '.join(text for text, _values in either)})")
		if not ignore_permissions and (match := self.build_match_conditions()):
			texts.append(f"({match})")
		return f" where {' and '.join(texts)}" if texts else "", values

	def _get_condition(self, doctype: str | None, field: str, operator: str, value) -> tuple[str, list]:
		doctype = doctype or self._find_doctype(field)
		if doctype != self.doctype:
			self.join_child(doctype)
		return get_condition(doctype, field, operator, value, f"`tab{doctype}`.`{field}`", is_list=True)

	def _find_doctype(self, field: str) -> str:
		"""The DocType itself or, for a field that it does not have, the child table that has it."""
		meta = frappe.get_meta(self.doctype)
		if field in STANDARD or meta.has_field(field):
			return self.doctype
		tables = (df.options for df in meta.get_table_fields())
		return next((table for table in tables if frappe.get_meta(table).has_field(field)), self.doctype)

	def _get_order(self, order_by: str | None, selected: list[str], group_by) -> str:
		if order_by != DEFAULT_ORDER:
			return f" order by {self._qualify(self._check_words(order_by), selected)}" if order_by else ""
		if not group_by and len(selected) == 1 and AGGREGATE.match(selected[0]):
			return ""
		meta = frappe.get_meta(self.doctype)
		field, direction = meta.get("sort_field") or "modified", meta.get("sort_order") or "desc"
		return (
			f" order by {field}" if "," in field else f" order by `tab{self.doctype}`.`{field}` {direction}"
		)

	def _qualify(self, words: str, selected: list[str]) -> str:
		"""With joins, a plain column means the one that is selected, as on MariaDB."""
		table = f"`tab{self.doctype}`."
		columns = {each.removeprefix(table).strip("`") for each in selected if each.startswith(table)}
		if not self.joins:
			return words
		return PLAIN_COLUMN.sub(
			lambda found: f"{table}`{found[1]}`" if found[1] in columns else found[0], words
		)

	def _check_words(self, words: str) -> str:
		lower = words.lower()
		if "select" in lower and "from" in lower:
			frappe.throw(_("Cannot use sub-query in order by"))
		if ILLEGAL.search(words):
			frappe.throw(_("Illegal SQL Query"))
		return words

	# Rights

	def check_may_read(self, doctype: str, parent_doctype: str | None = None) -> None:
		"""Raise PermissionError unless the user may select or read documents of this DocType at all."""
		who = {"user": self.user, "parent_doctype": parent_doctype}
		if not frappe.has_permission(doctype, "select", **who):
			frappe.has_permission(doctype, "read", throw=True, **who)

	def build_match_conditions(self, as_condition: bool = True):
		"""SQL that holds for the documents that the user may read, empty where it is all of them."""
		return list_rights.get_match_conditions(self.doctype, self.user)


def _sort_out(fields, given) -> tuple[list, object]:
	"""Fields and filters come in either order, and as JSON."""
	given = json.loads(given) if isinstance(given, str) else given
	if isinstance(fields, dict) or (isinstance(fields, list | tuple) and fields and _is_filter(fields[0])):
		fields, given = given, fields
	elif fields and isinstance(given, list) and len(given) > 1 and isinstance(given[0], str):
		fields, given = given, fields
	if isinstance(fields, str):
		fields = json.loads(fields) if fields.startswith("[") else fields.split(",")
	return [each.strip() if isinstance(each, str) else each for each in fields or []], given


def _is_filter(row) -> bool:
	return isinstance(row, list | tuple)
