"""Currency Exchange: what one unit of a currency was worth on a day."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, formatdate, nowdate


class CurrencyExchange(Document):
	def autoname(self):
		self.date = self.date or nowdate()
		purposes = (("Selling", self.for_selling), ("Buying", self.for_buying))
		given = [word for word, is_for in purposes if cint(is_for)]
		day = formatdate(self.date, "yyyy-MM-dd")
		self.name = "-".join([day, self.from_currency, self.to_currency, *given])

	def validate(self):
		if flt(self.exchange_rate) <= 0:
			frappe.throw(_("Exchange Rate must be greater than 0"))
		if self.from_currency == self.to_currency:
			frappe.throw(_("From Currency and To Currency cannot be same"))
		if not cint(self.for_buying) and not cint(self.for_selling):
			frappe.throw(_("Currency Exchange must be applicable for Buying or for Selling."))
