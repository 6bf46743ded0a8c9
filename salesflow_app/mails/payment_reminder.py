"""Payment reminder: one mail with all open invoices of a customer, where to see and where to pay them.

A Payment Follow Up names the invoices that have come to a step. The mail names all that are open when it is written,
but for those that a dispute, a promise or an order on hold takes out.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate, today

from salesflow_app.clients.pdf import get_print_format
from salesflow_app.deal import origin
from salesflow_app.follow_up import addressees, facts
from salesflow_app.mails.bank_details import get_bank_facts
from salesflow_app.mails.message import Mail, attach_print
from salesflow_app.mails.to_client import get_name, get_page_button, write_to_client
from salesflow_app.outbox import entries
from salesflow_app.outbox.worker import NotSent
from salesflow_app.rules.follow_up import find_hold
from salesflow_app.text.formats import date, money

EVENT = "Payment Reminder"
MOST_ATTACHED = 5
"""Invoices that are attached; of more than these, the link shows all."""
FIELDS = (
	"name customer company due_date outstanding_amount currency party_account_currency "
	"contact_person contact_email salesflow_sow"
).split()


def send_payment_reminder(record: Document, tone: str = "Friendly", words: str = "") -> None:
	"""When a step of the follow-up is due, once per Payment Follow Up."""
	entries.add(EVENT, record, f"{EVENT}:{record.name}", tone=tone, words=words)


def write(record: Document, moment: frappe._dict) -> Mail:
	"""What is still open when the mail is written. Raises NotSent where nothing is any more."""
	invoices = _get_invoices(record)
	emails = addressees.get_emails(record.customer, invoices)
	return write_to_client(
		emails,
		_get_subject(invoices, moment.tone).format(record.company),
		moment.words or _get_sentence(invoices, moment.tone),
		company=record.company,
		name=get_name(record.customer, emails[0]) if len(emails) == 1 else None,
		manager=origin.get_account_manager(invoices[0]),
		table=_get_table(invoices),
		facts=[*_get_totals(invoices), *get_bank_facts(record.company, _get_reference(invoices))],
		button=_get_button(emails, invoices),
		closing=_("If you have already paid, please disregard this reminder."),
		get_attachments=lambda: _get_attachments(invoices),
	)


def _get_invoices(record: Document) -> list[frappe._dict]:
	filters = {"name": ("in", [row.sales_invoice for row in record.invoices]), "docstatus": 1}
	filters["outstanding_amount"] = (">", 0)
	asked = frappe.get_all("Sales Invoice", filters, FIELDS, order_by="due_date asc, name asc")
	if not asked:
		raise NotSent(_("its invoices were paid or cancelled in the meantime"))
	pair = (record.customer, record.company)
	known = facts.get_open_invoices([pair]).get(pair, [])
	held = {row.name for row in known if _get_hold(row)}
	rows = {row.name: row for row in [*known, *asked] if row.name not in held}
	if not rows.keys() & {row.name for row in asked}:
		raise NotSent(_("its invoices are disputed, promised or on hold by now"))
	return sorted(rows.values(), key=lambda row: (getdate(row.due_date), row.name))


def _get_hold(row: frappe._dict) -> str:
	day = getdate(today())
	return find_hold(row.outstanding_amount, day, row.promised_until, row.is_disputed, row.is_on_hold)


def _is_overdue(row: frappe._dict) -> bool:
	return getdate(row.due_date) < getdate(today())


def _get_subject(invoices: list[frappe._dict], tone: str | None) -> str:
	if not any(map(_is_overdue, invoices)):
		return _("Payment due soon: invoices from {0}")
	return {
		"Firm": _("Second reminder: open invoices from {0}"),
		"Final": _("Final reminder: open invoices from {0}"),
	}.get(tone or "", _("Reminder: open invoices from {0}"))


def _get_sentence(invoices: list[frappe._dict], tone: str | None) -> str:
	if not any(map(_is_overdue, invoices)):
		return _("These invoices are due soon. Please let us know if anything looks wrong.")
	return {
		"Firm": _(
			"We have not received your payment yet. Please pay the overdue invoices below now, or tell us when you will."
		),
		"Final": _(
			"Despite our reminders, we have not received your payment. Please pay the overdue invoices below within seven days."
		),
	}.get(tone or "", _("Please pay the overdue invoices below, or tell us if anything looks wrong."))


def _get_table(invoices: list[frappe._dict]) -> tuple[list[str], list[list]]:
	heads = [_("Invoice"), _("Due date"), _("Status"), _("Outstanding")]
	return heads, [_as_cells(invoice) for invoice in invoices]


def _as_cells(invoice: frappe._dict) -> list[str]:
	status = _("Overdue") if _is_overdue(invoice) else _("Not due yet")
	amount = money(invoice.outstanding_amount, _get_currency(invoice))
	return [invoice.name, date(invoice.due_date), status, amount]


def _get_currency(invoice: frappe._dict) -> str:
	return invoice.party_account_currency or invoice.currency


def _get_totals(invoices: list[frappe._dict]) -> list[tuple[str, str]]:
	"""What is open and what of it is overdue, for each currency apart. Nothing for a single invoice."""
	if len(invoices) == 1:
		return []
	totals = []
	for currency in sorted({_get_currency(row) for row in invoices}):
		rows = [row for row in invoices if _get_currency(row) == currency]
		overdue = sum(flt(row.outstanding_amount) for row in rows if _is_overdue(row))
		total = money(sum(flt(row.outstanding_amount) for row in rows), currency)
		totals.append((_("Total open, {0}").format(currency), total))
		if overdue:
			totals.append((_("Of which overdue, {0}").format(currency), money(overdue, currency)))
	return totals


def _get_reference(invoices: list[frappe._dict]) -> str:
	return invoices[0].name if len(invoices) == 1 else ""


def _get_button(emails: list[str], invoices: list[frappe._dict]) -> tuple[str, str] | None:
	if len(invoices) == 1:
		return get_page_button(emails, _("View Invoice"), f"/salesflow/invoices/{invoices[0].name}")
	return get_page_button(emails, _("View Invoices"), "/salesflow")


def _get_attachments(invoices: list[frappe._dict]) -> list[dict]:
	if len(invoices) > MOST_ATTACHED:
		return []
	docs = [frappe.get_doc("Sales Invoice", row.name) for row in invoices]
	return [attach_print("Sales Invoice", doc.name, get_print_format(doc)) for doc in docs]
