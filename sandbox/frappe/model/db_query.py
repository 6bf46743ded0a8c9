"""`frappe.get_list` and `frappe.get_all`: rows of a DocType, with filters, joins and the reader's rights."""

import json
import re

import frappe
from frappe import _
from frappe.model import list_fields, list_filters, list_rights

DEFAULT_ORDER = "KEEP_DEFAULT_ORDERING"
AGGREGATE = re.compile(r"(?:count|min|max|sum|avg)\s*\(", re.I)
PLAIN_COLUMN = re.compile(r"(?<![\w.`])`?(\w+)`?(?=\s|,|$)")
ILLEGAL = re.compile(r"[^\w ,.`\"'()-]")


class DatabaseQuery:
	"""One query for rows of a DocType."""

	def __init__(self, doctype: str, user: str | None = None):
		self.doctype = doctype
		self.user = user or frappe.session.user
		self.parent_doctype = self.reference_doctype = None
		self.ignore_ifnull = False
		self.joins: dict[str, str] = {}

	def execute(
		self,
		fields=None,
		filters=None,
		or_filters=None,
		docstatus=None,
		group_by=None,
		order_by=DEFAULT_ORDER,
		limit_start=False,
		limit_page_length=None,
		as_list=False,
		debug=False,
		ignore_permissions=False,
		user=None,
		join="left join",
		distinct=False,
		start=None,
		page_length=None,
		limit=None,
		ignore_ifnull=False,
		update=None,
		reference_doctype=None,
		run=True,
		strict=True,
		pluck=None,
		ignore_ddl=False,
		*,
		parent_doctype=None,
	):
		"""The rows as dicts; as tuples with `as_list`, as values of one field with `pluck`."""
		self.user = user or self.user
		self.join, self.ignore_ifnull = join, ignore_ifnull
		self.parent_doctype, self.reference_doctype = parent_doctype, reference_doctype
		self._check_rights(ignore_permissions)
		if not frappe.db.table_exists(self.doctype):
			raise frappe.db.TableMissingError("DocType", self.doctype)
		fields, filters = _sort_out(fields, filters)
		where = self._get_where(filters, or_filters, docstatus, ignore_permissions)
		selected = list_fields.get_selected(self, fields or [pluck or "name"], ignore_permissions)
		if not selected:
			return []
		group = f" group by {self._check_words(group_by)}" if group_by else ""
		order = "" if distinct else self._get_order(order_by, selected, group_by)
		query = "select {distinct}{fields}\nfrom `tab{table}`{joins}{where}{group}{order}{limit}".format(
			distinct="distinct " if distinct else "",
			fields=", ".join(selected),
			table=self.doctype,
			joins="".join(self.joins.values()),
			where=where,
			group=group,
			order=order,
			limit=_get_limit(limit or page_length or limit_page_length, start or limit_start),
		)
		rows = frappe.db.sql(
			query, as_dict=not as_list, debug=debug, update=update, run=run, ignore_ddl=ignore_ddl
		)
		return [row[pluck] for row in rows] if pluck and run else rows

	# Joins

	def join_child(self, doctype: str) -> str:
		"""Join the rows of a child table; returns its name in the query."""
		name = f"`tab{doctype}`"
		self.joins.setdefault(
			name,
			f" {self.join} {name} on ({name}.parenttype = '{self.doctype}'"
			f" and {name}.parent = `tab{self.doctype}`.name)",
		)
		return name

	def join_link(self, df) -> str:
		"""Join the document that a link field names; returns its name in the query."""
		name = f"`tab{df.options}_{df.fieldname}`"
		on = f"{name}.`name` = `tab{self.doctype}`.`{df.fieldname}`"
		self.joins.setdefault(name, f" {self.join} `tab{df.options}` {name} on ({on})")
		return name

	# Parts of the query

	def _get_where(self, given, or_given, docstatus, ignore_permissions) -> str:
		conditions = [
			list_filters.get_condition(self, each) for each in list_filters.read(self.doctype, given)
		]
		if docstatus:
			conditions.append(list_filters.get_condition(self, (self.doctype, "docstatus", "in", docstatus)))
		either = [
			list_filters.get_condition(self, each) for each in list_filters.read(self.doctype, or_given)
		]
		if either:
			conditions.append(f"({' or '.join(either)})")
		if not ignore_permissions and (match := self.build_match_conditions()):
			conditions.append(f"({match})")
		return f"\nwhere {' and '.join(conditions)}" if conditions else ""

	def _get_order(self, order_by: str | None, selected: list[str], group_by) -> str:
		if order_by != DEFAULT_ORDER:
			return f" order by {self._qualify(self._check_words(order_by), selected)}" if order_by else ""
		if not group_by and len(selected) == 1 and AGGREGATE.match(selected[0]):
			return ""
		meta = frappe.get_meta(self.doctype)
		field, direction = meta.get("sort_field") or "modified", meta.get("sort_order") or "desc"
		if "," in field:
			return f" order by {field}"
		return f" order by `tab{self.doctype}`.`{field}` {direction}"

	def _qualify(self, words: str, selected: list[str]) -> str:
		"""With joins, a plain column means the one that is selected, as on MariaDB."""
		table = f"`tab{self.doctype}`."
		columns = {each.removeprefix(table).strip("`") for each in selected if each.startswith(table)}
		if not self.joins:
			return words
		return PLAIN_COLUMN.sub(
			lambda found: f"`tab{self.doctype}`.`{found[1]}`" if found[1] in columns else found[0], words
		)

	def _check_words(self, words: str) -> str:
		lower = words.lower()
		if "select" in lower and "from" in lower:
			frappe.throw(_("Cannot use sub-query in order by"))
		if ILLEGAL.search(words):
			frappe.throw(_("Illegal SQL Query"))
		if re.search(r"\bsleep\b", lower):
			frappe.throw(_("Cannot use {0} in order/group by").format("sleep"))
		for table in re.findall(r"`tab([^`]+)`\.", words):
			if table != self.doctype and f"`tab{table}`" not in self.joins:
				frappe.throw(_("Please select atleast 1 column from {0} to sort/group").format(table))
		return words

	# Rights

	def _check_rights(self, ignore_permissions: bool) -> None:
		if not ignore_permissions:
			self.check_may_read(self.doctype, self.parent_doctype or self.doctype)

	def check_may_read(self, doctype: str, parent_doctype: str | None = None) -> None:
		"""Raise PermissionError unless the user may select or read documents of this DocType at all."""
		who = {"user": self.user, "parent_doctype": parent_doctype}
		if not frappe.has_permission(doctype, "select", **who):
			frappe.has_permission(doctype, "read", throw=True, **who)

	def build_match_conditions(self, as_condition: bool = True):
		"""SQL that holds for the documents that the user may read, empty where it is all of them."""
		return list_rights.get_match_conditions(self.doctype, self.user, self.reference_doctype)


def _sort_out(fields, given) -> tuple[list, object]:
	"""Fields and filters come in either order."""
	if isinstance(fields, dict) or _are_filters(fields):
		fields, given = given, fields
	elif fields and isinstance(given, list) and len(given) > 1 and isinstance(given[0], str):
		fields, given = given, fields
	if isinstance(fields, str):
		fields = json.loads(fields) if fields.startswith("[") else fields.split(",")
	return [each.strip() if isinstance(each, str) else each for each in fields or []], given


def _are_filters(fields) -> bool:
	return isinstance(fields, list | tuple) and bool(fields) and isinstance(fields[0], list | tuple)


def _get_limit(length, start) -> str:
	length, start = frappe.utils.cint(length), frappe.utils.cint(start)
	return f"\nlimit {length} offset {start}" if length else ""
