"""Whose deal a feedback is about: who of the client is asked, who of ours reads it."""

import frappe
from frappe.model.document import Document

from salesflow_app.clients import access
from salesflow_app.deal import origin
from salesflow_app.people import roles, teams
from salesflow_app.people.contacts import find_confirmed, may_get_mail

FIELDS = ("account_manager", "sales_person", "sales_assistant")
"""Those of the deal, as a Client Feedback and a Team Feedback keep them."""


def get_people(order: Document | None, sow: Document | None) -> dict[str, str | None]:
	"""The people of the deal, by field."""
	deal = (origin.get_deal(order) if order else None) or frappe._dict()
	opportunity = sow and sow.opportunity
	owner = opportunity and frappe.db.get_value("Opportunity", opportunity, "opportunity_owner")
	manager = (sow and sow.account_manager) or deal.account_manager
	return {
		"account_manager": manager or (order and origin.get_account_manager(order)),
		"sales_person": deal.sales_person or owner or manager,
		"sales_assistant": sow and sow.sales_assistant,
	}


def get_recipient(order: Document | None, sow: Document | None) -> tuple[str | None, str | None]:
	"""Address and name of who signed for the client, else of the order's contact; never one nobody of ours confirmed."""
	if sow and (email := access.get_answering(sow)):
		if may_get_mail(sow.customer, None, email):
			is_delegate = bool(sow.delegate_email)
			return email, sow.delegate_name if is_delegate else sow.signatory_name
	email = origin.get_client_email(order) if order else None
	contact = email and find_confirmed("Customer", order.customer, email)
	return email, contact and frappe.db.get_value("Contact", contact, "full_name")


def get_team(people: dict | Document) -> list[str]:
	"""The enabled users who worked on the deal: the sales team, the account manager and the sales assistant."""
	seller = people.get("sales_person")
	users = [*(teams.get_team(seller) if seller else []), *(people.get(field) for field in FIELDS)]
	return teams.keep_enabled([user for user in dict.fromkeys(users) if user])


def get_managers(feedback: Document) -> list[str]:
	"""The account manager and the leader, as far as they are still here; else who runs operations."""
	users = [feedback.account_manager]
	if feedback.sales_person:
		users.append(teams.get_leader(feedback.sales_person))
	kept = teams.keep_enabled([user for user in users if user])
	return kept or roles.get_operations_managers(feedback.company)
