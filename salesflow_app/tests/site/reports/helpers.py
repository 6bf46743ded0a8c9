"""What tests of reports share: a report as it is run, and deals of an industry that nobody else has."""

from importlib import import_module

import frappe

from salesflow_app.tests.site import factories

NAMES = (
	"Advice and Outcome",
	"Clearance Board",
	"Cycle Time",
	"Deal Pipeline",
	"Expected Cash",
	"Lost Analysis",
	"Milestone Billing",
	"Quotes Awaiting Decision",
	"SOW Register",
)


def run(name: str, **filters) -> frappe._dict:
	"""Columns, rows, message, chart and summary, the latter as label -> value."""
	scrubbed = frappe.scrub(name)
	module = import_module(f"salesflow_app.salesflow_app.report.{scrubbed}.{scrubbed}")
	columns, rows, message, chart, summary = module.execute(filters)
	numbers = {card["label"]: card["value"] for card in summary}
	return frappe._dict(columns=columns, rows=rows, message=message, chart=chart, summary=numbers)


def make_industry() -> str:
	"""An industry of its own, so that a report can be asked for the deals of one test."""
	name = factories.get_unique("Industry")
	return frappe.get_doc({"doctype": "Industry Type", "industry": name}).insert().name


def make_deal(users, industry: str, **values):
	"""An opportunity of the industry; a status that only an end gives is written as ERPNext does it."""
	status = values.pop("status", None)
	doc = factories.make_opportunity(values.pop("customer", users.customer_a), industry=industry, **values)
	if status:
		doc.db_set("status", status)
	return doc
