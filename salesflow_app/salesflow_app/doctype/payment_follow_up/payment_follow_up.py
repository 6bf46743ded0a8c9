"""One contact with a customer about open invoices, or one step of the follow-up plan.

`follow_up/` says when a step is due and when following up stops.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, formatdate, getdate

from salesflow_app.documents.acts import is_system_act
from salesflow_app.follow_up import settled, talk

INVOICE_FIELDS = (
	"name docstatus is_return customer company due_date outstanding_amount party_account_currency".split()
)

AMOUNTS = ("due_date", "outstanding_amount", "currency")
PLAN_FIELDS = ("step", "entry_key", "client_user", "status_before_paid")
STEP_FIELDS = ("is_step", "step_days", "skipped_steps", "step_key")
"""What the follow-up plan writes: a step that nobody sent would stop the reminders."""


class PaymentFollowUp(Document):
	def validate(self):
		self.keep_plan_fields()
		self.set_company()
		self.validate_invoices()
		self.set_currency()
		self.validate_promise()
		self.validate_dispute()
		self.validate_answer()
		self.set_paid()

	def on_update(self):
		talk.follow_status(self)

	def keep_plan_fields(self):
		"""Rows of a step stay, too: without them, it would be sent again."""
		if is_system_act(self):
			return
		before = self.get_doc_before_save()
		for fieldname in PLAN_FIELDS:
			self.set(fieldname, before.get(fieldname) if before else None)
		old_rows = {row.sales_invoice: row for row in before.invoices} if before else {}
		for row in self.invoices:
			old = old_rows.pop(row.sales_invoice, None)
			row.update({fieldname: old.get(fieldname) if old else None for fieldname in STEP_FIELDS})
		if lost := [row.sales_invoice for row in old_rows.values() if row.is_step]:
			self.refuse(
				_("Sales Invoice {0} stays: a step of the plan was done for it").format(", ".join(lost))
			)

	def set_company(self):
		if not self.company and self.invoices:
			self.company = frappe.db.get_value("Sales Invoice", self.invoices[0].sales_invoice, "company")

	def validate_invoices(self):
		seen = set()
		known, invoices = self.get_known_amounts(), self.get_invoices()
		for row in self.invoices:
			if row.sales_invoice in seen:
				self.refuse_row(row, _("Sales Invoice {0} is listed twice").format(row.sales_invoice))
			seen.add(row.sales_invoice)
			invoice = invoices.get(row.sales_invoice)
			if row.sales_invoice not in known:
				self.validate_invoice(row, invoice)
			row.update(known.get(row.sales_invoice) or get_amounts(invoice))

	def get_invoices(self) -> dict[str, frappe._dict]:
		"""The invoices of the rows by name. One statement, however many there are."""
		names = [row.sales_invoice for row in self.invoices if row.sales_invoice]
		rows = frappe.get_all(
			"Sales Invoice", {"name": ("in", names or [""])}, list(INVOICE_FIELDS), order_by="name asc"
		)
		return {row.name: row for row in rows}

	def get_known_amounts(self) -> dict[str, dict]:
		"""What was outstanding at the contact stays, whatever became of the invoice since."""
		before = self.get_doc_before_save()
		rows = before.invoices if before and before.customer == self.customer else []
		return {row.sales_invoice: {fieldname: row.get(fieldname) for fieldname in AMOUNTS} for row in rows}

	def validate_invoice(self, row: Document, invoice: dict | None):
		if not invoice or invoice.docstatus != 1 or invoice.is_return:
			self.refuse_row(row, _("Sales Invoice {0} is not a submitted invoice").format(row.sales_invoice))
		if invoice.customer != self.customer:
			self.refuse_row(
				row,
				_("Sales Invoice {0} belongs to customer {1}").format(
					invoice.name, frappe.bold(invoice.customer)
				),
			)
		if invoice.company != self.company:
			self.refuse_row(
				row,
				_("Sales Invoice {0} belongs to company {1}").format(
					invoice.name, frappe.bold(invoice.company)
				),
			)
		if self.is_new() and not is_system_act(self) and flt(invoice.outstanding_amount) <= 0:
			self.refuse_row(row, _("Sales Invoice {0} is paid").format(invoice.name))

	def refuse_row(self, row: Document, problem: str):
		frappe.throw(
			_(
				"Payment Follow Up {0}, Invoices, row {1}: {2}. Remove the row or choose another invoice."
			).format(self.name or _("(new)"), row.idx, problem)
		)

	def set_currency(self):
		"""The one currency of all invoices; none where they differ."""
		currencies = {row.currency for row in self.invoices}
		self.currency = currencies.pop() if len(currencies) == 1 else None

	def validate_promise(self):
		if self.follow_up_status != "Promised":
			return
		if not self.promise_date:
			self.refuse(_("enter the Promise Date for the status Promised"))
		if getdate(self.promise_date) < getdate(self.contact_date):
			self.refuse(
				_("the Promise Date is before the contact on {0}").format(formatdate(self.contact_date))
			)
		outstanding = sum(flt(row.outstanding_amount) for row in self.invoices)
		if self.currency and flt(self.promise_amount) > flt(outstanding, self.precision("promise_amount")):
			self.refuse(_("the Promised Amount is more than the outstanding amount"))

	def validate_dispute(self):
		if self.follow_up_status == "Disputed" and not (self.dispute_reason or "").strip():
			self.refuse(_("describe under Dispute what the customer objects to"))

	def validate_answer(self):
		"""The client reads the answer to a question; without one, it would stop waiting for nothing."""
		before = self.get_doc_before_save()
		was_asked = before and before.client_user and before.follow_up_status == "Disputed"
		is_over = self.follow_up_status in ("Open", "Closed")
		if was_asked and is_over and not (self.answer or "").strip() and not is_system_act(self):
			self.refuse(_("write under Answer what we tell the client; they read it on the invoice's page"))

	def set_paid(self):
		"""Paid follows from the ledger; people write answers, promises and disputes, and close a contact."""
		still_open = settled.get_open([row.sales_invoice for row in self.invoices])
		if not still_open and self.follow_up_status != "Closed":
			self.follow_up_status = "Paid"
		elif still_open and self.follow_up_status == "Paid":
			self.refuse(
				_(
					"Sales Invoice {0} is not paid. The status becomes Paid with the payment; until then choose Open, Promised or Disputed"
				).format(", ".join(still_open))
			)

	def refuse(self, problem: str):
		frappe.throw(_("Payment Follow Up {0}: {1}.").format(self.name or _("(new)"), problem))


def get_amounts(invoice: dict) -> dict:
	"""Due date, and what is outstanding now in the currency of the receivable account."""
	return {
		"due_date": invoice.due_date,
		"outstanding_amount": invoice.outstanding_amount,
		"currency": invoice.party_account_currency,
	}
