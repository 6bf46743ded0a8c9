"""Payment follow-up: one reminder step when an invoice of a deal is overdue; stops when it is paid."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, getdate, today

from salesflow_app import settings
from salesflow_app.documents.acts import system_act
from salesflow_app.documents.each import for_each
from salesflow_app.mails import payment_reminder
from salesflow_app.people import roles, tasks
from salesflow_app.people.working_days import is_working_day
from salesflow_app.rules.follow_up import is_reminder_due

STEP = "Reminder 1"


def send_due_reminders(on_holidays_too: bool = False) -> None:
	"""Daily: one mail per customer and company with all invoices that are overdue long enough, each once.

	What falls due on a company holiday goes out on the next working day.
	"""
	days = cint(settings.get_settings().reminder_days)
	grouped = get_overdue_by_customer(days)

	def remind_customer(key: tuple[str, str]) -> None:
		if not on_holidays_too and not is_working_day(today(), key[1]):
			return
		due = [invoice for invoice in grouped[key] if is_due(invoice, days)]
		if due:
			remind(*key, due)

	for_each(remind_customer, grouped, ", ".join)


def get_overdue_by_customer(days: int) -> dict[tuple[str, str], list[dict]]:
	"""Submitted, open invoices of deals, by customer and company, oldest first."""
	rows = frappe.get_all(
		"Sales Invoice",
		{
			"docstatus": 1,
			"is_return": 0,
			"outstanding_amount": (">", 0),
			"due_date": ("<=", frappe.utils.add_days(today(), -days)),
		},
		[
			"name",
			"customer",
			"company",
			"due_date",
			"outstanding_amount",
			"currency",
			"contact_email",
			"salesflow_sow",
		],
		order_by="due_date asc, name asc",
	)
	of_deals = set(
		frappe.get_all(
			"Sales Invoice Item",
			{"parent": ("in", [row.name for row in rows] or [""]), "sales_order": ("is", "set")},
			pluck="parent",
			distinct=True,
			order_by="parent asc",
		)
	)
	grouped: dict[tuple[str, str], list[dict]] = {}
	for row in rows:
		if row.name in of_deals and settings.mails_clients(row.salesflow_sow) and not is_on_hold(row.name):
			grouped.setdefault((row.customer, row.company), []).append(row)
	return grouped


def is_on_hold(invoice: str) -> bool:
	"""Is an order of the invoice on hold?"""
	orders = frappe.get_all(
		"Sales Invoice Item",
		{"parent": invoice, "sales_order": ("is", "set")},
		pluck="sales_order",
		order_by="idx asc",
	)
	return bool(frappe.db.exists("Sales Order", {"name": ("in", orders or [""]), "status": "On Hold"}))


def is_due(invoice: dict, days: int) -> bool:
	"""Does this invoice get its reminder today?"""
	follow_ups = frappe.get_all(
		"Payment Follow Up",
		{"name": ("in", get_follow_ups(invoice.name) or [""])},
		["follow_up_status", "promise_date", "step"],
		order_by="creation asc",
	)
	promises = [getdate(f.promise_date) for f in follow_ups if f.follow_up_status == "Promised"]
	return is_reminder_due(
		due_date=getdate(invoice.due_date),
		today=getdate(today()),
		days=days,
		outstanding=invoice.outstanding_amount,
		promised_until=max(promises, default=None),
		disputed=any(f.follow_up_status == "Disputed" for f in follow_ups),
		reminders_off=bool(frappe.get_cached_value("Customer", invoice.customer, "salesflow_reminders_off")),
		last_sent_step=next((f.step for f in follow_ups if f.step), None),
	)


def get_follow_ups(invoice: str) -> list[str]:
	return frappe.get_all(
		"Payment Follow Up Invoice",
		{"sales_invoice": invoice, "parenttype": "Payment Follow Up"},
		pluck="parent",
		order_by="creation asc",
	)


def remind(customer: str, company: str, invoices: list[dict]) -> Document | None:
	"""Record the step and queue the mail; twice on one day gives one."""
	key = f"{STEP}:{customer}:{company}:{today()}"
	if frappe.db.exists("Payment Follow Up", {"entry_key": key}):
		return None
	record = frappe.get_doc(
		{
			"doctype": "Payment Follow Up",
			"customer": customer,
			"company": company,
			"contact_date": today(),
			"step": STEP,
			"channel": "Mail",
			"currency": invoices[0].currency,
			"entry_key": key,
			"invoices": [{"sales_invoice": row.name, "currency": row.currency} for row in invoices],
		}
	)
	frappe.db.savepoint("salesflow_follow_up")
	try:
		with system_act(record):
			record.insert(ignore_permissions=True)  # the clock has no user
	except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
		frappe.db.rollback(save_point="salesflow_follow_up")
		frappe.clear_last_message()
		return None
	payment_reminder.send_payment_reminder(record)
	tasks.assign(
		record,
		roles.get_sales_assistants(company),
		"follow_up",
		_("Follow up on payment by {0}").format(record.customer_name or customer),
	)
	return record


def follow_open_amount(invoice: Document) -> None:
	"""Whatever settled or reopened an invoice, its follow-up ends or goes on. One statement where nobody was reminded."""
	if flt(invoice.outstanding_amount, invoice.precision("outstanding_amount")) > 0:
		on_payment_cancelled([invoice.name])
	else:
		on_payment([invoice.name])


def on_payment(invoices: list[str]) -> None:
	"""Paid invoices no longer need follow-up. One statement where nobody was reminded."""
	for record in _get_records(invoices, ("Open", "Promised", "Disputed")):
		open_ones = frappe.get_all(
			"Sales Invoice",
			{"name": ("in", [row.sales_invoice for row in record.invoices]), "outstanding_amount": (">", 0)},
			pluck="name",
			limit=1,
			order_by="name asc",
		)
		if not open_ones:
			record.db_set("follow_up_status", "Paid", notify=True)
			tasks.close(record, "follow_up")


def on_payment_cancelled(invoices: list[str]) -> None:
	"""The invoices are open again, and so is their follow-up."""
	for record in _get_records(invoices, ("Paid",)):
		record.db_set("follow_up_status", "Open", notify=True)


def _get_records(invoices: list[str], statuses: tuple[str, ...]) -> list[Document]:
	record, row = frappe.qb.DocType("Payment Follow Up"), frappe.qb.DocType("Payment Follow Up Invoice")
	names = (
		frappe.qb.from_(record)
		.join(row)
		.on((row.parent == record.name) & (row.parenttype == "Payment Follow Up"))
		.select(record.name)
		.distinct()
		.where(row.sales_invoice.isin(invoices) & record.follow_up_status.isin(statuses))
		.orderby(record.name)
	).run(pluck=True)
	return [frappe.get_doc("Payment Follow Up", name) for name in names]
