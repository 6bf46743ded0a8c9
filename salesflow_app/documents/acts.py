"""Who acts on a document while it is written: the client, the app, or the session's user and roles."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import frappe
from frappe.model.document import Document

from salesflow_app.salesflow_app.workflows import CLIENT, SYSTEM


@dataclass
class Act:
	"""An act in progress: its document, CLIENT or SYSTEM, and what to record about it."""

	doc: Document
	actor: str
	facts: dict = field(default_factory=dict)

	def is_on(self, doc: Document) -> bool:
		"""Is it the same document, even if reloaded? A new one gets its name during the act."""
		return doc is self.doc or (
			bool(doc.name) and (doc.doctype, doc.name) == (self.doc.doctype, self.doc.name)
		)


@contextmanager
def system_act(doc: Document) -> Iterator[None]:
	"""Within it, the app writes `doc`: the server's own fields and steps, and records that nobody edits."""
	with _act(Act(doc, SYSTEM)):
		yield


@contextmanager
def client_act(doc: Document, **facts: str) -> Iterator[None]:
	"""Within it, `doc` may take the client's own steps. Only `portal/` opens it.

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
	"""The innermost act in progress on this document."""
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
