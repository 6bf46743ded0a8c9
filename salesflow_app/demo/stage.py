"""The stage on which the demo stories play: users, steps that print themselves, expectations that stop the story."""

from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import frappe
from frappe.model.document import Document

from salesflow_app.demo.mail_server import MailServer
from salesflow_app.demo.money import get_money
from salesflow_app.outbox import entries, worker

OWN_INPUTS = Path(__file__).parent / "inputs"


class StoryFailed(Exception):
	"""Something was not as the story expects it."""


class Stage:
	"""Runs steps as the users who own them and prints a line for each."""

	def __init__(
		self,
		story: str,
		inputs: Path | None = None,
		mail_server: MailServer | None = None,
		currency: str | None = None,
	):
		self.story = story
		self.mail_server = mail_server or MailServer()
		self.inputs = inputs or OWN_INPUTS
		self.number = 0
		self.company = (
			frappe.defaults.get_global_default("company")
			or frappe.get_all("Company", pluck="name", order_by="creation asc")[0]
		)
		self.money = get_money(self.company, currency)
		self._seen_mails = self._mails_before = self._last_mail()

	def user(self, email: str, first_name: str, roles: list[str], user_type: str = "System User") -> str:
		"""A user with just these roles; made where missing. Returns the user's name."""
		if not frappe.db.exists("User", email):
			frappe.get_doc(
				{
					"doctype": "User",
					"email": email,
					"first_name": first_name,
					"send_welcome_email": 0,
					"user_type": user_type,
				}
			).insert()
		user = frappe.get_doc("User", email)
		missing = [role for role in roles if role not in {row.role for row in user.roles}]
		if missing:
			user.add_roles(*missing)
		return email

	@contextmanager
	def acting(self, user: str):
		"""Everything inside is done by this user."""
		before = frappe.session.user
		frappe.set_user(user)
		try:
			yield
		finally:
			frappe.set_user(before)

	def step(self, text: str, doc: Document | None = None) -> None:
		"""Print one line: who did what to which document, its state, and the mails that followed."""
		self.deliver()
		self.number += 1
		parts = [f"{self.story:<10} {self.number:>3}  {frappe.session.user:<34} {text}"]
		if doc:
			state = self._state(doc)
			parts.append(f"{doc.doctype} {doc.name}" + (f" [{state}]" if state else ""))
		click.echo(" | ".join(parts))
		for mail in self._new_mails():
			click.echo(f"{'':<16} mail to {mail.recipients}: {mail.subject}")

	@staticmethod
	def deliver() -> None:
		"""Commit, and do what a worker would do then, so that the mails of a step are there when it is told.

		Nobody is asked for feedback before the next day; the stories say when that comes.
		"""
		frappe.db.commit()
		filters = {"state": entries.PENDING, "kind": ("!=", entries.FEEDBACK)}
		waiting = frappe.get_all(entries.DOCTYPE, filters, pluck="name", order_by="creation asc")
		for name in waiting:
			with suppress(frappe.RetryBackgroundJobError):  # a real worker was faster
				worker.work(name)
			frappe.db.commit()

	def line(self, text: str) -> None:
		"""Print a line that is not a step."""
		click.echo(f"{'':<16} {text}")

	def expect(self, condition: bool, sentence: str) -> None:
		"""Stop the story where `condition` does not hold."""
		if not condition:
			raise StoryFailed(f"Story {self.story}, after step {self.number}: {sentence}")

	def expect_no_task(self, *names: str) -> None:
		"""Stop the story where one of these documents of a finished deal still asks somebody for something."""
		task = {"reference_name": ("in", names), "status": "Open"}
		left = frappe.get_all("ToDo", task, pluck="description", order_by="creation asc")
		self.expect(not left, f"the deal is finished, but tasks are open: {left}")

	def expect_refusal(self, sentence: str, action, *args, **kwargs) -> None:
		"""Stop the story where `action` goes through although it must be refused."""
		frappe.db.savepoint("salesflow_story")
		try:
			action(*args, **kwargs)
		except (frappe.ValidationError, frappe.PermissionError):
			frappe.db.rollback(save_point="salesflow_story")
			frappe.clear_messages()
			return
		raise StoryFailed(f"Story {self.story}, after step {self.number}: {sentence}")

	def expect_mail(self, event: str, doc: Document, recipients: set[str], role: str | None = None) -> None:
		"""Stop the story unless the event's mail on the document went to these addresses, and to nobody else.

		With `role`, others who have it on this site may have got it too.
		"""
		self.deliver()
		found = frappe.get_all(
			entries.DOCTYPE,
			{
				"event": event,
				"reference_doctype": doc.doctype,
				"reference_name": doc.name,
				"state": "Done",
			},
			pluck="recipients",
			order_by="creation asc",
		)
		to = {address for line in found for address in line.split(", ")}
		others = {user for user in to - recipients if not role or role not in frappe.get_roles(user)}
		self.expect(
			recipients <= to and not others,
			f"mail {event!r} on {doc.name} went to {sorted(to)}, not to {sorted(recipients)}",
		)

	def send_mails(self) -> None:
		"""Really send what the story queued since the last time, and stop it unless each of its mails arrived."""
		if not self.mail_server.is_up or frappe.are_emails_muted():
			self.line("mails stay in the queue: aiosmtpd is not installed, or the site sends no mails")
			return
		before = len(self.mail_server.subjects)
		errors = self.mail_server.send_all()
		why = " ".join((errors or [""])[0].split()[-40:])
		self.expect(not errors, f"{len(errors)} mails were not sent; is {frappe.utils.get_url()} open? {why}")
		arrived = Counter(self.mail_server.subjects[before:])
		missing = Counter(self._get_subjects()) - arrived
		self.expect(not missing, f"mails did not arrive: {sorted(missing)}")
		self.expect_none_failed()
		self._mails_before = self._last_mail()
		self.line(f"{arrived.total()} mails were sent to the demo's own mail server, and arrived")

	def expect_none_failed(self) -> None:
		"""Stop the story where one of its mails could not even be written."""
		count = self._last_mail() - self._mails_before
		rows = frappe.get_all(
			entries.DOCTYPE,
			fields=["event", "reference_name", "state", "error"],
			order_by="creation desc",
			limit=max(count, 1),
		)
		failed = [
			f"{row.event} of {row.reference_name}: {row.error}"
			for row in rows[:count]
			if row.state == entries.FAILED
		]
		self.expect(not failed, f"mails were not written: {failed}")

	def _get_subjects(self) -> list[str]:
		"""Subjects of SalesFlow's mails that this story queued."""
		count = self._last_mail() - self._mails_before
		rows = frappe.get_all(
			entries.DOCTYPE, fields=["subject", "state"], order_by="creation desc", limit=max(count, 1)
		)
		return [row.subject for row in rows[:count] if row.state == entries.DONE and row.subject]

	@staticmethod
	def _state(doc: Document) -> str:
		fields = ("workflow_state", "salesflow_approval_state", "salesflow_shipping_state", "status")
		return ", ".join(dict.fromkeys(filter(None, (doc.get(field) for field in fields))))

	@staticmethod
	def _last_mail() -> int:
		return frappe.db.count(entries.DOCTYPE)

	def _new_mails(self) -> list:
		count = self._last_mail()
		new = count - self._seen_mails
		self._seen_mails = count
		if new <= 0:
			return []
		rows = frappe.get_all(
			entries.DOCTYPE, fields=["recipients", "subject"], order_by="creation desc", limit=new
		)
		return [row for row in rows[::-1] if row.subject]  # a seal is no mail
