"""Quotation: what a customer or lead is offered, whether it was ordered, and why it was lost."""

import frappe
from erpnext.controllers.mapped import SUBMITTED, complete, to
from erpnext.controllers.selling_controller import SellingController
from erpnext.crm.deals import add_loss, set_party_title, update_lead_behind
from erpnext.crm.doctype.lead.lead import _make_customer
from frappe import _
from frappe.model.document import Document
from frappe.model.mapper import get_mapped_doc
from frappe.utils import flt, getdate, nowdate

FINAL = ("Lost", "Expired")


class Quotation(SellingController):
	def validate(self):
		super().validate()
		self.set_status()
		self.validate_whole_units()
		if _ends_before(self.valid_till, self.transaction_date):
			frappe.throw(_("Valid till date cannot be before transaction date"))
		set_party_title(self, self.quotation_to)

	def before_submit(self):
		self.mark_rows_with_alternatives()

	def on_submit(self):
		self.tell_origin("Quotation")

	def on_cancel(self):
		self.set("lost_reasons", [])
		self.set_status(update=True)
		self.tell_origin("Open")

	def mark_rows_with_alternatives(self) -> None:
		"""A row that alternatives follow says so."""
		before = None
		for row in self.items:
			if row.is_alternative:
				if before:
					before.has_alternative_item = 1
			else:
				row.has_alternative_item = 0
				before = row

	# Status

	def get_status(self) -> str:
		"""Lost stays; else what was ordered of it decides."""
		if self.docstatus == 2:
			return "Cancelled"
		if self.status in FINAL:
			return self.status
		return "Draft" if self.docstatus == 0 else self.get_ordered_status()

	def get_ordered_status(self) -> str:
		"""Open, Partially Ordered or Ordered, by the submitted orders made from it."""
		ordered = _get_ordered_rows(self.name)
		if not ordered:
			return "Open"
		wanted = self.get_rows_to_order(set(ordered))
		is_part = any(flt(row.qty) > ordered.get(row.name, 0) for row in wanted)
		return "Partially Ordered" if is_part else "Ordered"

	def get_rows_to_order(self, chosen: set[str]) -> list:
		"""The rows that have to be ordered: of alternatives those that were chosen."""
		if not any(row.is_alternative for row in self.items):
			return list(self.items)
		return [
			row
			for row in self.items
			if row.name in chosen or not (row.is_alternative or row.has_alternative_item)
		]

	@frappe.whitelist()
	def declare_enquiry_lost(
		self, lost_reasons_list: list, competitors: list, detailed_reason: str | None = None
	) -> None:
		"""Note that the deal is lost, and why. Raises ValidationError where an order was made."""
		if self.docstatus == 1 and self.get_ordered_status() != "Open":
			frappe.throw(_("Cannot set as Lost as Sales Order is made."))
		said = {"order_lost_reason": detailed_reason} if detailed_reason else {}
		self.db_set({"status": "Lost", **said})
		_check_reasons([reason.get("lost_reason") for reason in lost_reasons_list])
		add_loss(self, lost_reasons_list, competitors)
		self.tell_origin("Lost")
		self.save()

	# What follows

	def tell_origin(self, status: str) -> None:
		"""The opportunities and the lead behind the offer know how it stands."""
		self.tell_opportunities(status)
		update_lead_behind(self, self.quotation_to)

	def tell_opportunities(self, status: str) -> None:
		"""The opportunities behind the offer know how it stands."""
		names = [row.prevdoc_docname for row in self.items if row.prevdoc_doctype == "Opportunity"]
		for name in dict.fromkeys([*names, self.opportunity]):
			if name:
				frappe.get_doc("Opportunity", name).set_status(status=status, update=True)


def _ends_before(end, day) -> bool:
	return bool(end) and getdate(end) < getdate(day)


def _check_reasons(reasons: list) -> None:
	"""Refuse the first reason that nobody has set up."""
	known = set(frappe.get_all("Quotation Lost Reason", pluck="name"))
	for name in reasons:
		if name not in known:
			text = _("Invalid lost reason {0}, please create a new lost reason")
			frappe.throw(text.format(frappe.bold(name)))


