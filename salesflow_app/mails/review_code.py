"""Review code: the client who answers by personal link gets six digits, at the address that the link went to."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, time_diff_in_seconds

from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox.worker import NotSent
from salesflow_app.signing import codes, links

EVENT = codes.EVENT


def write(doc: Document, moment: frappe._dict) -> Mail:
	"""The code is made here, so that it stands nowhere but in the mail. One that comes too late is not sent."""
	if time_diff_in_seconds(now_datetime(), moment.creation) > codes.MINUTES * 60:
		raise NotSent(_("the client asked for it more than {0} minutes ago").format(codes.MINUTES))
	link = links.lock(moment.link)
	code = _get_code(link, moment)
	return write_to_client(
		[link.recipient_email],
		_("Your code for {0}").format(doc.title),
		_("Please enter this code on the page where you asked for it. It is valid for {0} minutes.").format(
			codes.MINUTES
		),
		company=doc.company,
		name=link.recipient_name,
		manager=doc.account_manager,
		facts=[(_("Code"), code)],
		closing=_("If you did not ask for a code, please tell us, and do not pass it on to anybody."),
		secret=code,
	)


def _get_code(link: frappe._dict, moment: frappe._dict) -> str:
	"""A mail is written once for each language of its reader, with one code."""
	made = frappe.flags.setdefault("salesflow_codes", {})
	if moment.entry not in made:
		made[moment.entry] = codes.make_code(link.name, moment.session)
	return made[moment.entry]
