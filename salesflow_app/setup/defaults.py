"""First values of Salesflow Settings. Written once; afterwards they are the company's own."""

import frappe
from frappe.utils import getdate, today

from salesflow_app.documents.acts import system_act
from salesflow_app.follow_up import holds
from salesflow_app.people import contacts
from salesflow_app.setup import in_flight, workflow_choice

CUSTOMER_CLASSES = ("API", "10x")
MAIL_RULES = (
	("Progress Shared", "Team"),
	("Order Won", "Team"),
	("Case Lost", "Leader"),
	("Milestone Notice", "Operations Manager"),
	("Invoice Sent", "Client"),
	("Payment Confirmed", "Client"),
	("Payment Confirmed", "Account Manager"),
	("Payment Confirmed", "Sales Assistant"),
	("Order Closed", "Account Manager"),
)
FOLLOW_UP_PLAN = (
	(-3, "Mail", "Friendly"),
	(7, "Mail", "Friendly"),
	(14, "Mail", "Firm"),
	(21, "Call", "Friendly"),
	(30, "Mail", "Final"),
	(45, "Dunning", "Friendly"),
)
"""Days from the due date, channel and tone."""
BOOKS_DAYS = 7


def sync() -> None:
	"""Fill what was never filled."""
	for name in CUSTOMER_CLASSES:
		if not frappe.db.exists("Salesflow Customer Class", name) and not frappe.db.get_default(
			"salesflow_installed"
		):
			frappe.get_doc({"doctype": "Salesflow Customer Class", "class_name": name}).insert(
				ignore_permissions=True  # the installer acts for the site
			)
	if not frappe.db.get_default("salesflow_installed"):
		_fill_settings()
		contacts.mark_those_of_outsiders()
		frappe.db.set_default("salesflow_installed", "1")
	else:
		_fill_new_fields()


def _fill_new_fields() -> None:
	"""Fields that came with an update begin with what new sites have; Frappe itself leaves them empty."""
	singles = frappe.qb.DocType("Singles")
	known = set(
		frappe.qb.from_(singles)
		.select(singles.field)
		.where(singles.doctype == "Salesflow Settings")
		.run(pluck=True)
	)
	for field in frappe.get_meta("Salesflow Settings").fields:
		if field.default and field.fieldname not in known:
			frappe.db.set_single_value("Salesflow Settings", field.fieldname, field.default)


def _get_switches() -> dict[str, int]:
	"""Off where documents are under way, or where the site has a workflow of its own."""
	switches = in_flight.get_first_values()
	for doctype, switch in workflow_choice.SWITCHES.items():
		if workflow_choice.get_active(doctype):
			switches[switch] = 0
	return switches


def _get_books_days() -> int:
	"""Reminders wait for the bank's entries only where the site books them as they come."""
	day = getdate(today())
	booked = [
		holds.get_last_bank_entry(name, day)
		for name in frappe.get_all("Company", pluck="name", order_by="name asc")
	]
	return BOOKS_DAYS if any(each and (day - each).days <= BOOKS_DAYS for each in booked) else 0


def _fill_settings() -> None:
	settings = frappe.get_single("Salesflow Settings")
	settings.update(
		{
			**_get_switches(),
			"clearance_policy": "None",
			"deposit_percentage": 30,
			"proposal_validity_days": 30,
			"sow_validity_days": 30,
			"expiry_reminder_days": 3,
			"payment_days": 30,
			"reminder_days": 7,
			"books_days": _get_books_days(),
			"promise_days": 30,
			"escalation_days": 3,
		}
	)
	settings.set("mail_rules", [{"mail_event": event, "send_to": who} for event, who in MAIL_RULES])
	settings.set(
		"follow_up_plan",
		[
			{"days": days, "channel": channel, "tone": tone, "customer_class": ""}
			for days, channel, tone in FOLLOW_UP_PLAN
		],
	)
	# company "" fits every company; left out, Frappe fills in the default one
	settings.set(
		"sow_rules",
		[{"company": "", "customer_class": name, "sow_needed": 1} for name in CUSTOMER_CLASSES],
	)
	settings.set(
		"approval_rules",
		[
			{"company": "", "document": "Work Proposal", "approver_role": "Operations Manager"},
			{"company": "", "document": "Sales Order", "approver_role": "Sales Manager"},
		],
	)
	settings.flags.ignore_permissions = True  # the installer acts for the site
	with system_act(settings):
		settings.save()