@frappe.whitelist()
def make_sales_order(source_name: str, target_doc=None):
	"""An unsaved Sales Order of a submitted quotation; a lead becomes a customer. Refused once it has expired."""
	if not frappe.db.get_single_value("Selling Settings", "allow_sales_order_creation_for_expired_quotation"):
		if _ends_before(frappe.db.get_value("Quotation", source_name, "valid_till"), nowdate()):
			frappe.throw(_("Validity period of this quotation has ended."))
	return _make_sales_order(source_name, target_doc)


def _make_sales_order(source_name: str, target_doc=None, ignore_permissions: bool = False):
	"""The order with the rows in `frappe.flags.args.selected_items`, else with all but the alternatives."""
	customer = _make_customer_of(source_name, ignore_permissions)
	ordered = _get_ordered_rows(source_name)
	wanted = {row.get("name") for row in (frappe.flags.args or {}).get("selected_items", [])}

	def get_left(row) -> float:
		return flt(row.qty) - ordered.get(row.name, 0.0)

	def is_taken(row) -> bool:
		return get_left(row) > 0 and (row.name in wanted if wanted else not row.is_alternative)

	def take(row, order_row, _quotation) -> None:
		qty = max(get_left(row), 0)
		order_row.update({"qty": qty, "stock_qty": flt(qty) * flt(row.conversion_factor)})

	def finish(_quotation, order) -> None:
		if customer:
			order.update({"customer": customer.name, "customer_name": customer.customer_name})
		order.flags.update(ignore_permissions=ignore_permissions)
		complete(order)

	links = {"name": "quotation_item", "parent": "prevdoc_docname"}
	tables = {
		"Quotation": to("Sales Order", validation=SUBMITTED),
		"Quotation Item": to("Sales Order Item", links, condition=is_taken, postprocess=take),
		"Sales Taxes and Charges": to("Sales Taxes and Charges", reset_value=True),
		"Payment Schedule": to("Payment Schedule", add_if_empty=True),
	}
	return get_mapped_doc(
		"Quotation", source_name, tables, target_doc, finish, ignore_permissions=ignore_permissions
	)


def _get_ordered_rows(quotation: str) -> dict[str, float]:
	rows = frappe.get_all(
		"Sales Order Item",
		filters={"prevdoc_docname": quotation, "docstatus": 1},
		fields=["quotation_item", "qty"],
	)
	ordered: dict[str, float] = {}
	for row in rows:
		ordered[row.quotation_item] = ordered.get(row.quotation_item, 0) + flt(row.qty)
	return ordered


def _make_customer_of(source_name: str, ignore_permissions: bool = False) -> Document | None:
	"""The quotation's customer; a lead that is none yet is made one."""
	party_type, party = frappe.db.get_value("Quotation", source_name, ["quotation_to", "party_name"])
	if not party:
		return None
	if party_type == "Customer":
		return frappe.get_doc("Customer", party)
	if party_type != "Lead":
		raise NotImplementedError(f"Sales Order of a Quotation to {party_type}")
	known = frappe.db.get_value("Customer", {"lead_name": party})
	if known:
		return frappe.get_doc("Customer", known)
	customer = _make_customer(party, ignore_permissions=ignore_permissions)
	customer.customer_group = customer.customer_group or frappe.db.get_single_value(
		"Selling Settings", "customer_group"
	)
	customer.flags.ignore_permissions = ignore_permissions
	return customer.insert()


def set_expired_status() -> None:
	"""Once a day: offers whose day has come are Expired, unless they are ordered or lost."""
	quotation = frappe.qb.DocType("Quotation")
	row = frappe.qb.DocType("Sales Order Item")
	ordered = frappe.qb.from_(row).select(row.prevdoc_docname).where(row.docstatus == 1)
	ordered = ordered.where(row.prevdoc_docname.isnotnull())
	(
		frappe.qb.update(quotation)
		.set(quotation.status, "Expired")
		.where((quotation.docstatus == 1) & (quotation.valid_till < nowdate()))
		.where(quotation.status.notin(["Expired", "Lost", "Ordered", "Partially Ordered"]))
		.where(quotation.name.notin(ordered))
	).run()
