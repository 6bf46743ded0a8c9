"""Trees as nested sets: `lft` and `rgt` of a node enclose those of all nodes below it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.offered import refuse_others


class NestedSetRecursionError(frappe.ValidationError):
	"""A node was put below itself."""


class NestedSetChildExistsError(frappe.ValidationError):
	"""A node with nodes below it was to be deleted."""


class NestedSet(Document):
	"""A document that has a place in a tree of its DocType."""

	nsm_oldparent_field = "old_parent"

	@property
	def nsm_parent_field(self) -> str:
		"""The field that names the node above; classes may name it themselves."""
		return self.meta.get("nsm_parent_field") or f"parent_{frappe.scrub(self.doctype)}"

	def on_update(self):
		update_nsm(self)
		children = {self.nsm_parent_field: self.name, "docstatus": ("!=", 2)}
		if self.meta.has_field("is_group") and not self.is_group and frappe.db.count(self.doctype, children):
			words = _("{0} {1} cannot be a leaf node as it has children")
			frappe.throw(words.format(_(self.doctype), self.name))

	def on_trash(self):
		if frappe.db.count(self.doctype, {self.nsm_parent_field: self.name}):
			message = _("Cannot delete {0} as it has child nodes").format(self.name)
			frappe.throw(message, NestedSetChildExistsError)
		if not self.get(self.nsm_parent_field):
			frappe.throw(_("Root {0} cannot be deleted").format(_(self.doctype)))


class Tree(NestedSet):
	"""A node of a tree with one root: without a parent it is below the root."""

	def validate(self):
		if not self.get(self.nsm_parent_field) and self.name != get_root_of(self.doctype):
			self.set(self.nsm_parent_field, get_root_of(self.doctype))


def update_nsm(doc: NestedSet) -> None:
	"""Give the node its place, when it is new or has another parent."""
	parent = doc.get(doc.nsm_parent_field) or None
	if parent == doc.name or (doc.lft and parent in _get_names_below(doc)):
		frappe.throw(_("Item cannot be added to its own descendants"), NestedSetRecursionError)
	before = doc.get(doc.nsm_oldparent_field) or None
	_write(doc.doctype, doc.name, {doc.nsm_oldparent_field: parent or ""})
	if not doc.lft:
		_add(doc, parent)
	elif before != parent:
		rebuild_tree(doc.doctype, doc.nsm_parent_field)
	place = frappe.db.get_value(doc.doctype, doc.name, ["lft", "rgt"], as_dict=True)
	doc.update({**place, doc.nsm_oldparent_field: parent or ""})


def _get_names_below(doc: NestedSet) -> list[str]:
	return frappe.db.get_descendants(doc.doctype, doc.name)


def _add(doc: NestedSet, parent: str | None) -> None:
	"""Put a new node behind those below its parent; all that follows moves on."""
	if parent:
		place = frappe.db.get_value(doc.doctype, parent, "rgt")
	else:
		place = (frappe.db.get_value(doc.doctype, {}, "max(rgt)") or 0) + 1
	for field in ("lft", "rgt"):
		query = f"update `tab{doc.doctype}` set `{field}` = `{field}` + 2 where `{field}` >= %s"
		frappe.db.sql(query, place)
	frappe.clear_document_cache(doc.doctype)
	_write(doc.doctype, doc.name, {"lft": place, "rgt": place + 1})


def _write(doctype: str, name: str, values: dict) -> None:
	frappe.db.set_value(doctype, name, values, update_modified=False)


def rebuild_tree(doctype: str, parent_field: str) -> None:
	"""Number all nodes anew, brothers by name."""
	rows = frappe.get_all(doctype, fields=["name", f"{parent_field} as parent_node"], order_by="name asc")
	children: dict[str, list[str]] = {}
	for row in rows:
		children.setdefault(row.parent_node or "", []).append(row.name)
	place = 1
	for root in children.get("", []):
		place = _number(doctype, root, children, place)


def _number(doctype: str, name: str, children: dict[str, list[str]], lft: int) -> int:
	"""Number a node and what is below it; returns the next free number."""
	rgt = lft + 1
	for child in children.get(name, []):
		rgt = _number(doctype, child, children, rgt)
	_write(doctype, name, {"lft": lft, "rgt": rgt})
	return rgt + 1


def get_root_of(doctype: str) -> str | None:
	"""Name of the tree's root."""
	return frappe.db.get_value(doctype, {"rgt": (">", 0)}, order_by="lft asc")


__getattr__ = refuse_others(__name__)
