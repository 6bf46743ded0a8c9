"""Notification Log: what the bell on the desk shows, and the mail that tells it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form, strip_html

MAIL_SWITCHES = {
	"Assignment": "enable_email_assignment",
	"Mention": "enable_email_mention",
	"Share": "enable_email_share",
}
"""Type -> the field of Notification Settings that lets it be mailed."""


class NotificationLog(Document):
	def after_insert(self):
		if self.is_mailed():
			try:
				send_notification_email(self)
			except frappe.OutgoingEmailError:
				self.log_error(_("Failed to send notification email"))

	def is_mailed(self) -> bool:
		"""Does the user want mails of this type? Alerts are never mailed."""
		if self.type == "Alert":
			return False
		if not frappe.db.exists("Notification Settings", self.for_user):
			return True
		settings = frappe.get_cached_doc("Notification Settings", self.for_user)
		wants = settings.enabled and settings.enable_email_notifications
		return bool(wants and settings.get(MAIL_SWITCHES.get(self.type) or "enabled"))


def get_permission_query_conditions(for_user) -> str | None:
	"""Everybody sees his own."""
	for_user = for_user or frappe.session.user
	if for_user == "Administrator":
		return None
	return f"(`tabNotification Log`.for_user = {frappe.db.escape(for_user)})"


def get_title(doctype, docname, title_field=None) -> str:
	"""What a document is called in a notification: its title, else its name."""
	title_field = title_field or frappe.get_meta(doctype).get_title_field()
	return docname if title_field == "name" else frappe.db.get_value(doctype, docname, title_field)


def get_title_html(title) -> str:
	"""The title as notifications show it."""
	return f'<b class="subject-title">{title}</b>'


def enqueue_create_notification(users: list[str] | str, doc: dict) -> None:
	"""Make a Notification Log for each user, in the background."""
	if frappe.flags.in_install or frappe.flags.in_patch:
		return
	users = [user for user in users.split(",") if user] if isinstance(users, str) else users
	frappe.enqueue(
		"frappe.desk.doctype.notification_log.notification_log.make_notification_logs",
		doc=frappe._dict(doc),
		users=list(dict.fromkeys(users)),
		now=bool(frappe.flags.in_test),
	)


def make_notification_logs(doc, users) -> None:
	"""Make a Notification Log for each enabled user but the one it comes from."""
	for user in frappe.get_all("User", {"email": ("in", users), "enabled": 1}, pluck="name"):
		if user != doc.get("from_user"):
			log = frappe.new_doc("Notification Log").update(doc)
			log.update({"for_user": user}).insert(ignore_permissions=True)


def send_notification_email(doc) -> None:
	"""Mail a notification to its user."""
	email = frappe.db.get_value("User", doc.for_user, "email")
	if not (doc.type and email):
		return
	link = ""
	if doc.document_type:
		url = get_url_to_form(doc.document_type, doc.document_name)
		link = f'<p><a href="{url}">{_("Open Document")}</a></p>'
	frappe.sendmail(
		recipients=email,
		subject=strip_html(doc.subject),
		message=f"<p>{doc.subject}</p>{doc.email_content or ''}{link}",
	)
