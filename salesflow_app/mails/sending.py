"""How a mail leaves: written for each language of its readers, shown on the timeline, put into Frappe's Email Queue.

The outbox's worker calls it.
"""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from salesflow_app.deal import origin
from salesflow_app.documents import shared_names
from salesflow_app.evidence.canonical import text_hash
from salesflow_app.mails.message import Mail
from salesflow_app.mails.recipients import clean
from salesflow_app.mails.registry import SECRET, WRITERS
from salesflow_app.outbox import entries
from salesflow_app.outbox.worker import CONFLICTS, NotSent
from salesflow_app.people.languages import group_by_language
from salesflow_app.text.reader import get_site_language, write_in

SAVE_POINT = "salesflow_mail"
LANGUAGE = "mail_language"
"""In the payload of a row that has the readers of one language alone."""
NOTED_OF_SECRETS = ("recipients", "subject", "language", "error", "message_id")
HIDDEN = "••••••"
"""What the timeline shows of a code, or of the token of a link: staff do not answer for the client."""


def send(row: frappe._dict) -> dict:
	"""Write the mail of an outbox row and queue it. Returns what is noted on the row; raises NotSent."""
	if row.event not in SECRET:
		return _send(row)
	values, problem = _send_secretly(row)
	if problem:
		raise frappe.ValidationError(problem)
	return {key: values[key] for key in NOTED_OF_SECRETS if key in values}


def _send_secretly(row: frappe._dict) -> tuple[dict, str]:
	"""Neither a row of the outbox, which others may read, nor a log tells what such a mail says."""
	try:
		return _send(row), ""
	except (*CONFLICTS, NotSent):
		raise
	except Exception as error:
		return {}, type(error).__name__


def _send(row: frappe._dict) -> dict:
	doc = shared_names.load(row.reference_doctype, row.reference_name)
	with write_in(get_site_language()):
		mail = _write(row, doc)
	wanted = clean(mail.recipients)
	if not wanted:
		raise NotSent(
			_("nobody is named to get it. Check Who Gets Which Mail in Salesflow Settings"),
			is_task=True,
			subject=_get_subject(mail),
		)
	language, readers = _choose_readers(row, doc, mail, wanted)
	if not readers:
		return {"sent_on": now_datetime()}  # each of them has it: by an earlier try, or by a row of its own
	sent = _send_in_language(row, doc, mail, language, readers)
	if not sent:
		raise NotSent(
			_("its recipients have unsubscribed, or their addresses are only place holders"),
			is_task=True,
			recipients=", ".join(readers),
			subject=_get_subject(mail),
		)
	return _note(sent, readers)


def _write(row: frappe._dict, doc: Document) -> Mail:
	known = json.loads(row.payload or "{}")
	moment = frappe._dict({"creation": row.creation, **known}, actor=row.actor, entry=row.name)
	return WRITERS[row.event](doc, moment)


def _get_subject(mail: Mail) -> str:
	return " ".join(mail.subject.split())[:200]


def _choose_readers(
	row: frappe._dict, doc: Document, mail: Mail, wanted: list[str]
) -> tuple[str | None, list[str]]:
	"""The language of this row's mail, and who reads it: one mail, one row. Readers of other languages get rows of their own.

	Who has got the mail by an earlier try is left out.
	"""
	client_language = origin.get_client_language(doc) if mail.is_to_client else None
	groups = group_by_language(wanted, client_language)
	payload = json.loads(row.payload or "{}")
	own = payload.get(LANGUAGE)
	if not own:
		own = next((language for language in groups if not _has_row(row, language)), None)
		_add_rows(row, doc, payload, [language for language in groups if language != own])
	delivered = (row.delivered_to or "").split(", ")
	return own, [address for address in groups.get(own, []) if address not in delivered]


def _get_key(row: frappe._dict, language: str) -> str:
	return f"{row.entry_key}:{language}"


def _has_row(row: frappe._dict, language: str) -> bool:
	return bool(entries.get_state(_get_key(row, language)))


def _add_rows(row: frappe._dict, doc: Document, payload: dict, languages: list[str]) -> None:
	for language in languages:
		moment = {**payload, LANGUAGE: language, "creation": row.creation}
		entries.add(row.event, doc, _get_key(row, language), actor=row.actor, **moment)


def _send_in_language(
	row: frappe._dict, doc: Document, mail: Mail, language: str, readers: list[str]
) -> dict:
	"""Queue it; returns what was queued, empty where Frappe left everybody out. `mail` is in the site's language."""
	with write_in(language):
		return _queue(doc, mail if language == get_site_language() else _write(row, doc), readers, row.actor)


def _note(sent: dict, readers: list[str]) -> dict:
	"""What is noted on the row."""
	left_out = [address for address in readers if address not in sent["reached"]]
	values = {key: value for key, value in sent.items() if key != "reached"}
	values["recipients"] = ", ".join(sent["reached"])
	if left_out:
		values["error"] = _("not to {0}: unsubscribed, or only a place holder").format(", ".join(left_out))
	return values


def _queue(doc: Document, mail: Mail, recipients: list[str], actor: str) -> dict:
	"""Queue a mail; returns what was queued, empty where Frappe left everybody out."""
	frappe.db.savepoint(SAVE_POINT)
	content, subject, attachments = mail.message.render(), _get_subject(mail), mail.get_attachments()
	shown = content.replace(mail.secret, HIDDEN) if mail.secret else content
	communication = _make_communication(doc, recipients, subject, shown, actor, bool(attachments))
	frappe.sendmail(
		recipients=recipients,
		subject=subject,
		message=content,
		reference_doctype=doc.doctype,
		reference_name=doc.name,
		communication=communication.name,
		attachments=attachments or None,
	)
	message_id, reached = _get_queued(communication.name, recipients)
	if not reached:
		frappe.db.rollback(save_point=SAVE_POINT)
		return {}
	if reached != recipients:
		communication.db_set("recipients", ", ".join(reached))
	return {
		"communication": communication.name,
		"message_id": message_id,
		"body_hash": text_hash(content),
		"subject": subject,
		"language": frappe.local.lang,
		"reached": reached,
	}


def _get_queued(communication: str, recipients: list[str]) -> tuple[str | None, list[str]]:
	"""Message ID, and which of the recipients Frappe did not leave out."""
	queues = frappe.get_all(
		"Email Queue", {"communication": communication}, ["name", "message_id"], order_by="creation asc"
	)
	parents = ("in", [queue.name for queue in queues] or [""])
	queued = frappe.get_all("Email Queue Recipient", {"parent": parents}, pluck="recipient")
	reached = [address for address in recipients if address in queued]
	return (queues[0].message_id if queues else None), reached


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
