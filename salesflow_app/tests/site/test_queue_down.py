"""What the client answers is kept although the queue of background jobs cannot be reached."""

import frappe
import pytest

from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.http import Server

pytestmark = pytest.mark.bench_only("a web server without its queue")
PORTAL = "/api/method/salesflow_app.portal"
PERSON = {"full_name": "Alma Approver", "title": "CEO", "authority": 1, "consent": 1}


@pytest.fixture(scope="module")
def server():
	"""The site's web server, with an address of the queue that nobody listens on."""
	server = Server(FRAPPE_REDIS_QUEUE="redis://127.0.0.1:1")
	server.start()
	yield server
	server.stop()


def answer(server, user: str, call: str, doc, **values):
	frappe.db.commit()
	about = {"name": doc.name, "content_hash": doc.content_hash}
	response = server.as_user(user).post(f"{PORTAL}.{call}", data={**about, **values})
	frappe.db.rollback()
	return response


def get_state(doc) -> str:
	return frappe.db.get_value(doc.doctype, doc.name, "workflow_state")


def test_signature(users, committed, server):
	sow = deals.make_sent_sow(users)
	response = answer(server, users.a1, "sign_sow.sign", sow, **PERSON)
	assert response.ok, response.text[-1500:]
	assert get_state(sow) == "Signed"
	waiting = {"reference_doctype": "SOW", "reference_name": sow.name, "state": "Pending"}
	assert frappe.db.count("Salesflow Outbox Entry", waiting)


def test_acceptance_of_a_proposal(users, committed, server):
	proposal = proposals.make_sent(users)
	response = answer(server, users.a1, "accept_proposal.accept", proposal, **PERSON)
	assert response.ok, response.text[-1500:]
	assert get_state(proposal) == "Accepted"


@pytest.mark.parametrize(
	("call", "values", "state"),
	[
		("decline.decline", {"reason": "Too late"}, "Declined"),
		("request_changes.request_changes", {"wishes": "Cheaper"}, "Changes Requested"),
	],
)
@pytest.mark.parametrize("make", [deals.make_sent_sow, proposals.make_sent], ids=["SOW", "proposal"])
def test_answer(users, committed, server, make, call, values, state):
	doc = make(users)
	response = answer(server, users.a1, call, doc, doctype=doc.doctype, **values)
	assert response.ok, response.text[-1500:]
	assert get_state(doc) == state


def test_refusal_says_why(users, committed, server):
	sow = deals.make_sent_sow(users)
	response = answer(server, users.a2, "sign_sow.sign", sow, **PERSON)
	assert response.status_code == 403, response.text[-1500:]
	assert get_state(sow) in ("Sent", "Viewed")
