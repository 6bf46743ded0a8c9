"""Where DocuSign Connect tells that something happened. It only wakes a worker, which asks DocuSign itself."""

import frappe
from frappe import _

from salesflow_app.outbox import entries
from salesflow_app.signing.providers.docusign import account, messages

EVENT = "DocuSign Answer"
MOST_BYTES = 1024 * 1024
OK, BAD, UNSIGNED, TOO_LONG = 200, 400, 401, 413


@frappe.whitelist(allow_guest=True, methods=["POST"])  # DocuSign has no login: it signs what it sends
def receive() -> str:
	"""Take a message of DocuSign Connect; the status says whether it was taken, and nothing else is told.

	What is repeated, or about an envelope that is no SOW's present one, is taken and changes nothing.
	"""
	frappe.flags.disable_traceback = frappe.local.flags.disable_traceback = True
	body = frappe.request.get_data() or b""
	if len(body) > MOST_BYTES:
		return answer(TOO_LONG, _("Too long"))
	if not messages.is_genuine(body, frappe.request.headers, account.get_hmac_keys()):
		return answer(UNSIGNED, _("Not signed"))
	message = messages.read(body)
	if not message:
		return answer(BAD, _("Not understood"))
	wake(message)
	return answer(OK, _("Taken"))


def answer(status: int, word: str) -> str:
	frappe.local.response["http_status_code"] = status
	return word


def wake(message: messages.Message) -> None:
	"""Have a worker ask for the state of the envelope, once for each thing that happened."""
	filters = {"envelope_id": message.envelope_id}
	sow = frappe.db.get_value("SOW", filters, ["name", "creation"], as_dict=True)
	key = f"{EVENT}:{message.envelope_id}:{message.event}:{message.moment}"
	if sow and not entries.get_state(key):
		doc = frappe._dict(sow, doctype="SOW")
		entries.add(EVENT, doc, key, kind=entries.PROVIDER_ANSWER, envelope_id=message.envelope_id)
