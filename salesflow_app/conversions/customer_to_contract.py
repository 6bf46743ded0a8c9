"""Customer -> Contract: the Master Service Agreement, with the text of its approved master."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

from salesflow_app.people.contacts import get_client_contact
from salesflow_app.text import masters
from salesflow_app.text.rendering import render_as_one


@frappe.whitelist()
def make_contract(source_name: str, company: str | None = None) -> Document:
	"""An unsaved Contract with a customer, marked as MSA; its version names the master it was made from.

	Raises PermissionError without the right to read the customer or to make a Contract.
	"""
	frappe.has_permission("Customer", "read", source_name, throw=True)
	frappe.has_permission("Contract", "create", throw=True)
	customer = frappe.get_doc("Customer", source_name)
	company = company or frappe.defaults.get_user_default("company")
	master = masters.get_approved("MSA", "", customer.language)
	if not master:
		frappe.throw(
			_("Customer {0}: no Master Document of kind MSA is approved. Approve one first.").format(
				source_name
			)
		)
	contract = frappe.new_doc("Contract")
	contract.update(
		{
			"party_type": "Customer",
			"party_name": customer.name,
			"start_date": today(),
			"contract_terms": get_terms(master, customer, company),
			"salesflow_is_msa": 1,
			"salesflow_company": company,
			"salesflow_msa_version": f"{master.version} ({master.name})",
			**_get_people(customer),
		}
	)
	return contract


def _get_people(customer: Document) -> dict[str, str | None]:
	"""Who looks after the client, and who of them probably signs."""
	contact = get_client_contact("Customer", customer.name) or frappe._dict()
	return {
		"salesflow_account_manager": customer.get("account_manager"),
		"salesflow_signatory_name": contact.full_name,
		"salesflow_signatory_email": contact.email,
	}


def get_terms(master: Document, customer: Document, company: str | None) -> str:
	"""The sections of the master as one text. An MSA has the same two parties as a SOW under it."""
	parties = frappe.new_doc("SOW")
	parties.update({"customer": customer.name, "customer_name": customer.customer_name, "company": company})
	return render_as_one(master, parties)
