"""A simulated year with outages, in four time zones: each step once at most, none for what is paid or cancelled, none missed.

`SALESFLOW_DAYS=400` runs the whole year; by default it is shorter.
"""

import os
import random
from datetime import date, datetime, timedelta, timezone

import frappe
import pytest
from frappe.utils import getdate

from salesflow_app.follow_up import reminders
from salesflow_app.follow_up.plan import get_plans
from salesflow_app.rules.follow_up import get_due
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.follow_up.helpers import at, copy_invoice, make_invoice

DAYS = int(os.environ.get("SALESFLOW_DAYS") or 30)
CUSTOMERS, INVOICES = 3, max(3, DAYS // 25)
LONGEST_OUTAGE = 14
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
BEGIN = datetime(2026, 2, 16, tzinfo=timezone.utc)


class Model:
	"""What has to be true of one invoice, kept beside the app."""

	def __init__(self, invoice, due: date):
		self.name, self.customer, self.due = invoice.name, invoice.customer, due
		self.done: list[tuple[int, date]] = []
		self.skipped: list[int] = []
		self.is_open = True

	def settle(self, draw: random.Random) -> None:
		"""It is paid or cancelled."""
		values = draw.choice([{"outstanding_amount": 0}, {"docstatus": 2}])
		frappe.db.set_value("Sales Invoice", self.name, values)
		self.is_open = False

	def expect(self, plan, day: date) -> None:
		"""What one run of the clock on a working day has to do about it."""
		last = max((days for days, _day in self.done), default=None)
		if self.is_open and (due := get_due(plan, self.due, day, last)):
			self.done.append((due.step.days, day))
			self.skipped += [step.days for step in due.skipped]


def make_models(draw: random.Random) -> list[Model]:
	"""Invoices of some customers that fall due all through the year."""
	models = []
	for number in range(CUSTOMERS):
		customer = factories.make_customer(contact=f"year{number}@paying.example").name
		first = make_invoice(customer, BEGIN.date())
		for place in range(INVOICES):
			due = BEGIN.date() + timedelta(days=draw.randrange(-5, DAYS))
			models.append(Model(copy_invoice(first, f"{first.name}-{place}", due), due))
		first.db_set("outstanding_amount", 0)
	return models


def get_moments(draw: random.Random) -> list[datetime]:
	"""When the clock runs: two or three times a day at any hour, but for outages of up to two weeks."""
	moments, day = [], 0
	while day < DAYS:
		if draw.random() < 0.06:
			day += draw.randint(1, LONGEST_OUTAGE)
			continue
		minutes = sorted(draw.sample(range(24 * 60), draw.randint(2, 3)))
		moments += [BEGIN + timedelta(days=day, minutes=minute) for minute in minutes]
		day += 1
	return moments


@pytest.mark.parametrize("zone", ZONES)
def test_year_with_outages_misses_nothing_and_repeats_nothing(users, plan, zone):
	draw = random.Random(zone)
	models, steps = make_models(draw), get_plans()[""]
	frappe.db.set_value("Company", users.company, "default_holiday_list", None)
	frappe.clear_document_cache("Company", users.company)
	for moment in get_moments(draw):
		for model in models:
			if model.is_open and draw.random() < 0.008:
				model.settle(draw)
		with at(moment, zone) as day:
			reminders.send_due_reminders()
			if day.weekday() < 5:
				for model in models:
					model.expect(steps, day)
	for model in models:
		compare(model)
	records = frappe.get_all(
		"Payment Follow Up",
		{"customer": ("in", sorted({model.customer for model in models})), "channel": "Mail"},
		["customer", "contact_date"],
		as_list=True,
		order_by="name asc",
	)
	assert records and len(records) == len(set(records))  # one mail for a customer and day


def compare(model: Model) -> None:
	rows = frappe.get_all(
		"Payment Follow Up Invoice",
		{"sales_invoice": model.name, "is_step": 1},
		["step_days", "skipped_steps", "parent"],
		order_by="step_days asc",
	)
	days = [getdate(frappe.db.get_value("Payment Follow Up", row.parent, "contact_date")) for row in rows]
	assert [(row.step_days, day) for row, day in zip(rows, days, strict=True)] == model.done, model.name
	skipped = [int(each) for row in rows for each in (row.skipped_steps or "").split(", ") if each]
	assert skipped == model.skipped, model.name
