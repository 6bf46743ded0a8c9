"""Sales Order: what a customer ordered; how much of it is delivered and billed; what is made of it."""

import frappe
from erpnext.accounts.utils import unlink_ref_doc_from_payment_entries
from erpnext.controllers.mapped import SUBMITTED, complete, to
from erpnext.controllers.order_progress import BILLED, DELIVERED
from erpnext.controllers.selling_controller import SellingController
from erpnext.controllers.status_updater import get_percentage
from erpnext.selling.doctype.customer.customer import check_credit_limit
from erpnext.stock.stock_balance import get_reserved_qty, update_bin_qty
from frappe import _
from frappe.model.mapper import get_mapped_doc
from frappe.utils import cint, flt, get_link_to_form, getdate

STOPPED = ("Closed", "On Hold")


class SalesOrder(SellingController):
	def validate(self):
		super().validate()
		self.validate_delivery_date()
		self.validate_whole_units()
		self.validate_po()
		self.set_row_dates()
		self.set_status()
		for field, word in (("delivery_status", "Not Delivered"), ("billing_status", "Not Billed")):
			self.set(field, self.get(field) or word)

	def before_update_after_submit(self):
		self.validate_delivery_date()
		self.validate_po()

	def on_submit(self):
		self.check_credit_limit()
		self.tell_neighbours()

	def on_cancel(self):
		self.ignore_linked_doctypes = ("GL Entry", "Stock Ledger Entry", "Payment Ledger Entry")
		if self.status == "Closed":
			frappe.throw(_("Closed order cannot be cancelled. Unclose to cancel."))
		self.validate_no_draft_invoice()
		unlink_ref_doc_from_payment_entries(self)
		self.db_set("status", self.get_status())
		self.tell_neighbours()

	def tell_neighbours(self) -> None:
		"""Warehouses and quotations know that the order was placed or taken back."""
		self.update_reserved_qty()
		self.update_quotations()

	# validate

	def validate_delivery_date(self) -> None:
		"""Each row has a day on which it is delivered, the order the last of them."""
		if self.order_type != "Sales" or self.skip_delivery_note:
			return
		if not self.delivery_date:
			self.delivery_date = self.get_last_delivery_date()
		if not self.delivery_date:
			frappe.throw(_("Please enter Delivery Date"))
		for row in self.items:
			row.delivery_date = row.delivery_date or self.delivery_date
			if getdate(self.transaction_date) > getdate(row.delivery_date):
				self.refuse_early_delivery()
		self.delivery_date = self.get_last_delivery_date()

	def refuse_early_delivery(self) -> None:
		"""Say that goods cannot be delivered before they are ordered."""
		text = _("Expected Delivery Date should be after Sales Order Date")
		frappe.msgprint(text, _("Invalid Delivery Date"), raise_exception=True, indicator="orange")

	def get_last_delivery_date(self):
		"""The last day on which a row is delivered."""
		dates = [row.delivery_date for row in self.items if row.delivery_date]
		return max(dates, key=getdate, default=None)

	def validate_po(self) -> None:
		"""The customer's purchase order is older than the delivery, and no other order has it."""
		if self.po_date:
			for row in self.items:
				if row.delivery_date and getdate(self.po_date) > getdate(row.delivery_date):
					frappe.throw(
						_("Row #{0}: Expected Delivery Date cannot be before Purchase Order Date").format(
							row.idx
						)
					)
		if self.po_no and self.customer:
			self.validate_po_is_new()

	def validate_po_is_new(self) -> None:
		"""Refuse the number of another order of the customer, or only say so, as the settings have it."""
		filters = {
			"po_no": self.po_no,
			"customer": self.customer,
			"docstatus": ("<", 2),
			"name": ("!=", self.name),
		}
		other = frappe.db.get_value("Sales Order", filters)
		if not other:
			return
		text = _("Sales Order {0} already exists against Customer's Purchase Order {1}.").format(
			frappe.bold(other), frappe.bold(self.po_no)
		)
		if cint(frappe.db.get_single_value("Selling Settings", "allow_against_multiple_purchase_orders")):
			frappe.msgprint(_("Warning:") + " " + text)
			return
		way_out = _("To allow multiple Sales Orders, Enable {0} in {1}").format(
			frappe.bold(_("'Allow Multiple Sales Orders Against a Customer's Purchase Order'")),
			get_link_to_form("Selling Settings", "Selling Settings"),
		)
		frappe.throw(f"{text} {way_out}")

	def set_row_dates(self) -> None:
		"""Rows know the day of their order."""
		for row in self.items:
			row.transaction_date = self.transaction_date

	# Status

	def get_status(self) -> str:
		"""Closed and On Hold stay until they are taken away; else what is left to deliver and bill decides."""
		if self.docstatus == 2:
			return "Cancelled"
		if self.status in STOPPED:
			return self.status
		if self.docstatus == 0:
			return "Draft"
		is_delivered = self.is_fully_delivered()
		is_billed = flt(self.per_billed, 2) >= 100
		if is_delivered:
			return "Completed" if is_billed else "To Bill"
		return "To Deliver" if is_billed else "To Deliver and Bill"

	def is_fully_delivered(self) -> bool:
		"""Is nothing left to deliver, or is delivery no matter here?"""
		return bool(self.skip_delivery_note) or flt(self.per_delivered, 2) >= 100

	def update_status(self, status: str) -> None:
		"""Close the order, put it on hold, or reopen it with status Draft."""
		self.check_modified_date()
		self.set_status(update=True, status=status)
		if status == "Draft" or self.status not in STOPPED:
			self.check_credit_limit()
		self.update_reserved_qty()
		self.notify_update()

	def check_modified_date(self) -> None:
		"""Refuse to work on what somebody else changed meanwhile."""
		modified = frappe.db.get_value(self.doctype, self.name, "modified")
		if str(modified) != str(self.modified):
			frappe.throw(_("{0} {1} has been modified. Please refresh.").format(self.doctype, self.name))

	def update_percentages(self) -> None:
		"""Compute anew how much is delivered and billed, after rows changed."""
		for progress in (DELIVERED, BILLED):
			self.db_set(get_percentage(progress, self.name), update_modified=False)

	# What follows

	def check_credit_limit(self) -> None:
		"""Refuse an order that takes the customer above the credit limit."""
		row = {"parenttype": "Customer", "parent": self.customer, "company": self.company}
		if not cint(frappe.db.get_value("Customer Credit Limit", row, "bypass_credit_limit_check")):
			check_credit_limit(self.customer, self.company)

	def update_reserved_qty(self, so_item_rows: list[str] | None = None) -> None:
		"""What the order keeps back in the warehouses."""
		stock_items = set(self.get_stock_items())
		rows = [*self.items, *(self.get("packed_items") or [])]
		kept = {
			(row.item_code, row.warehouse) for row in rows if row.item_code in stock_items and row.warehouse
		}
		for item_code, warehouse in sorted(kept):
			update_bin_qty(item_code, warehouse, {"reserved_qty": get_reserved_qty(item_code, warehouse)})

	def validate_no_draft_invoice(self) -> None:
		"""Refuse to cancel an order that somebody is about to bill."""
		filters = {"sales_order": self.name, "docstatus": 0, "parenttype": "Sales Invoice"}
		drafts = frappe.get_all("Sales Invoice Item", filters, pluck="parent", distinct=True)
		if drafts:
			links = ", ".join(get_link_to_form("Sales Invoice", name) for name in sorted(drafts))
			frappe.throw(
				_("Sales Invoice {0} must be deleted before cancelling this Sales Order").format(links)
			)

	def update_quotations(self) -> None:
		"""The quotations behind the order, and their opportunities, know that it was placed or taken back."""
		for name in dict.fromkeys(row.prevdoc_docname for row in self.items if row.prevdoc_docname):
			quotation = frappe.get_doc("Quotation", name)
			if quotation.docstatus == 2:
				frappe.throw(_("Quotation {0} is cancelled").format(name))
			quotation.set_status(update=True)
			quotation.tell_opportunities("Converted" if self.docstatus == 1 else "Quotation")


