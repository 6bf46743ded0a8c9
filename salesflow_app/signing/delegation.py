"""The signatory asks that a colleague answers; staff confirm it, and from then on the colleague alone answers."""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from salesflow_app.clients.invite import invite
from salesflow_app.documents import shared_names
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.evidence import log
from salesflow_app.evidence.verifying import RecordError, read_payload
from salesflow_app.mails.delegate_named import send_delegate_named
from salesflow_app.people import roles, tasks
from salesflow_app.people.accounts import is_website_user
from salesflow_app.signing.status import OPEN_STATES

ASKED, CONFIRMED = "delegation_asked", "delegated"
TASK = "confirm_delegate"
FIELDS = ["event", "content_hash", "document_version", "payload", "previous_hash", "entry_hash"]


def ask(doc: Document, full_name: str, email: str) -> None:
	"""Keep who is to answer; nothing changes until staff confirm."""
	user_type = frappe.db.get_value("User", email, "user_type")
	if user_type and not is_website_user(email):
		frappe.throw(
			_("Their email address: {0} is one of ours. Name somebody of your company.").format(
				escape_html(email)
			)
		)
	log.record(doc, ASKED, words=json.dumps({"full_name": full_name, "email": email}, ensure_ascii=False))
	text = _("{0} asks that {1} ({2}) answers {3}: confirm it").format(
		doc.customer_name, full_name, email, doc.name
	)
	doc.add_comment("Info", escape_html(text))
	users = [doc.account_manager, doc.get("sales_assistant")]
	tasks.assign(doc, [u for u in users if u] or roles.get_sales_assistants(doc.company), TASK, text)


def get_asked(doc: Document) -> dict | None:
	"""Who is to answer the present version, as long as nobody confirmed it: by, full_name, email. Raises RecordError."""
	of_document = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	events = {**of_document, "event": ("in", (ASKED, CONFIRMED))}
	rows = frappe.get_all("Salesflow Evidence Entry", events, FIELDS, order_by="sequence desc", limit=1)
	if not rows or rows[0].event == CONFIRMED or rows[0].document_version != doc.version:
		return None
	said = read_payload(rows[0])
	return {"by": said["actor_name"], **json.loads(said["words"])}


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def confirm_delegate(doctype: str, name: str) -> None:
	"""Confirm the colleague that the signatory named: they get a link, and answer alone from now on."""
	if doctype not in OPEN_STATES:
		frappe.throw(_("Only an MSA, a SOW or a Work Proposal has a delegate."), frappe.PermissionError)
	frappe.has_permission(doctype, "write", name, throw=True)
	lock_row(doctype, name)
	doc = shared_names.load(doctype, name, for_update=True)
	asked = get_asked(doc)
	if not asked or doc.workflow_state not in OPEN_STATES[doctype]:
		frappe.throw(
			_("{0} {1}: the client has not asked that somebody else answers it.").format(_(doctype), doc.name)
		)
	invite(doc, asked["email"], asked["full_name"])
	colleague = {"delegate_name": asked["full_name"], "delegate_email": asked["email"]}
	doc.db_set(shared_names.translate(doctype, colleague))
	shared_names.share(doc)
	log.record(doc, CONFIRMED, words=f"{asked['full_name']}, {asked['email']}", kind="Staff")
	tasks.close(doc, TASK)
	send_delegate_named(doc, asked["email"], asked["by"])


def tell_form(doc: Document) -> None:
	"""What the form offers to confirm."""
	try:
		asked = get_asked(doc) if doc.workflow_state in OPEN_STATES[doc.doctype] else None
	except RecordError:
		return
	if asked:
		doc.set_onload("salesflow_delegate", asked)
