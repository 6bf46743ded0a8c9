"""Trees as nested sets: `lft` and `rgt` of a node enclose those of all nodes below it."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document


class NestedSetRecursionError(frappe.ValidationError):
	"""A node was put below itself."""


class NestedSetMultipleRootsError(frappe.ValidationError):
	"""A tree was given a second root."""


class NestedSetChildExistsError(frappe.ValidationError):
	"""A node with nodes below it was to be deleted."""


class NestedSet(Document):
	"""A document that has a place in a tree of its DocType."""

	nsm_oldparent_field = "old_parent"

	@property
	def nsm_parent_field(self) -> str:
		"""The field that names the node above; classes may name it themselves."""
		return self.meta.get("nsm_parent_field") or _get_parent_field(self.doctype)

	def on_update(self):
		update_nsm(self)
		self.validate_ledger()

	def on_trash(self, allow_root_deletion: bool = False):
		if not self.get(self.nsm_parent_field) and not allow_root_deletion:
			self.validate_root_deletion()
		self.validate_if_child_exists()
		_close_gap(self.doctype, self.lft, self.rgt)

	def after_rename(self, olddn: str, newdn: str, merge: bool = False):
		if merge:
			raise NotImplementedError("frappe.rename_doc(merge=True) of a tree's node")
		frappe.db.set_value(
			self.doctype,
			{self.nsm_oldparent_field: olddn},
			self.nsm_oldparent_field,
			newdn,
			update_modified=False,
		)

	def validate_root_deletion(self):
		self.validate_if_child_exists()
		frappe.throw(_("Root {0} cannot be deleted").format(_(self.doctype)))

	def validate_if_child_exists(self):
		if frappe.db.count(self.doctype, {self.nsm_parent_field: self.name}):
			frappe.throw(
				_("Cannot delete {0} as it has child nodes").format(self.name), NestedSetChildExistsError
			)

	def validate_one_root(self):
		"""Refuse a second node without a parent."""
		roots = frappe.db.count(self.doctype, {self.nsm_parent_field: ("is", "not set")})
		if not self.get(self.nsm_parent_field) and roots > 1:
			frappe.throw(_("Multiple root nodes not allowed."), NestedSetMultipleRootsError)

	def validate_ledger(self, group_identifier: str = "is_group"):
		"""Refuse to make a leaf of a node that has nodes below it."""
		if self.meta.has_field(group_identifier) and not self.get(group_identifier):
			children = {self.nsm_parent_field: self.name, "docstatus": ("!=", 2)}
			if frappe.db.count(self.doctype, children):
				words = _("{0} {1} cannot be a leaf node as it has children")
				frappe.throw(words.format(_(self.doctype), self.name))


def _get_parent_field(doctype: str) -> str:
	return f"parent_{frappe.scrub(doctype)}"


# Places in the tree


def update_nsm(doc: NestedSet) -> None:
	"""Give the node its place, when it is new or has another parent."""
	parent = doc.get(doc.nsm_parent_field) or None
	if not doc.lft:
		_add(doc, parent)
	elif (doc.get(doc.nsm_oldparent_field) or None) != parent:
		_validate_loop(doc, parent)
		_write(doc, {doc.nsm_oldparent_field: parent or ""})
		rebuild_tree(doc.doctype, doc.nsm_parent_field)
	else:
		_validate_loop(doc, parent)
	place = frappe.db.get_value(doc.doctype, doc.name, ["lft", "rgt"], as_dict=True)
	doc.update({**place, doc.nsm_oldparent_field: parent or ""})


def _add(doc: NestedSet, parent: str | None) -> None:
	if parent == doc.name:
		_refuse_loop()
	if parent:
		place = frappe.db.get_value(doc.doctype, parent, "rgt")
	else:
		place = (frappe.db.get_value(doc.doctype, {}, "max(rgt)") or 0) + 1
	_shift(doc.doctype, place, 2)
	_write(doc, {"lft": place, "rgt": place + 1, doc.nsm_oldparent_field: parent or ""})


def _write(doc: NestedSet, values: dict) -> None:
	frappe.db.set_value(doc.doctype, doc.name, values, update_modified=False)


def _shift(doctype: str, first: int, by: int) -> None:
	for field in ("lft", "rgt"):
		frappe.db.sql(
			f"update `tab{doctype}` set `{field}` = `{field}` + %s where `{field}` >= %s", (by, first)
		)
	frappe.clear_document_cache(doctype)


def _close_gap(doctype: str, lft: int, rgt: int) -> None:
	_shift(doctype, rgt + 1, lft - rgt - 1)


def _validate_loop(doc: NestedSet, parent: str | None) -> None:
	if parent and (parent == doc.name or parent in get_descendants_of(doc.doctype, doc.name)):
		_refuse_loop()


def _refuse_loop() -> None:
	frappe.throw(_("Item cannot be added to its own descendants"), NestedSetRecursionError)


def rebuild_tree(doctype: str, parent_field: str | None = None) -> None:
	"""Number all nodes anew, brothers by name."""
	parent_field = parent_field or _get_parent_field(doctype)
	rows = frappe.get_all(doctype, fields=["name", f"{parent_field} as parent_node"], order_by="name asc")
	children: dict[str, list[str]] = {}
	for row in rows:
		children.setdefault(row.parent_node or "", []).append(row.name)
	place = 1
	for root in children.get("", []):
		place = _number(doctype, root, children, place)
	frappe.clear_document_cache(doctype)


def _number(doctype: str, name: str, children: dict[str, list[str]], lft: int) -> int:
	"""Number a node and what is below it; returns the next free number."""
	rgt = lft + 1
	for child in children.get(name, []):
		rgt = _number(doctype, child, children, rgt)
	frappe.db.set_value(doctype, name, {"lft": lft, "rgt": rgt}, update_modified=False)
	return rgt + 1


# Asking the tree


def get_root_of(doctype: str) -> str | None:
	"""Name of the tree's root."""
	rows = frappe.get_all(doctype, {"rgt": (">", 0)}, pluck="name", order_by="lft asc", limit=1)
	return rows[0] if rows else None


def get_descendants_of(
	doctype: str,
	name: str,
	order_by: str = "lft desc",
	limit: int | None = None,
	ignore_permissions: bool = False,
) -> list[str]:
	"""Names of the nodes below."""
	return _get_names(doctype, name, {"lft": ">", "rgt": "<"}, order_by, limit)


def _get_names(doctype: str, name: str, signs: dict, order_by: str, limit: int | None) -> list[str]:
	place: Any = frappe.db.get_value(doctype, name, ["lft", "rgt"], as_dict=True)
	if not place:
		return []
	filters = {field: (sign, place[field]) for field, sign in signs.items()}
	return frappe.get_all(doctype, filters, pluck="name", order_by=order_by, limit=limit)
