"""What tests of milestones share."""

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from frappe.utils import today

from salesflow_app.tests.site import deals


def get_state(milestone) -> str:
	return frappe.db.get_value("Payment Milestone", milestone.name, "workflow_state")


def pay(users, invoice, amount=None):
	with deals.as_user(users.ac):
		payment = get_payment_entry("Sales Invoice", invoice.name, party_amount=amount)
		payment.update({"reference_no": "B1", "reference_date": today()})
		payment.insert().submit()
	return payment
