"""The recap of the first meeting: the account manager marks what the client may read, looks at the mail and sends it."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.deal.origin import get_client_language
from salesflow_app.mails import discovery_recap
from salesflow_app.people import tasks
from salesflow_app.people.languages import group_by_language
from salesflow_app.text.reader import write_in

TASK = "send_recap"
"""Key of the account manager's task."""


def ask(discovery: Document) -> None:
	"""A meeting was held and the account manager is named: they look at the recap and send it, once."""
	if discovery.held_meetings and discovery.account_manager and not is_sent(discovery):
		sentence = _("Mark what {0} may read, look at the recap of the meeting and send it")
		tasks.assign(
			discovery, [discovery.account_manager], TASK, sentence.format(discovery.customer_name), once=True
		)


def is_sent(discovery: Document) -> bool:
	return any(row.held_recap_sent for row in discovery.meetings)


@frappe.whitelist()
def preview(name: str) -> dict:
	"""The recap as the client would get it: recipients, subject, html. Raises ValidationError where it cannot be sent."""
	discovery = _get(name)
	recipients = discovery.get_client_addresses()
	language = next(iter(group_by_language(recipients, get_client_language(discovery))))
	with write_in(language):
		mail = discovery_recap.write(discovery, frappe._dict(actor=frappe.session.user))
		return {"recipients": recipients, "subject": mail.subject, "html": mail.message.render()}


@frappe.whitelist(methods=["POST"])
def send(name: str) -> None:
	"""Send the recap, once. Raises ValidationError with what is missing."""
	discovery = _get(name)
	discovery.held_meetings[0].db_set("held_recap_sent", 1, update_modified=False)
	discovery_recap.send_discovery_recap(discovery)
	tasks.close(discovery, TASK)
	discovery.notify_update()


def _get(name: str) -> Document:
	"""The Discovery, if the session's user may write it and its recap can be sent."""
	frappe.has_permission("Discovery", "write", name, throw=True)
	discovery = frappe.get_doc("Discovery", name, for_update=True)
	problem = _find_problem(discovery)
	if problem:
		frappe.throw(
			_("Discovery {0}: the recap cannot be sent: {1}").format(name, problem), title=_("Recap Not Sent")
		)
	return discovery


def _find_problem(discovery: Document) -> str:
	if is_sent(discovery):
		return _("it was sent already. What came up since goes into an email of your own.")
	if not discovery.held_meetings:
		return _("tick {0} for a meeting that took place.").format(frappe.bold(_("Held")))
	if not discovery.account_manager:
		return _("choose the {0} whom it introduces.").format(frappe.bold(_("Account Manager")))
	if not discovery.get_client_addresses():
		return _("add an email address to the client's {0}.").format(frappe.bold(_("Attendees")))
	if not discovery_recap.get_rows(discovery):
		return _("tick {0} in the needs and open questions that the client may read.").format(
			frappe.bold(_("For the Client"))
		)
	return ""
