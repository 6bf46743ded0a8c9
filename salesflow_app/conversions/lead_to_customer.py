"""Lead -> Customer: once, at the submit of a quotation, which is then made out to the customer.

ERPNext's portal lists a quotation only where it is made out to a Customer, and its order takes that customer.
"""

import frappe
from erpnext.crm.doctype.lead.lead import _make_customer
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from salesflow_app.deal.origin import get_customer_of_lead
from salesflow_app.documents.locks import get_locked
from salesflow_app.people.contacts import get_client_contact


def make_customer_of_lead(quotation: Document) -> str | None:
	"""Make the quotation's lead a customer, or find the one it already is. Returns it; None without a lead.

	Called from `before_submit`, so that ERPNext's own steps at submit already find the customer.
	"""
	if quotation.quotation_to != "Lead":
		return None
	customer = get_customer(quotation.party_name) or make_customer(quotation.party_name)
	quotation.quotation_to = "Customer"
	quotation.party_name = customer
	for field in ("customer_group", "territory"):
		quotation.set(field, quotation.get(field) or frappe.db.get_value("Customer", customer, field))
	return customer


def get_customer(lead: str) -> str | None:
	"""The customer this lead already is. Holds the lead, so that two quotations at once make one customer."""
	status = (get_locked("Lead", lead, ["status"]) or {}).get("status")
	customer = get_customer_of_lead(lead)
	if customer or status != "Converted":
		return customer
	# someone made it after this transaction began: read what is there now, not what was there then
	return get_customer_of_lead(lead, for_update=True)


def make_customer(lead: str) -> str:
	"""Insert the customer as ERPNext makes it from a lead, with its contacts and addresses.

	Raises ValidationError naming the lead and the fields that a customer needs and the lead does not have.
	"""
	customer = _make_customer(lead, ignore_permissions=True)  # submitting the quotation is the permission
	contact = get_client_contact("Lead", lead)
	customer.customer_primary_contact = contact.name if contact else None
	customer.flags.ignore_permissions = True  # submitting the quotation is the permission
	try:
		customer.insert()
	except frappe.MandatoryError as error:
		frappe.clear_last_message()
		frappe.throw(
			_(
				"Lead {0} cannot become a Customer: set {1} in Selling Settings, or create the Customer first."
			).format(lead, frappe.bold(str(error).split(":", 1)[-1].strip())),
			title=_("Customer Not Created"),
		)
	except frappe.NameError:
		frappe.clear_last_message()
		frappe.throw(
			_(
				"Lead {0} cannot become a Customer, because its name has a character such as “<”: {1}. Change {2} on the Lead."
			).format(
				lead,
				frappe.bold(escape_html(customer.customer_name)),
				frappe.bold(_(frappe.get_meta("Lead").get_label("company_name"))),
			),
			title=_("Customer Not Created"),
		)
	return customer.name
