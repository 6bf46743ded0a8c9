"""Which customers have an invoice whose step has come: one statement for each plan, whatever the number of invoices."""

from datetime import date, timedelta

import frappe
from frappe.query_builder.functions import Coalesce
from pypika import Case, Criterion
from pypika.terms import ExistsCriterion

from salesflow_app.follow_up.plan import Plans
from salesflow_app.rules.follow_up import Step
from salesflow_app.settings import get_settings

Pair = tuple[str, str]
"""A customer, and the company that waits for the money."""


def find_customers(plans: Plans, day: date) -> list[Pair]:
	"""Customers and companies with an open invoice of a deal whose newest step was not done, in a fixed order."""
	return sorted({pair for name, steps in plans.items() for pair in _find(plans, name, steps, day)})


def _find(plans: Plans, customer_class: str, steps: tuple[Step, ...], day: date) -> list[Pair]:
	invoice = frappe.qb.DocType("Sales Invoice")
	query = (
		frappe.qb.from_(invoice)
		.select(invoice.customer, invoice.company)
		.distinct()
		.where((invoice.docstatus == 1) & (invoice.is_return == 0) & (invoice.outstanding_amount > 0))
		.where(invoice.due_date <= day - timedelta(days=steps[0].days))
		.where(_is_not_done(invoice, steps, day))
		.where(_is_of_deal(invoice))
	)
	if classes := [name for name in plans if name]:
		query = query.where(invoice.customer.isin(_get_customers(customer_class, classes)))
	return [(row[0], row[1]) for row in query.run()]


def _is_of_deal(invoice) -> Criterion:
	"""Of a SOW; with the switch for mails to other clients, on any order.

	The order is asked for row by row, by the index of the invoice: of an EXISTS, MariaDB would read all rows first.
	"""
	of_sow = invoice.salesflow_sow.isnotnull() & (invoice.salesflow_sow != "")
	if not get_settings().use_client_mails:
		return of_sow
	item = frappe.qb.DocType("Sales Invoice Item")
	of_order = (
		frappe.qb.from_(item)
		.select(item.name)
		.where((item.parent == invoice.name) & item.sales_order.isnotnull() & (item.sales_order != ""))
		.limit(1)
	)
	return of_sow | (Coalesce(of_order, "") != "")


def _is_not_done(invoice, steps: tuple[Step, ...], day: date) -> Criterion:
	"""No row says that the newest step whose day has come, or a later one, was done for the invoice."""
	newest = Case()
	for step in reversed(steps):
		newest = newest.when(invoice.due_date <= day - timedelta(days=step.days), step.days)
	row = frappe.qb.DocType("Payment Follow Up Invoice")
	done = (
		frappe.qb.from_(row)
		.select(row.name)
		.where((row.sales_invoice == invoice.name) & (row.is_step == 1) & (row.step_days >= newest))
	)
	return ExistsCriterion(done).negate()


def _get_customers(customer_class: str, classes: list[str]):
	"""Those of the class; for the plan of no class, those of classes without a plan."""
	customer = frappe.qb.DocType("Customer")
	field = customer.salesflow_customer_class
	fits = (field == customer_class) if customer_class else (field.isnull() | field.notin(classes))
	return frappe.qb.from_(customer).select(customer.name).where(fits)
