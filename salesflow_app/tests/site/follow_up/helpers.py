"""What tests of payment follow-up share: open invoices in numbers, a clock in any time zone, and what was sent."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import frappe
from frappe.utils import getdate, today

from salesflow_app.follow_up import reminders
from salesflow_app.outbox import entries
from salesflow_app.tests.site import factories

PLAN = ((-3, "Mail", "Friendly"), (7, "Mail", "Friendly"), (14, "Mail", "Firm"), (30, "Call", ""))
RULES = {"use_order_approval": 0, "sow_rules": [], "use_client_mails": 1, "books_days": 0}
EVENT = "Payment Reminder"


def get_rows(*steps: tuple) -> list[dict]:
	return [{"days": days, "channel": channel, "tone": tone} for days, channel, tone in steps or PLAN]


def make_invoice(customer: str, due: date, posted: date | None = None):
	"""An open invoice of an order of the customer, due on that day."""
	order = factories.make_sales_order(customer, submit=True)
	invoice = factories.make_sales_invoice(sales_order=order.name, submit=True)
	return set_days(invoice, due, posted)


def set_days(invoice, due: date, posted: date | None = None):
	invoice.db_set({"due_date": due, "posting_date": posted or getdate(due) - timedelta(days=60)})
	return invoice


def copy_invoice(invoice, name: str, due: date):
	"""The same again under another name, past ERPNext's checks, where numbers count."""
	copied = frappe.copy_doc(invoice)
	copied.update({"name": name, "docstatus": 1, "due_date": due})
	copied.update(
		{"posting_date": getdate(due) - timedelta(days=60), "outstanding_amount": invoice.grand_total}
	)
	copied.db_insert()
	for row in copied.items:
		row.update({"parent": name, "name": factories.get_unique("row"), "docstatus": 1})
		row.db_insert()
	return copied


def run(day: date) -> None:
	"""The clock's run at noon of that day, whatever day of the week it is."""
	with at_noon(day):
		reminders.send_due_reminders(on_any_day=True)


@contextmanager
def at(moment: datetime, zone: str) -> Iterator[date]:
	"""Within it, the site's clock shows this moment (UTC) as it is in the zone; gives the local day."""
	local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
	with patch.object(sys.modules[frappe.utils.nowdate.__module__], "now_datetime", lambda: local):
		yield getdate(today())


@contextmanager
def at_noon(day: date) -> Iterator[date]:
	with at(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("UTC")), "UTC") as local:
		yield local


def get_steps(invoice) -> list[tuple[int, str]]:
	"""Day offset and skipped steps of what was done about the invoice, oldest first."""
	name = invoice if isinstance(invoice, str) else invoice.name
	rows = frappe.get_all(
		"Payment Follow Up Invoice",
		{"sales_invoice": name, "is_step": 1},
		["step_days", "skipped_steps"],
		order_by="step_days asc",
	)
	return [(row.step_days, row.skipped_steps or "") for row in rows]


def get_records(customer: str, **filters) -> list[frappe._dict]:
	return frappe.get_all(
		"Payment Follow Up",
		{"customer": customer, **filters},
		["name", "channel", "contact_date", "follow_up_status", "step"],
		order_by="creation asc, name asc",
	)


def count_mails(customer: str) -> int:
	names = [row.name for row in get_records(customer)]
	return frappe.db.count(entries.DOCTYPE, {"event": EVENT, "reference_name": ("in", names or [""])})
