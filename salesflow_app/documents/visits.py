"""Who reads and acts by a personal link in this request. `portal/` opens the visit; access and records ask for it.

Without a visit, everything follows from the session's user, as ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import frappe
from frappe.model.document import Document


@dataclass(frozen=True)
class Visit:
	"""One recipient with one document. `session` is the hash of the browser's own secret, never the secret."""

	link: str
	doctype: str
	name: str
	email: str
	full_name: str
	user: str = ""
	"""The recipient's own user, whose rights the answers need; empty for copies."""
	session: str = ""
	is_signer: bool = False
	is_verified: bool = False
	"""Did this browser give the code from the recipient's mail?"""
	is_staff: bool = False
	"""Our staff look at the page as the client would see it."""

	def opens(self, doc: Document | frappe._dict) -> bool:
		"""Is it the document of the link?"""
		return (doc.doctype, doc.name) == (self.doctype, self.name)


@contextmanager
def visiting(visit: Visit) -> Iterator[None]:
	"""Within it, the request is the recipient's: their user, if they have one, and their document alone."""
	before = dict(frappe.local.session)
	if visit.user:
		frappe.set_user(visit.user)
	frappe.flags.salesflow_visit = visit
	try:
		yield
	finally:
		frappe.flags.salesflow_visit = None
		if visit.user:
			frappe.set_user(before["user"])
			frappe.local.session.update(before)


def get_visit() -> Visit | None:
	return frappe.flags.get("salesflow_visit")


def get_actor() -> str:
	"""Who acts, as the records name them: the recipient of the link, else the session's user."""
	visit = get_visit()
	return visit.email if visit and not visit.is_staff else frappe.session.user


def get_actor_name() -> str:
	visit = get_visit()
	return visit.full_name if visit and not visit.is_staff else frappe.utils.get_fullname(frappe.session.user)


def get_proof() -> dict[str, str]:
	"""How the recipient of a link showed who they are; empty for those who are logged in."""
	visit = get_visit()
	if not visit or visit.is_staff:
		return {}
	method = "personal link and email code" if visit.is_verified else "personal link"
	return {"method": method, "link": visit.link, "session": visit.session}
