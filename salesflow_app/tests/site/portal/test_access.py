"""Who sees which of the client's pages: client A, a colleague, client B and a guest."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.portal import overview
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.http import get_refusal
from salesflow_app.tests.site.portal.helpers import (
	CHANGES,
	DECLINE,
	VIEW,
	get_page,
	get_path,
	get_state,
	without_token,
)


def test_guest_logs_in_first_and_comes_back(make, http):
	sow = make(deals.make_sent_sow)
	answer = http.guest().get(get_path(sow), allow_redirects=False)
	assert answer.status_code == 302
	assert answer.headers["Location"].endswith(f"/login?redirect-to={get_path(sow)}")
	assert http.guest().get("/salesflow", allow_redirects=False).status_code == 302


def test_all_that_is_not_theirs_is_the_same_404(make, users, browse):
	drafted, sent = make(deals.make_drafted_sow), make(deals.make_sent_sow)
	draft, proposal = make(proposals.make_draft), make(proposals.make_sent)
	stranger, client = browse(users.b1), browse(users.a1)
	answers_given = [
		client.get("/salesflow/sows/SOW-0000-00000"),
		client.get(get_path(drafted)),
		client.get(get_path(draft)),
		client.get("/salesflow/sow"),
		client.get(f"/salesflow/milestones/{sent.name}"),
		client.get("/salesflow/proposals/%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
	]
	assert {answer.status_code for answer in answers_given} == {404}
	assert len({without_token(answer.text) for answer in answers_given}) == 1
	of_stranger = [stranger.get(get_path(doc)) for doc in (sent, proposal, drafted)]
	of_stranger.append(stranger.get("/salesflow/sows/SOW-0000-00000"))
	assert {answer.status_code for answer in of_stranger} == {404}
	assert len({without_token(answer.text) for answer in of_stranger}) == 1


def test_acts_on_what_is_not_theirs_say_not_found(make, users, browse):
	sow = make(deals.make_sent_sow)
	stranger = browse(users.b1)
	for name in (sow.name, "SOW-0000-00000"):
		for method, words in ((DECLINE, {"reason": "No thanks"}), (CHANGES, {"wishes": "More"}), (VIEW, {})):
			sent = {"content_hash": sow.content_hash, **words} if words else {}
			answer = stranger.api_post(method, doctype="SOW", name=name, **sent)
			assert answer.status_code == 404, answer.text
			assert get_refusal(answer) == f"SOW {name} not found"
	assert get_state(sow) == "Sent"


@pytest.mark.parametrize(
	"path",
	[
		"/api/resource/SOW/{}",
		"/api/method/frappe.client.get?doctype=SOW&name={}",
		"/api/method/frappe.utils.print_format.download_pdf?doctype=SOW&name={}",
		"/printview?doctype=SOW&name={}",
	],
)
def test_doors_of_frappe_do_not_tell_what_exists(make, users, browse, path):
	sow = make(deals.make_sent_sow)
	stranger = browse(users.b1)
	theirs, unknown = (stranger.get(path.format(name)) for name in (sow.name, "SOW-0000-00000"))
	assert theirs.status_code == unknown.status_code == 403
	texts = [answer.text.replace(sow.name, "").replace("SOW-0000-00000", "") for answer in (theirs, unknown)]
	assert without_token(texts[0]) == without_token(texts[1])
	assert browse(users.a1).get(path.format(sow.name)).status_code == 403


def test_lead_sees_their_proposal(make, users, as_user, site):
	lead = factories.make_lead()
	proposal = make(proposals.make_sent, lead=lead.name, contact_email=lead.email_id)
	with as_user(lead.email_id):
		assert [row["name"] for row in overview.get_overview()["waiting"]] == [proposal.name]
	with as_user(users.a1):
		assert proposal.name not in [row["name"] for row in overview.get_overview()["proposals"]]


def test_start_page_lists_what_waits_for_this_person_first(make, users, browse):
	mine = make(deals.make_sent_sow, title="For A1 to sign")
	theirs = make(deals.make_sent_sow, signatory_email=users.a2, title="For A2 to sign")
	page = browse(users.a1).get("/salesflow").text
	waiting, rest = page.split("waiting-title", 2)[2].split('<h2 id="proposals-title">')
	assert mine.name in waiting and theirs.name not in waiting
	assert mine.name in rest and theirs.name in rest


def test_colleague_reads_and_learns_who_can_sign(make, users, browse):
	sow = make(deals.make_sent_sow)
	page = get_page(browse(users.a2), sow)
	assert "Only Alma Approver can sign this document." in page
	assert "data-act" not in page.replace('data-act="salesflow_app.portal.ask.ask"', "")  # they may ask
	assert "data-view-report" not in page


def test_expired_offer_is_told_before_the_answer(make, users, browse):
	proposal = make(proposals.make_sent)
	proposal.db_set("valid_till", add_days(today(), -1))
	frappe.db.commit()
	client = browse(users.a1)
	page = get_page(client, proposal)
	assert "Please ask us for a new one." in page and "data-act" not in page
	answer = client.api_post(
		DECLINE,
		doctype="Work Proposal",
		name=proposal.name,
		content_hash=proposal.content_hash,
		reason="Too late",
	)
	assert answer.status_code == 417 and get_state(proposal) == "Sent"


def test_invoices_are_listed_with_their_state(users, as_user, site):
	row = factories.get_item_row(rate=500)
	paid, unpaid = (
		factories.make_sales_invoice(users.customer_a, submit=True, items=[dict(row)]) for _number in range(2)
	)
	draft = factories.make_sales_invoice(users.customer_a, items=[dict(row)])
	factories.make_payment_entry(paid.name)
	with as_user(users.a1):
		found = {row["name"]: row["state"]["label"] for row in overview.get_overview()["invoices"]}
	assert found[paid.name] == "Paid" and found[unpaid.name] == "Open" and draft.name not in found
	with as_user(users.b1):
		assert not {paid.name, unpaid.name} & {row["name"] for row in overview.get_overview()["invoices"]}


def test_invoice_link_of_the_list_works(users, committed, browse):
	invoice = factories.make_sales_invoice(users.customer_a, submit=True)
	frappe.db.commit()
	client = browse(users.a1)
	assert f"/invoices/{invoice.name}" in client.get("/salesflow").text
	assert client.get(f"/invoices/{invoice.name}").status_code == 200


def test_start_page_of_somebody_without_documents(users, committed, browse):
	from salesflow_app.tests.site.cast import _get_user

	nobody = _get_user("nobody@elsewhere.example", "Nobody", ["Customer"], "Website User")
	frappe.db.commit()
	page = browse(nobody).get("/salesflow")
	assert page.status_code == 200 and "Nothing needs your attention right now." in page.text
