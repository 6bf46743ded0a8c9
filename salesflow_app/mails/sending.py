"""How a mail leaves: written by its file, shown on the timeline, put into Frappe's Email Queue. The outbox's worker calls it."""

import json

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.evidence.canonical import text_hash
from salesflow_app.mails.message import Mail
from salesflow_app.mails.recipients import clean
from salesflow_app.mails.registry import SECRET, WRITERS
from salesflow_app.outbox.worker import CONFLICTS, NotSent


def send(row: frappe._dict) -> dict:
	"""Write the mail of an outbox row and queue it. Returns what is noted on the row; raises NotSent."""
	if row.event not in SECRET:
		return _send(row)
	values, problem = _send_secretly(row)
	if problem:
		raise frappe.ValidationError(problem)
	return {key: values[key] for key in ("recipients", "subject")}


def _send_secretly(row: frappe._dict) -> tuple[dict, str]:
	"""Neither a row of the outbox, which others may read, nor a log tells what such a mail says."""
	try:
		return _send(row), ""
	except (*CONFLICTS, NotSent):
		raise
	except Exception as error:
		return {}, type(error).__name__


def _send(row: frappe._dict) -> dict:
	doc = frappe.get_doc(row.reference_doctype, row.reference_name)
	moment = frappe._dict(json.loads(row.payload or "{}"), actor=row.actor)
	mail = WRITERS[row.event](doc, moment)
	recipients = clean(mail.recipients)
	values = {"recipients": ", ".join(recipients), "subject": " ".join(mail.subject.split())[:200]}
	if not recipients:
		raise NotSent(
			_("nobody is named to get it. Check Who Gets Which Mail in Salesflow Settings"), **values
		)
	noted = _queue(doc, mail, recipients, values["subject"], row.actor)
	if not noted["message_id"]:
		raise NotSent(
			_("its recipients have unsubscribed, or their addresses are only place holders"), **values
		)
	return {**values, **noted}


def _queue(doc: Document, mail: Mail, recipients: list[str], subject: str, actor: str) -> dict:
	content = mail.message.render()
	communication = _make_communication(doc, recipients, subject, content, actor, bool(mail.attachments))
	frappe.sendmail(
		recipients=recipients,
		subject=subject,
		message=content,
		reference_doctype=doc.doctype,
		reference_name=doc.name,
		communication=communication.name,
		attachments=mail.attachments or None,
	)
	queued = frappe.db.get_value("Email Queue", {"communication": communication.name}, "message_id")
	return {"communication": communication.name, "message_id": queued, "body_hash": text_hash(content)}


def _make_communication(
	doc: Document, recipients: list[str], subject: str, content: str, actor: str, has_attachment: bool
) -> Document:
	return frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_type": "Communication",
			"communication_medium": "Email",
			"sent_or_received": "Sent",
			"subject": subject,
			"content": content,
			"sender": actor if "@" in actor else None,
			"recipients": ", ".join(recipients),
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"has_attachment": int(has_attachment),
		}
	).insert(ignore_permissions=True)  # the timeline shows what the system sent
