"""The person named to answer asks that a colleague does."""

import frappe
from frappe import _
from frappe.utils import validate_email_address

from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.portal import acts, answers
from salesflow_app.signing import delegation
from salesflow_app.signing.providers import choosing


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def delegate(doctype: str, name: str, content_hash: str, full_name: str, email: str) -> dict:
	"""Keep the request for our staff to confirm. Raises DoesNotExistError, PermissionError or ValidationError."""
	doc = answers.start_answer(doctype, name, delegation.ASKED)
	answers.validate_answer(doc, content_hash)
	choosing.validate_signs_here(doc)
	colleague = acts.read_name(full_name)
	address = (email or "").strip().lower()
	if len(address) > 140 or not validate_email_address(address):
		frappe.throw(_("Their email address: please check it."))
	if acts.access.is_named_signatory(doc, address):
		frappe.throw(_("Their email address: this is the person who is asked already."))
	delegation.ask(doc, colleague, address)
	return {"state": doc.workflow_state, "message": _("We will confirm it."), "receipt": None}
