"""The one way out for mails: queued with the document's transaction, once per key, on its timeline.

Who gets a mail is a row in Salesflow Settings; what it says is in the other files of this folder.
"""

from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app import settings
from salesflow_app.documents.acts import system_act
from salesflow_app.evidence.canonical import text_hash
from salesflow_app.people import roles, teams

TEMPLATE = "templates/emails/salesflow_message.html"


@dataclass
class Message:
	"""What a mail says, in plain text; it is escaped when rendered."""

	intro: str
	facts: list[tuple[str, str]] = field(default_factory=list)
	table: tuple[list[str], list[list]] | None = None
	button: tuple[str, str] | None = None
	closing: str = ""

	def render(self) -> str:
		"""The HTML of the mail."""
		return frappe.render_template(TEMPLATE, {"message": self})


def send(
	event: str,
	doc: Document,
	recipients: list[str],
	subject: str,
	message: Message | str,
	*,
	key: str | None = None,
	attachments: list[dict] | None = None,
) -> str | None:
	"""Queue one mail to all recipients and show it on the document's timeline.

	Returns the Communication's name, or None where the mail already went out or cannot go out. A mail that cannot
	go out leaves a comment and a Mail Entry, and never stops the document.
	"""
	key = key or f"{event}:{doc.doctype}:{get_origin_name(doc)}"
	recipients = _clean(recipients)
	subject = " ".join(subject.split())[:200]
	content = message.render() if isinstance(message, Message) else message
	entry = _open_entry(key, event, doc, recipients, subject, content)
	if not entry:
		return None
	if not recipients:
		return _report(
			entry, doc, _("nobody is named to get it. Check Who Gets Which Mail in Salesflow Settings")
		)
	return _queue(entry, doc, recipients, subject, content, attachments)


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
	return _clean([frappe.get_cached_value("User", user, "email") or user for user in users if user])


def get_origin_name(doc: Document) -> str:
	"""Name of the first version of an amended document, so that amending sends nothing twice."""
	name, previous = doc.name, doc.get("amended_from")
	while previous:
		name = previous
		previous = frappe.db.get_value(doc.doctype, previous, "amended_from")
	return name


def _clean(recipients: list[str | None]) -> list[str]:
	return list(dict.fromkeys(r.strip() for r in recipients if r and "@" in r))


def _open_entry(key, event, doc, recipients, subject, content) -> Document | None:
	"""The Mail Entry of this key, new or not sent so far; None where the mail is already queued."""
	known = frappe.db.get_value("Mail Entry", {"mail_key": key}, ["name", "state"], as_dict=True)
	if known and known.state == "Queued":
		return None
	values = {
		"mail_key": key,
		"mail_event": event,
		"reference_doctype": doc.doctype,
		"reference_name": doc.name,
		"recipients": ", ".join(recipients),
		"subject": subject,
		"body_hash": text_hash(content),
		"state": "Queued",
		"error": None,
	}
	if known:
		return frappe.get_doc("Mail Entry", known.name).update(values)
	entry = frappe.get_doc({"doctype": "Mail Entry", **values})
	frappe.db.savepoint("salesflow_mail_entry")
	try:
		with system_act(entry):
			return entry.insert(ignore_permissions=True)  # a record of the system
	except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
		frappe.db.rollback(save_point="salesflow_mail_entry")
		frappe.clear_last_message()
		return None


def _queue(entry, doc, recipients, subject, content, attachments) -> str | None:
	frappe.db.savepoint("salesflow_mail")
	messages = len(frappe.local.message_log)
	try:
		communication = _make_communication(doc, recipients, subject, content, bool(attachments))
		frappe.sendmail(
			recipients=recipients,
			subject=subject,
			message=content,
			reference_doctype=doc.doctype,
			reference_name=doc.name,
			communication=communication.name,
			attachments=attachments,
		)
	except Exception as error:
		# Whatever the mail system objects to, the document's own step stands (reliability R37, R38, R41).
		frappe.db.rollback(save_point="salesflow_mail")
		del frappe.local.message_log[messages:]
		return _report(entry, doc, str(error)[:200] or type(error).__name__)
	entry.communication = communication.name
	entry.message_id = frappe.db.get_value("Email Queue", {"communication": communication.name}, "message_id")
	with system_act(entry):
		entry.save(ignore_permissions=True)  # a record of the system
	return communication.name


def _make_communication(doc, recipients, subject, content, has_attachment) -> Document:
	return frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_type": "Communication",
			"communication_medium": "Email",
			"sent_or_received": "Sent",
			"subject": subject,
			"content": content,
			"sender": frappe.session.user if "@" in frappe.session.user else None,
			"recipients": ", ".join(recipients),
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"has_attachment": int(has_attachment),
		}
	).insert(ignore_permissions=True)  # the timeline shows what the system sent


def _report(entry, doc, problem: str) -> None:
	entry.state = "Not Sent"
	entry.error = problem
	with system_act(entry):
		entry.save(ignore_permissions=True)  # a record of the system
	doc.add_comment(
		"Comment",
		_("Mail “{0}” was not sent: {1}.").format(
			frappe.utils.escape_html(entry.subject), frappe.utils.escape_html(problem)
		),
	)
