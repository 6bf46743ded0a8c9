"""What the processes of `test_by_link.py` do, each in one transaction: the client by link, staff at the desk."""

from unittest.mock import patch

from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.documents.visits import Visit
from salesflow_app.msa import steps
from salesflow_app.portal import by_link
from salesflow_app.signing import links, sessions
from salesflow_app.tests.site.msa.helpers import SIGN


@retry_on_conflict
def sign(link: str, name: str, content_hash: str) -> dict:
	"""Sign as the browser that gave the code."""
	row = links._find({"name": link})
	visit = Visit(
		link, "Contract", name, row.recipient_email, "Nora New", row.user, row.verified_session, True, True
	)
	values = {
		"name": name,
		"content_hash": content_hash,
		"full_name": "Nora New",
		"authority": 1,
		"consent": 1,
	}
	with patch.object(sessions, "get_visit", lambda _link: visit):  # the process serves other tests later
		return by_link.answer(row, SIGN, values)


def either(what: str, name: str, link: str = "", content_hash: str = "") -> dict | str:
	"""One of both."""
	return steps.take(name, "New Version") if what == "revise" else sign(link, name, content_hash)
