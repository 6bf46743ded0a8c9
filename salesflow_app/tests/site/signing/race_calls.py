"""What the processes of `test_races.py` do, each in one transaction: the client by link, staff at the desk."""

from unittest.mock import patch

import frappe
from frappe.model.workflow import apply_workflow

from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.documents.visits import Visit
from salesflow_app.portal import by_link
from salesflow_app.signing import links, sessions
from salesflow_app.tests.site.signing import helpers


@retry_on_conflict
def sign(link: str, name: str, content_hash: str) -> dict:
	"""Sign as the browser that gave the code."""
	row = links._find({"name": link})
	visit = Visit(
		link, "SOW", name, row.recipient_email, "Nora New", row.user, row.verified_session, True, True
	)
	values = {
		"name": name,
		"content_hash": content_hash,
		"full_name": "Nora New",
		"authority": 1,
		"consent": 1,
	}
	with patch.object(sessions, "get_visit", lambda _link: visit):  # the process serves other tests later
		return by_link.answer(row, helpers.SIGN, values)


def revise(name: str) -> str:
	"""Take the SOW back, as staff do when something is wrong."""
	apply_workflow(frappe.get_doc("SOW", name), "Revise")
	return "revised"


def either(what: str, name: str, link: str = "", content_hash: str = "") -> dict | str:
	"""One of both."""
	return revise(name) if what == "revise" else sign(link, name, content_hash)
