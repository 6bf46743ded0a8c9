"""A small factory for the tests: two departments, papers, an approved order in production."""

import json

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import today
from frappe.utils.file_manager import save_file

from salesflow_app.tests.site import factories

METAL, BOARDS = "Metalwork", "Electronics"
METAL_MAIL, BOARDS_MAIL = "metal@factory.example", "boards@factory.example"
OUR_FIELDS = ("salesflow_packed_by", "salesflow_packed_on", "salesflow_traceability")


class Floor:
	"""Item groups and items of the factory, and the Settings that belong to them."""

	def __init__(self):
		self.root = make_item_group("Factory")
		self.metal_group = make_item_group("Metal", self.root)
		self.board_group = make_item_group("Boards", self.root)
		self.small_metal_group = make_item_group("Small Metal", self.metal_group)
		self.frame = make_stocked_item(self.metal_group)
		self.screw = make_stocked_item(self.small_metal_group)
		self.board = make_stocked_item(self.board_group)

	@property
	def departments(self) -> list[dict]:
		return [
			{"item_group": self.metal_group, "department": METAL, "email": METAL_MAIL},
			{"item_group": self.board_group, "department": BOARDS, "email": BOARDS_MAIL},
		]

	def get_rows(self, frames: float = 5, boards: float = 3) -> list[dict]:
		rows = [factories.get_item_row(self.frame, qty=frames, rate=847.35)] if frames else []
		return rows + ([factories.get_item_row(self.board, qty=boards, rate=1128.95)] if boards else [])


def make_item_group(title: str, parent: str = "All Item Groups") -> str:
	values = {"doctype": "Item Group", "item_group_name": factories.get_unique(title)}
	return frappe.get_doc({**values, "parent_item_group": parent, "is_group": 1}).insert().name


def make_stocked_item(item_group: str, qty: float = 100) -> str:
	item = factories.make_item(
		stock=True, item_group=item_group, description="<p>Zinc plated, RAL 7016</p>"
	).name
	factories.make_stock(item, qty=qty)
	return item


def update_items(
	order: Document, quantities: dict[str, float], new: list[dict] | None = None, **values
) -> None:
	"""ERPNext's Update Items: item code -> quantity (0: line goes), `values` on all lines, `new` lines."""
	from erpnext.controllers.accounts_controller import update_child_qty_rate

	order.reload()
	rows, fields = [], ("item_code", "description", "rate", "uom", "conversion_factor")
	for line in order.items:
		qty = quantities.get(line.item_code, line.qty)
		row = {field: line.get(field) for field in fields}
		row.update({"docname": line.name, "qty": qty, "delivery_date": str(line.delivery_date), **values})
		rows += [row] if qty else []
	update_child_qty_rate("Sales Order", json.dumps(rows + (new or [])), order.name)
	order.reload()


def do(doc: Document, action: str) -> Document:
	apply_workflow(frappe.get_doc(doc.doctype, doc.name), action)
	doc.reload()
	return doc


def put(doc: Document, **values) -> Document:
	"""What REST's PUT does."""
	fresh = frappe.get_doc(doc.doctype, doc.name)
	fresh.update(values)
	return fresh.save()


def pack(note: Document, user: str) -> Document:
	note.update(dict(zip(OUR_FIELDS, (user, today(), "Charge 88-1207"), strict=True)))
	note.save()
	return note


def attach_papers(note: Document) -> Document:
	for row in note.salesflow_papers:
		name = f"{frappe.generate_hash(length=8)}.txt"
		row.attachment = save_file(name, name, note.doctype, note.name, is_private=1).file_url
	note.save()
	return note
