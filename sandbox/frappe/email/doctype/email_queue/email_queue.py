"""Email Queue: one mail with its recipients, and how far its sending got."""

import json
from email import message_from_string, policy
from email.message import EmailMessage

import frappe
from frappe.email.email_body import add_attachment
from frappe.model.document import Document
from frappe.utils import cint, get_traceback

WAITING = ("Not Sent", "Partially Sent")


class EmailQueue(Document):
	"""A mail that waits, or was sent."""

	def can_send_now(self) -> bool:
		"""Whether it waits, and mails are not held back."""
		is_held = frappe.are_emails_muted() or cint(frappe.db.get_default("suspend_email_queue"))
		return self.status in WAITING and not is_held

	def send(self) -> None:
		"""Send it to everybody who has not got it. What fails stays in the queue, and the error is raised."""
		if not self.can_send_now():
			return
		self.update_status("Sending")
		try:
			self._send_to_all()
		except Exception:
			self._note_failure(get_traceback())
			raise
		self.update_status("Sent")

	def _send_to_all(self) -> None:
		session = frappe.get_doc("Email Account", self.email_account).get_smtp_session()
		try:
			for row in self.recipients:
				if row.status != "Sent":
					session.sendmail(self.sender, row.recipient, self.build_message(row.recipient))
					row.db_set("status", "Sent", update_modified=False, commit=True)
		finally:
			session.close()

	def build_message(self, recipient: str) -> bytes:
		"""The copy of one recipient, with the files and prints that are attached only now."""
		mail: EmailMessage = message_from_string(self.message, policy=policy.SMTP)
		mail["To"] = recipient
		for attachment in json.loads(self.attachments or "[]"):
			add_attachment(mail, **_load(attachment))
		return mail.as_bytes()

	def _note_failure(self, error: str) -> None:
		if any(row.status == "Sent" for row in self.recipients):
			self.update_status("Partially Sent", error=error)
		elif self.retry < cint(frappe.get_system_settings("email_retry_limit") or 3):
			self.update_status("Not Sent", error=error, retry=self.retry + 1)
		else:
			self.update_status("Error", error=error)

	def update_status(self, status: str, **values) -> None:
		"""Write how far the sending got, at once and for good."""
		self.db_set({"status": status, **values}, update_modified=False, commit=True)
		if self.communication and status in ("Sending", "Sent", "Error"):
			frappe.db.set_value(
				"Communication", self.communication, "delivery_status", status, update_modified=False
			)
			frappe.db.commit()


def _load(attachment: dict) -> dict:
	"""Name and content of a stored file, or of a print that is made now."""
	if attachment.get("print_format_attachment") == 1:
		values = {key: value for key, value in attachment.items() if key != "print_format_attachment"}
		return frappe.attach_print(**values)
	key = {"name": attachment["fid"]} if attachment.get("fid") else {"file_url": attachment["file_url"]}
	file = frappe.get_doc("File", key)
	return {"fname": file.file_name, "fcontent": file.get_content()}
