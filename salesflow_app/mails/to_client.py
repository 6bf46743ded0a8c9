"""The one look of all mails to clients: greeting, a sentence, facts, a button, who to ask, the company's name."""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import get_fullname, get_url

from salesflow_app.mails.message import Mail, Message
from salesflow_app.people.accounts import has_account
from salesflow_app.people.contacts import find_confirmed

Facts = list[tuple[str, str]]


def write_to_client(
	recipients: list[str | None],
	subject: str,
	sentence: str,
	*,
	company: str,
	name: str | None = None,
	manager: str | None = None,
	facts: Facts | None = None,
	table: tuple[list[str], list[list]] | None = None,
	button: tuple[str, str] | None = None,
	closing: str = "",
	get_attachments: Callable[[], list[dict]] = list,
	secret: str = "",
) -> Mail:
	"""A mail to people of a client. `manager` is the user they may ask; `name` whom it greets.

	`secret`, a code or the token of a link, stands in the mail alone.
	"""
	message = Message(
		sentence,
		facts=[(label, value) for label, value in facts or [] if value],
		table=table,
		button=button,
		closing=closing,
		greeting=_("Dear {0},").format(name) if name else _("Hello,"),
		questions=_get_questions(manager, company),
		signature=company,
	)
	return Mail(recipients, subject, message, get_attachments, is_to_client=True, secret=secret)


def get_page_button(recipients: list[str | None], label: str, route: str) -> tuple[str, str] | None:
	"""A button to a page of the portal, for who has a login: to others it would show a form that asks for one."""
	return (label, get_url(route)) if any(has_account(email) for email in recipients if email) else None


def _get_questions(manager: str | None, company: str) -> str:
	"""The account manager, else the company's address, else whoever reads the answer."""
	if manager:
		user = frappe.db.get_value("User", manager, ["email", "mobile_no", "phone"], as_dict=True)
		who, ways = get_fullname(manager), [user.email, user.mobile_no or user.phone] if user else [manager]
	else:
		record = frappe.get_cached_doc("Company", company)
		who, ways = company, [record.get("email"), record.get("phone_no")]
	known = ", ".join(way for way in ways if way)
	if not known:
		return _("Any questions? Just reply to this email.")
	return _("Any questions? Please contact {0}: {1}").format(who, known)


def get_name(customer: str, email: str | None) -> str | None:
	"""What a client's contact is called whom our staff know; None for others."""
	contact = email and find_confirmed("Customer", customer, email)
	return contact and frappe.db.get_value("Contact", contact, "full_name")