@frappe.whitelist()
def update_status(status: str, name: str) -> None:
	"""Close, hold or reopen an order that the user may submit."""
	order = frappe.get_doc("Sales Order", name)
	order.check_permission("submit")
	order.update_status(status)


@frappe.whitelist()
def make_delivery_note(source_name: str, target_doc=None):
	"""An unsaved Delivery Note of what is left to deliver. Raises ValidationError for an order that is closed."""
	_validate_open(source_name)
	links = {"parent": "against_sales_order", "name": "so_detail"}
	tables = {
		"Sales Order": to("Delivery Note", validation=SUBMITTED),
		"Sales Order Item": to("Delivery Note Item", links, condition=_is_undelivered, postprocess=_deliver),
		"Sales Taxes and Charges": to("Sales Taxes and Charges", add_if_empty=True),
	}
	return get_mapped_doc("Sales Order", source_name, tables, target_doc, _finish)


def _is_undelivered(row) -> bool:
	return not row.delivered_by_supplier and abs(row.qty) > abs(row.delivered_qty)


def _deliver(row, note_row, _order) -> None:
	"""What is left goes on the note."""
	left = flt(row.qty) - flt(row.delivered_qty)
	note_row.update({"qty": left, "amount": left * flt(row.rate), "base_amount": left * flt(row.base_rate)})


def _finish(_order, document) -> None:
	complete(document, "set_po_nos")


def _validate_open(name: str) -> None:
	status = frappe.db.get_value("Sales Order", name, "status")
	if status in STOPPED:
		frappe.throw(_("{0} {1} is {2}").format(_("Sales Order"), name, _(status)))


@frappe.whitelist()
def make_sales_invoice(source_name: str, target_doc=None, ignore_permissions: bool = False):
	"""An unsaved Sales Invoice of what is left to bill."""

	def finish(order, invoice) -> None:
		invoice.flags.update(ignore_permissions=ignore_permissions)
		_finish(order, invoice)

	links = {"parent": "sales_order", "name": "so_detail"}
	tables = {
		"Sales Order": to("Sales Invoice", without=("payment_terms_template",), validation=SUBMITTED),
		"Sales Order Item": to("Sales Invoice Item", links, condition=_is_unbilled, postprocess=_bill),
		"Sales Taxes and Charges": to("Sales Taxes and Charges", add_if_empty=True),
	}
	return get_mapped_doc(
		"Sales Order", source_name, tables, target_doc, finish, ignore_permissions=ignore_permissions
	)


def _is_unbilled(row) -> bool:
	is_free = not row.base_amount
	return bool(row.qty) and (is_free or abs(row.amount) > abs(row.billed_amt))


def _bill(row, invoice_row, order) -> None:
	"""What is left goes on the invoice."""
	left = flt(row.amount) - flt(row.billed_amt)
	amounts = {"amount": left, "base_amount": left * flt(order.conversion_rate)}
	invoice_row.update({**amounts, "qty": _get_unbilled_qty(row, left)})


def _get_unbilled_qty(row, amount: float) -> float:
	"""The part of the quantity that is not billed yet; returned pieces are not billed."""
	if flt(row.rate) and flt(row.billed_amt):
		return amount / flt(row.rate)
	return flt(row.qty) - flt(row.returned_qty)
