"""Who gets a mail: the rows of Salesflow Settings, and users as e-mail addresses."""

import frappe
from frappe.model.document import Document

from salesflow_app import settings
from salesflow_app.people import roles, teams


def resolve(
	event: str,
	doc: Document,
	*,
	sales_person: str | None = None,
	account_manager: str | None = None,
	client: str | None = None,
) -> list[str]:
	"""E-mail addresses that Salesflow Settings name for the event, given the people of this deal."""
	company = doc.get("company")
	groups = {
		"Team": lambda: teams.get_team(sales_person) if sales_person else [],
		"Leader": lambda: [teams.get_leader(sales_person)] if sales_person else [],
		"Sales Person": lambda: [sales_person],
		"Account Manager": lambda: [account_manager],
		"Sales Assistant": roles.get_sales_assistants,
		"Operations Manager": lambda: roles.get_operations_managers(company),
		"Client": lambda: [client],
	}
	found = []
	for rule in settings.get_settings().mail_rules:
		if rule.mail_event != event:
			continue
		if rule.send_to == "Role":
			found += roles.get_role_users(rule.role)
		elif rule.send_to == "E-Mail":
			found.append(rule.email)
		else:
			found += groups[rule.send_to]()
	return get_addresses(found)


def get_addresses(users: list[str | None]) -> list[str]:
	"""E-mail addresses of users; what is an address already stays one. No doubles, no blanks."""
	return clean([frappe.get_cached_value("User", user, "email") or user for user in users if user])


def clean(recipients: list[str | None]) -> list[str]:
	"""What can be an address, each once."""
	return list(dict.fromkeys(r.strip() for r in recipients if r and "@" in r))
