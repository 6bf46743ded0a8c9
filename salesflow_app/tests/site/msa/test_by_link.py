"""An MSA by personal link: read and signed without an account, in one result however many clicks."""

import frappe
import pytest

from salesflow_app.documents import shared_names
from salesflow_app.signing import codes, links
from salesflow_app.tests.site.http import get_refusal
from salesflow_app.tests.site.msa.helpers import SIGN, get_events, make_sent, take
from salesflow_app.tests.site.processes import Team
from salesflow_app.tests.site.signing import helpers

CALLS = "salesflow_app.tests.site.msa.race_calls"
MANY = 4


@pytest.fixture
def msa(make):
	"""Sent to somebody who never had a login."""
	made = make(make_sent, salesflow_signatory_email=helpers.SIGNER, salesflow_signatory_name="Nora New")
	return shared_names.share(made)


def sign(visitor, msa, **values):
	named = {"name": msa.name, "content_hash": msa.content_hash, "full_name": "Nora New", "title": "CEO"}
	return visitor.do(SIGN, **{**named, "authority": 1, "consent": 1, **values})


def test_read_and_signed_with_a_code(msa, visit):
	visitor = visit(msa)
	assert "We share the risk." in visitor.page.text and "data-view-report" in visitor.page.text
	assert visitor.do(helpers.VIEW, doctype="Contract", name=msa.name).ok
	refused = sign(visitor, msa)
	assert refused.status_code == 403 and "confirm your email" in get_refusal(refused)
	visitor.give_code(msa)
	assert sign(visitor, msa, content_hash="0" * 64).status_code == 417
	first, second = sign(visitor, msa), sign(visitor, msa)
	assert first.ok and first.json() == second.json(), get_refusal(first)
	frappe.db.rollback()
	signed = frappe.get_doc("Contract", msa.name)
	assert (signed.salesflow_state, signed.signee, signed.is_signed) == ("Signed", "Nora New", 1)
	assert get_events(msa).count("signed") == 1
	assert "Thank you" in visitor.reload()
	assert visitor.client.get("/api/method/salesflow_app.portal.by_link.pdf").content.startswith(b"%PDF")


def test_questions_changes_and_the_end_of_the_link(users, msa, visit):
	visitor = visit(msa)
	ask = {"doctype": "Contract", "name": msa.name, "question": "Which law?"}
	assert visitor.do("salesflow_app.portal.ask.ask", **ask).ok
	assert "Which law?" in visitor.reload()
	visitor.give_code(msa)
	values = {"doctype": "Contract", "name": msa.name, "content_hash": msa.content_hash}
	assert visitor.do(helpers.CHANGES, **values, wishes="A cap").ok
	frappe.db.rollback()
	take(users.sm, msa, "New Version")
	frappe.db.commit()
	assert "replaced" in visitor.reload() and "We share the risk." not in visitor.page.text


@pytest.fixture(scope="module", params=[False, True], ids=["snapshot off", "snapshot on"])
def team(request):
	workers = Team(MANY, snapshot_isolation=request.param)
	yield workers
	workers.close()


def make_verified(msa) -> dict:
	"""Its link in a browser that gave the code."""
	link = links.find_by_token(helpers.make_token(msa)).name
	links.note(link, verified_session="s", verified_until=codes._get_moment(minutes=30))
	frappe.db.commit()
	return {"link": link, "name": msa.name, "content_hash": msa.content_hash}


@pytest.mark.bench_only("processes meet at the row locks of MariaDB")
def test_many_clicks_sign_once(msa, team):
	outcomes = team.run(f"{CALLS}.sign", [make_verified(msa)] * MANY, user="Guest")
	frappe.db.rollback()
	assert [outcome.error for outcome in outcomes] == [""] * MANY, [o.trace for o in outcomes]
	assert len({str(outcome.result) for outcome in outcomes}) == 1
	assert get_events(msa).count("signed") == 1


@pytest.mark.bench_only("processes meet at the row locks of MariaDB")
def test_signature_while_staff_make_a_new_version_is_one_or_the_other(users, msa, team):
	values = make_verified(msa)
	outcomes = team.run(
		f"{CALLS}.either",
		[
			{"what": "sign", **values, "user": "Guest"},
			{"what": "revise", "name": msa.name, "user": users.sm},
		],
	)
	frappe.db.rollback()
	state = frappe.db.get_value("Contract", msa.name, "salesflow_state")
	versions = frappe.db.count("Contract", {"amended_from": msa.name})
	assert (state, versions) in (("Signed", 0), ("Superseded", 1)), [o.trace for o in outcomes]
	assert sum(outcome.ok for outcome in outcomes) == 1, [o.trace for o in outcomes]
