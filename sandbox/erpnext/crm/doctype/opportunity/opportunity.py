"""Opportunity: a deal that may come; what it is worth, how it stands, and why it was lost."""

import frappe
from erpnext.controllers.mapped import complete, to
from erpnext.controllers.status_updater import StatusUpdater
from erpnext.crm.deals import add_loss, set_party_title, update_lead_behind
from erpnext.crm.doctype.lead.lead import set_default_taxes
from erpnext.setup.utils import get_exchange_rate
from erpnext.utilities.transaction_base import validate_uom_is_integer
from frappe import _
from frappe.model.document import Document
from frappe.model.mapper import get_mapped_doc
from frappe.query_builder import DocType
from frappe.utils import flt

UNMAPPED = tuple("name owner creation modified modified_by docstatus idx title status naming_series".split())
NOT_LIVE = ("Lost", "Closed")
ITEM_FIELDS = ("item_name", "description", "item_group", "brand", "image")


class Opportunity(StatusUpdater):
	def after_insert(self):
		update_lead_behind(self, self.opportunity_from)

	def validate(self):
		self.take_from_items()
		validate_uom_is_integer(self.get("items"), "uom", "qty")
		set_party_title(self, self.opportunity_from)
		self.take_from_party()
		self.set_exchange_rate()
		self.title = self.title or self.customer_name
		self.calculate_totals()

	# validate

	def take_from_party(self) -> None:
		"""Empty fields that the party has too are taken from it."""
		if not (self.opportunity_from and self.party_name):
			return
		theirs = set(frappe.get_meta(self.opportunity_from).get_valid_columns()) - set(UNMAPPED)
		empty = [field for field in self.meta.get_valid_columns() if field in theirs and not self.get(field)]
		values = (
			frappe.db.get_value(self.opportunity_from, self.party_name, empty, as_dict=True)
			if empty
			else None
		)
		self.update(values or {})

	def set_exchange_rate(self) -> None:
		"""The rate of the day into the company's currency."""
		own = frappe.get_cached_value("Company", self.company, "default_currency")
		self.currency = self.currency or own
		if self.currency == own:
			self.conversion_rate = 1.0
		elif not flt(self.conversion_rate):
			self.conversion_rate = get_exchange_rate(self.currency, own, self.transaction_date)

	def take_from_items(self) -> None:
		"""Rows take what is empty from their item."""
		for row in self.get("items"):
			if row.item_code:
				values = frappe.db.get_value("Item", row.item_code, ITEM_FIELDS, as_dict=True) or {}
				row.update({field: row.get(field) or value for field, value in values.items()})

	def calculate_totals(self) -> None:
		"""Amounts of the rows and their sum, in both currencies."""
		rate = flt(self.conversion_rate)
		for row in self.get("items"):
			row.amount = flt(row.rate) * flt(row.qty)
			row.base_rate = flt(row.rate) * rate
			row.base_amount = flt(row.amount) * rate
		self.total = flt(sum(row.amount for row in self.get("items")))
		self.base_total = flt(sum(row.base_amount for row in self.get("items")))

	# Status

	def get_status(self) -> str | None:
		"""What its quotations say; a status set by hand stays where they say nothing."""
		if self.status == "Closed":
			return "Closed"
		if self.has_ordered_quotation():
			return "Converted"
		if self.has_active_quotation():
			return "Quotation"
		return "Lost" if self.has_lost_quotation() else None

	def has_active_quotation(self) -> bool:
		"""Is there a submitted quotation that is not lost?"""
		return self._has_quotation(lambda quotation: quotation.status.notin(NOT_LIVE))

	def has_ordered_quotation(self) -> bool:
		"""Is there a quotation that an order was made from?"""
		return self._has_quotation(lambda quotation: quotation.status.isin(["Ordered", "Partially Ordered"]))

	def has_lost_quotation(self) -> bool:
		"""Is there a submitted quotation that was lost?"""
		return self._has_quotation(lambda quotation: quotation.status == "Lost")

	def _has_quotation(self, condition) -> bool:
		quotation, row = DocType("Quotation"), DocType("Quotation Item")
		by_row = (
			frappe.qb.from_(row)
			.select(row.parent)
			.where((row.prevdoc_doctype == "Opportunity") & (row.prevdoc_docname == self.name))
		)
		found = (
			frappe.qb.from_(quotation)
			.select(quotation.name)
			.where((quotation.opportunity == self.name) | quotation.name.isin(by_row))
			.where((quotation.docstatus == 1) & condition(quotation))
			.limit(1)
		).run()
		return bool(found)

	@frappe.whitelist()
	def declare_enquiry_lost(
		self, lost_reasons_list: list, competitors: list, detailed_reason: str | None = None
	) -> None:
		"""Note that the deal is lost, and why. Raises ValidationError while a quotation is live."""
		if self.has_active_quotation():
			frappe.throw(_("Cannot declare as lost, because Quotation has been made."))
		self.update({"status": "Lost", "lost_reasons": [], "competitors": []})
		self.order_lost_reason = detailed_reason or self.order_lost_reason
		add_loss(self, lost_reasons_list, competitors)
		self.save()


@frappe.whitelist()
def make_quotation(source_name: str, target_doc=None):
	"""An unsaved Quotation of an opportunity, with its rows and the default taxes."""
	own = ("naming_series", "title", "status", "order_lost_reason", "lost_reasons", "competitors")
	origin = {"parenttype": "prevdoc_doctype", "parent": "prevdoc_docname", "uom": "stock_uom"}
	tables = {
		"Opportunity": to("Quotation", {"name": "enq_no", "opportunity_from": "quotation_to"}, without=own),
		"Opportunity Item": to("Quotation Item", origin, add_if_empty=True),
	}
	return get_mapped_doc("Opportunity", source_name, tables, target_doc, _fill_quotation)


def _fill_quotation(source: Document, target: Document) -> None:
	target.opportunity = source.name
	own = frappe.get_cached_value("Company", target.company, "default_currency")
	day, is_own = target.transaction_date, target.currency == own
	target.conversion_rate = 1 if is_own else get_exchange_rate(target.currency, own, day, "for_selling")
	complete(target, set_default_taxes)


@frappe.whitelist()
def set_multiple_status(names: str | list[str], status: str) -> None:
	"""Give several opportunities a status, as the list does."""
	for name in frappe.parse_json(names):
		opportunity = frappe.get_doc("Opportunity", name)
		opportunity.status = status
		opportunity.save()
