"""Who acts on a document while it is written: the client, the app itself, or else the session's user with their roles."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import frappe
from frappe.model.document import Document

from salesflow_app.salesflow_app.workflows import CLIENT, SYSTEM


@dataclass
class Act:
	"""One act that is under way: its document, CLIENT or SYSTEM, and what the records shall say of it."""

	doc: Document
	actor: str
	facts: dict = field(default_factory=dict)

	def is_on(self, doc: Document) -> bool:
		"""Is it this document, loaded once more or not? A new one gets its name while the act lasts."""
		return doc is self.doc or (
			bool(doc.name) and (doc.doctype, doc.name) == (self.doc.doctype, self.doc.name)
		)


@contextmanager
def system_act(doc: Document) -> Iterator[None]:
	"""While it lasts, the app writes `doc`: fields and steps that are the server's, records that nobody edits."""
	with _act(Act(doc, SYSTEM)):
		yield


@contextmanager
def client_act(doc: Document, **facts: str) -> Iterator[None]:
	"""While it lasts, `doc` may take the steps that are the client's. Only `portal/` opens it.

	`facts` go into the Evidence Entry of the step, as `evidence.log.record` takes them.
	"""
	with _act(Act(doc, CLIENT, facts)):
		yield


@contextmanager
def _act(act: Act) -> Iterator[None]:
	acts = frappe.flags.setdefault("salesflow_acts", [])
	acts.append(act)
	try:
		yield
	finally:
		acts.remove(act)


def get_act(doc: Document) -> Act | None:
	"""The innermost act on this document that is under way."""
	acts = frappe.flags.get("salesflow_acts") or []
	return next((act for act in reversed(acts) if act.is_on(doc)), None)


def is_client_act(doc: Document) -> bool:
	"""Is this save the client's own act in the portal?"""
	act = get_act(doc)
	return bool(act) and act.actor == CLIENT


def is_system_act(doc: Document) -> bool:
	"""Is this save done by the app itself?"""
	act = get_act(doc)
	return bool(act) and act.actor == SYSTEM
