"""Test mail: shows an administrator that mails leave the site, the way all of SalesFlow's mails go."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form, now

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries

EVENT = "Test Mail"


def send_test_mail(settings: Document) -> str:
	"""Each time it is asked for, to the session's user; returns the address."""
	address = (get_addresses([frappe.session.user]) or [""])[0]
	entries.add(EVENT, settings, f"{EVENT}:{frappe.session.user}:{now()}", to=address)
	return address


def has_arrived() -> bool:
	"""Did one leave the site?"""
	return bool(
		frappe.db.exists("Email Queue", {"reference_doctype": "Salesflow Settings", "status": "Sent"})
	)


def write(settings: Document, moment: frappe._dict) -> Mail:
	return Mail(
		[moment.to],
		_("Test mail from SalesFlow"),
		Message(
			_(
				"Mails of SalesFlow leave this site: the scheduler, the workers and the outgoing mail account work."
			),
			button=(_("Open Salesflow Settings"), get_url_to_form(settings.doctype, settings.name)),
		),
	)
