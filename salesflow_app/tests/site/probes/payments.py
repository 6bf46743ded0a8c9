"""What ERPNext checks and fills in orders and payments."""

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from frappe.utils import add_days, today

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.probes import probe
from salesflow_app.tests.site.probes.attempts import _attempt, _order


@probe
def mandatory_by_the_value_of_another_field():
	contract = frappe.get_doc({"doctype": "Contract", "party_type": "Customer", "salesflow_is_msa": 1})
	contract.update(
		{"party_name": factories.make_customer().name, "contract_terms": "x", "start_date": today()}
	)
	return _attempt(contract.insert)


@probe
def orders_dates_are_checked():
	return _attempt(_order, delivery_date=add_days(today(), -30))


@probe
def payment_of_less_than_the_invoice_says():
	invoice = factories.make_sales_invoice(submit=True)
	payment = get_payment_entry("Sales Invoice", invoice.name)
	payment.update({"reference_no": "B1", "reference_date": today(), "paid_amount": 10})
	answer = _attempt(payment.insert)
	amounts = (
		"paid_amount",
		"received_amount",
		"total_allocated_amount",
		"unallocated_amount",
		"difference_amount",
	)
	return [answer if isinstance(answer, str) else "inserted", *[payment.get(field) for field in amounts]]


@probe
def payment_with_less_allocated():
	invoice = factories.make_sales_invoice(submit=True)
	payment = get_payment_entry("Sales Invoice", invoice.name)
	payment.update({"reference_no": "B1", "reference_date": today(), "paid_amount": 10})
	payment.references[0].allocated_amount = 10
	_attempt(payment.insert)
	_attempt(payment.submit)
	outstanding = frappe.db.get_value("Sales Invoice", invoice.name, "outstanding_amount")
	return [payment.received_amount, payment.unallocated_amount, payment.docstatus, outstanding]
