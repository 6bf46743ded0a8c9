"""What Delivery Note and Sales Invoice have in common: their rows name the Sales Orders that they fulfil."""

import frappe
from frappe import _


class FollowsOrders:
	"""Part of Delivery Note and Sales Invoice; `order_field` is the field of a row that names its order."""

	order_field: str

	def get_orders(self) -> list[str]:
		"""The Sales Orders of the rows."""
		return list(
			dict.fromkeys(row.get(self.order_field) for row in self.items if row.get(self.order_field))
		)

	def set_po_nos(self) -> None:
		"""The customer's numbers of the orders."""
		if self.po_no or not self.get_orders():
			return
		found = frappe.get_all(
			"Sales Order", {"name": ("in", self.get_orders())}, pluck="po_no", order_by="creation asc"
		)
		self.po_no = ", ".join(dict.fromkeys(filter(None, found))) or None

	def validate_orders_open(self) -> None:
		"""Refuse to fulfil an order that is closed or on hold, and to take that back."""
		for order in self.get_orders():
			status = frappe.db.get_value("Sales Order", order, "status")
			if status in ("Closed", "On Hold"):
				frappe.throw(_("{0} {1} is {2}").format(_("Sales Order"), order, status))

	def move_goods(self) -> None:
		"""Move the goods, and let go of what the orders kept back; the other way round when it is cancelled."""
		self.update_stock_ledger()
		self.update_reserved_qty()

	def update_reserved_qty(self) -> None:
		"""What the orders keep back in the warehouses follows what was delivered."""
		for order in self.get_orders():
			frappe.get_doc("Sales Order", order).update_reserved_qty()
