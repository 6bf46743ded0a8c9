"""One mail the app sent or could not send: `mails/outbox.py` writes it, nobody changes or deletes it."""

from salesflow_app.documents.guarded import GuardedRecord


class MailEntry(GuardedRecord):
	pass
