"""The address that DocuSign Connect calls: who does not sign with our key is told nothing and changes nothing."""

import frappe
import pytest

from salesflow_app.signing.providers.docusign import definition, messages
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.portal.helpers import get_page
from salesflow_app.tests.site.processes import Team
from salesflow_app.tests.site.providers.helpers import get_rows, get_said
from salesflow_app.tests.site.providers.stand_in import HMAC_KEY, NEXT_HMAC_KEY, make_message, sign_message

CALLS = "salesflow_app.tests.site.providers.race_calls"


@pytest.mark.parametrize("keys", [(HMAC_KEY,), (NEXT_HMAC_KEY,), ("of another", NEXT_HMAC_KEY)])
def test_each_of_our_keys_counts_in_each_place(keys):
	body = b'{"data": {"envelopeId": "12345678"}}'
	assert messages.is_genuine(body, sign_message(body, *keys), [HMAC_KEY, NEXT_HMAC_KEY])
	assert not messages.is_genuine(body + b" ", sign_message(body, *keys), [HMAC_KEY, NEXT_HMAC_KEY])
	assert not messages.is_genuine(body, sign_message(body, *keys), [])
	assert not messages.is_genuine(body, {"X-DocuSign-Signature-1": "ä"}, [HMAC_KEY])


@pytest.mark.parametrize(
	"body", [b"", b"[]", b"null", b"{", b'{"data": 1}', b'{"data": {"envelopeId": ["x"]}}', b"[" * 100_000]
)
def test_what_is_no_message_is_none(body):
	assert messages.read(body) is None


@pytest.fixture
def out(users, docusign, jobs, committed):
	"""A SOW that is out, for a web server to see."""
	sow = deals.make_sent_sow(users)
	jobs.run("outbox")
	frappe.db.commit()
	return frappe.get_doc("SOW", sow.name)


@pytest.mark.bench_only("the stand-in's secrets are in Password fields, which another process reads")
def test_statuses_say_what_was_taken(out, docusign, http):
	envelope, client = docusign.get_only(), http.guest()

	def post(body: bytes, headers: dict) -> int:
		return client.post(definition.WEBHOOK, data=body, headers=headers).status_code

	good = make_message(envelope, "envelope-completed")
	plain = {"Content-Type": "application/json"}
	assert post(good, plain) == 401
	assert post(good, sign_message(good, "another key")) == 401
	assert post(good + b" ", sign_message(good)) == 401
	assert post(b"x" * (1024 * 1024 + 1), {"Content-Type": "text/plain"}) == 413
	assert post(b"nonsense", {**sign_message(b"nonsense"), "Content-Type": "text/plain"}) == 400
	assert post(b"{", plain) >= 400
	unknown = make_message({"envelopeId": "00000000-0000"}, "envelope-completed")
	assert post(unknown, sign_message(unknown)) == 200
	assert client.get(definition.WEBHOOK).status_code == 403
	frappe.db.rollback()
	assert not get_rows(out, "DocuSign Answer")
	assert post(good, sign_message(good, "another key", NEXT_HMAC_KEY)) == 200
	assert post(good, sign_message(good)) == 200
	frappe.db.rollback()
	assert len(get_rows(out, "DocuSign Answer")) == 1
	assert out.db_get("workflow_state") == "Sent"


@pytest.mark.bench_only("the stand-in's secrets are in Password fields, which another process reads")
def test_page_of_the_client_says_where_they_sign(users, out, http):
	page = get_page(http.as_user(users.a1), out)
	assert "Sign in DocuSign" in page and "sign_sow.sign" not in page and "delegate.delegate" not in page
	assert "ask.ask" in page and "decline.decline" in page


@pytest.mark.bench_only("processes meet at the row locks of MariaDB")
@pytest.mark.parametrize("isolation", [False, True], ids=["snapshot off", "snapshot on"])
def test_many_workers_at_once_sign_once(out, docusign, isolation):
	docusign.sign(docusign.get_only())
	with Team(4, snapshot_isolation=isolation) as team:
		calls = [
			{"sow": out.name, "key": key} for key in ("completed", "again", "asked again", "asked again")
		]
		outcomes = team.run(f"{CALLS}.take", calls)
	assert [outcome.error for outcome in outcomes] == [""] * 4, [outcome.trace for outcome in outcomes]
	frappe.db.rollback()
	assert out.db_get("workflow_state") == "Signed"
	assert len(get_said(out, "signed")) == len(get_said(out, "certificate_kept")) == 1
	assert frappe.db.count("Sales Order", {"salesflow_sow": out.name}) == 1
	assert frappe.db.count("File", {"attached_to_name": out.name, "file_name": ("like", "%docusign%")}) == 2
