"""The client's pages and acts over HTTP, as client A, a colleague, client B and a guest see them."""

import html
import io
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import frappe
import pytest
from frappe.utils import add_days, today
from pypdf import PdfReader
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from salesflow_app.clients import access
from salesflow_app.portal import answers, browser, decline, overview, request_changes, view_document
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.http import get_refusal

VIEW = "salesflow_app.portal.view_document.view"
DECLINE = "salesflow_app.portal.decline.decline"
CHANGES = "salesflow_app.portal.request_changes.request_changes"
SIGN = "salesflow_app.portal.sign_sow.sign"
PDF = "salesflow_app.portal.download.pdf"
ATTACK = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
TEMPLATE = "{{ 7*7 }} {% raise %} {next} {index}"
CANARY = "CANARY"


@pytest.fixture
def make(users, committed):
	"""`make(function, **overrides)` makes a document and commits it, for the web server to see."""

	def making(function, **overrides):
		doc = function(users, **overrides)
		frappe.db.commit()
		return doc

	return making


@pytest.fixture
def browse(http):
	"""`browse(users.a1)` is that user's browser, with the token of a page of ours."""

	def browsing(email: str):
		client = http.as_user(email)
		client.read_csrf_token("/salesflow")
		return client

	return browsing


def get_path(doc) -> str:
	folders = {"Work Proposal": "proposals", "SOW": "sows", "Payment Milestone": "milestones"}
	return f"/salesflow/{folders[doc.doctype]}/{doc.name}"


def get_page(client, doc) -> str:
	answer = client.get(get_path(doc))
	assert answer.status_code == 200, answer.text[:500]
	return answer.text


def get_state(doc) -> str:
	frappe.db.rollback()
	return frappe.db.get_value(doc.doctype, doc.name, "workflow_state")


def get_events(doc) -> list[str]:
	frappe.db.rollback()
	return frappe.get_all(
		"Evidence Entry",
		{"reference_doctype": doc.doctype, "reference_name": doc.name},
		pluck="event",
		order_by="sequence asc",
	)


def without_token(html: str) -> str:
	return re.sub(r"[0-9a-f]{40,}", "", html)


def get_pdf_text(content: bytes) -> str:
	text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
	return " ".join(text.split())


# Who sees what


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
	waiting, rest = page.split("waiting-title", 2)[2].split("<h2>Proposals</h2>")
	assert mine.name in waiting and theirs.name not in waiting
	assert mine.name in rest and theirs.name in rest


def test_colleague_reads_and_learns_who_can_sign(make, users, browse):
	sow = make(deals.make_sent_sow)
	page = get_page(browse(users.a2), sow)
	assert "Only Alma Approver can sign this document." in page
	assert "data-act" not in page and "data-view-report" not in page


def test_replaced_proposal_says_so_and_shows_nothing_else(make, users, browse):
	proposal = make(proposals.make_sent, title="Old title of it")
	with deals.as_user(users.am):
		deals.do(proposal, "Supersede")
	frappe.db.commit()
	client = browse(users.a1)
	page = get_page(client, proposal)
	assert "This proposal was replaced" in page
	assert "Old title of it" not in page and "10.000" not in page and "data-act" not in page
	assert client.api_get(PDF, doctype="Work Proposal", name=proposal.name).status_code == 404


def test_expired_offer_is_told_before_the_answer(make, users, browse):
	proposal = make(proposals.make_sent)
	proposal.db_set("valid_till", add_days(today(), -1))
	frappe.db.commit()
	client = browse(users.a1)
	page = get_page(client, proposal)
	assert "Ask us for a new one." in page and "data-act" not in page
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
	assert page.status_code == 200 and "Nothing waits for you at the moment." in page.text


# What the pages are made of


def test_pages_and_acts_carry_the_security_headers(make, users, http, browse):
	sow = make(deals.make_sent_sow)
	client = browse(users.a1)
	for answer in (
		client.get("/salesflow"),
		client.get(get_path(sow)),
		client.get("/salesflow/sows/NONE"),
		client.api_get(PDF, doctype="SOW", name=sow.name),
		http.guest().get("/salesflow", allow_redirects=False),
	):
		assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
		assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
		assert answer.headers["X-Frame-Options"] == "DENY"
		assert answer.headers["Referrer-Policy"] == "no-referrer"
		assert answer.headers["Cache-Control"] == "no-store"
	assert "Content-Security-Policy" not in client.get("/me").headers


def test_nothing_a_user_wrote_is_markup_or_template(make, users, browse):
	text = ATTACK + TEMPLATE
	sow = make(deals.make_sent_sow, deliverables=[{"deliverable_name": "Concept"}])
	proposal = make(proposals.make_sent, sections=[{"heading": "Text", "body": "<p>Text</p>"}])
	# Written past Frappe's own cleaning, as an import by SQL or an older version would leave it.
	for doc, fields in (
		(sow, ("title", "signatory_title", "signatory_name", "customer_name", "scope")),
		(sow.milestones[0], ("milestone_name", "deliverables")),
		(sow.deliverables[0], ("deliverable_name", "acceptance_test", "deliverable_no")),
		(sow.items[0], ("item_name", "description")),
		(proposal, ("title", "customer_name")),
		(proposal.items[0], ("item_name", "description")),
		(proposal.sections[0], ("heading", "body")),
	):
		doc.db_set(dict.fromkeys(fields, text), update_modified=False)
	frappe.db.commit()
	client = browse(users.a1)
	for page in (get_page(client, sow), get_page(client, proposal), client.get("/salesflow").text):
		body = page[page.index("<main") : page.index("</main>")]
		assert "<img" not in body and "<script" not in body
		assert "{next}" not in page and "{index}" not in page
		assert text in html.unescape(page)
	for doc in (sow, proposal):
		pdf = client.api_get(PDF, doctype=doc.doctype, name=doc.name)
		assert "alert(1)" in get_pdf_text(pdf.content) and "7*7" in get_pdf_text(pdf.content)


def test_internal_fields_are_nowhere(make, users, browse):
	proposal = make(proposals.make_sent, items=[proposals.get_row(rate=10000, cost_rate=1234.56)])
	sow = make(deals.make_sent_sow)
	for doc in (proposal, sow):
		doc.db_set("reason", f"{CANARY}-reason")
	sow.db_set({"rule_reason": f"{CANARY}-rule"})
	proposal.db_set({"margin_percentage": 87.654, "total_cost": 1234.56})
	proposal.add_comment("Comment", f"{CANARY}-comment")
	frappe.db.commit()
	client = browse(users.a1)
	for doc in (proposal, sow):
		pdf = client.api_get(PDF, doctype=doc.doctype, name=doc.name)
		for text in (get_page(client, doc), get_pdf_text(pdf.content)):
			assert CANARY not in text
			assert not re.search(r"1[.,]?234[.,]56|87[.,]65", text)


def test_purchase_order_number_is_asked_for_where_needed(make, users, browse):
	sow = make(deals.make_sent_sow)
	client = browse(users.a1)
	assert "customer_po_no" not in get_page(client, sow)
	frappe.db.set_value("Customer", users.customer_a, "salesflow_po_required", 1)
	frappe.db.commit()
	try:
		assert 'name="customer_po_no"' in get_page(client, sow)
	finally:
		frappe.db.set_value("Customer", users.customer_a, "salesflow_po_required", 0)
		frappe.db.commit()


# PDF


def test_pdf_is_a_download_with_the_signed_content(make, users, browse):
	sow = make(deals.make_signed_sow, title="Statement for the PDF")
	answer = browse(users.a1).api_get(PDF, doctype="SOW", name=sow.name)
	assert answer.headers["Content-Disposition"] == f"attachment; filename={sow.name}.pdf"
	assert answer.headers["Content-Type"] == "application/pdf"
	text = get_pdf_text(answer.content)
	assert "Statement for the PDF" in text and sow.content_hash in text
	assert "Signed electronically" in text and "Alma Approver" in text


def test_pdf_is_guarded_like_the_page(make, users, http, browse):
	sow, drafted = make(deals.make_sent_sow), make(deals.make_drafted_sow)
	assert http.guest().api_get(PDF, doctype="SOW", name=sow.name).status_code == 403
	client, stranger = browse(users.a1), browse(users.b1)
	assert stranger.api_get(PDF, doctype="SOW", name=sow.name).status_code == 404
	assert client.api_get(PDF, doctype="SOW", name=drafted.name).status_code == 404
	assert client.api_get(PDF, doctype="User", name="Administrator").status_code == 404
	assert client.api_get(PDF, doctype="SOW", name="NONE").status_code == 404


def test_pdf_reads_no_files_and_calls_nobody(make, users, browse):
	with Listener() as listener:
		sow = make(deals.make_sent_sow)
		sow.db_set(
			"background", f"<iframe src='file:///etc/passwd'></iframe><img src='{listener.url}/image'>"
		)
		sow.db_set("scope", f"<link rel='stylesheet' href='{listener.url}/style'><p>Here it ends</p>")
		sow.db_set("title", f"<meta name='pdfkit-header-html' content='{listener.url}/header'>")
		sow.db_set("signatory_title", f"<img src='{listener.url}/plain'>")
		frappe.db.commit()
		text = get_pdf_text(browse(users.a1).api_get(PDF, doctype="SOW", name=sow.name).content)
	assert "Here it ends" in text and "root:" not in text
	assert listener.calls == []


class Listener:
	"""A web server on the loopback that notes who calls."""

	def __enter__(self):
		self.calls = calls = []

		class Handler(BaseHTTPRequestHandler):
			def do_GET(self):
				calls.append(self.path)
				self.send_response(404)
				self.end_headers()

		self._server = HTTPServer(("127.0.0.1", 0), Handler)
		self.url = f"http://127.0.0.1:{self._server.server_port}"
		threading.Thread(target=self._server.serve_forever, daemon=True).start()
		return self

	def __exit__(self, *_error):
		self._server.shutdown()
		self._server.server_close()


def test_pdf_also_where_the_site_prints_no_drafts(make, users, browse):
	sow = make(deals.make_sent_sow)
	frappe.db.set_single_value("Print Settings", "allow_print_for_draft", 0)
	frappe.db.commit()
	try:
		answer = browse(users.a1).api_get(PDF, doctype="SOW", name=sow.name)
		assert answer.content.startswith(b"%PDF")
	finally:
		frappe.db.set_single_value("Print Settings", "allow_print_for_draft", 1)
		frappe.db.commit()


@pytest.mark.parametrize("print_format", ["SOW", "Work Proposal"])
def test_staff_print_in_the_same_format(users, as_user, site, print_format):
	doc = deals.make_drafted_sow(users) if print_format == "SOW" else proposals.make_draft(users)
	with as_user(users.am):
		html = frappe.get_print(doc.doctype, doc.name, print_format)
	assert "sf-print" in html and doc.title in html


# Acts


def test_twenty_gets_change_nothing(make, users, browse):
	sow = make(deals.make_sent_sow)
	client, before = browse(users.a1), get_events(sow)
	for _number in range(20):
		assert client.get(get_path(sow)).status_code == 200
	client.head(get_path(sow))
	values = {"name": sow.name, "content_hash": sow.content_hash, "full_name": "Alma Approver"}
	ticks = {"authority": 1, "consent": 1}
	assert client.api_get(SIGN, **values, **ticks).status_code == 403
	for method, words in ((DECLINE, "reason"), (CHANGES, "wishes")):
		sent = {"doctype": "SOW", "name": sow.name, "content_hash": sow.content_hash, words: "By a scanner"}
		assert client.api_get(method, **sent).status_code == 403
	assert client.api_get(VIEW, doctype="SOW", name=sow.name).status_code == 403
	assert get_state(sow) == "Sent" and get_events(sow) == before


def test_view_is_recorded_once_and_for_the_named_person_only(make, users, browse):
	sow = make(deals.make_sent_sow)
	colleague, client = browse(users.a2), browse(users.a1)
	assert colleague.api_post(VIEW, doctype="SOW", name=sow.name).ok
	assert get_state(sow) == "Sent"
	for _number in range(3):
		assert client.api_post(VIEW, doctype="SOW", name=sow.name).json()["message"]["state"] == "Viewed"
	assert get_events(sow).count("viewed") == 1


def test_post_of_another_web_site_is_refused(make, users, http, browse):
	sow = make(deals.make_sent_sow)
	client = browse(users.a1)
	sent = {"doctype": "SOW", "name": sow.name, "content_hash": sow.content_hash, "reason": "Forged"}
	for origin in ("https://evil.example", "null"):
		answer = client.post(f"/api/method/{DECLINE}", data=sent, headers={"Origin": origin})
		assert answer.status_code == 400
	bare = {"X-Frappe-CSRF-Token": ""}
	assert client.post(f"/api/method/{DECLINE}", data=sent, headers=bare).status_code == 400
	assert get_state(sow) == "Sent"
	assert client.post(f"/api/method/{DECLINE}", data=sent, headers={"Origin": http.url}).ok
	assert get_state(sow) == "Declined"


@pytest.mark.parametrize(
	("act", "words", "state"),
	[
		(decline.decline, "reason", "Declined"),
		(request_changes.request_changes, "wishes", "Changes Requested"),
	],
)
@pytest.mark.parametrize("make_sent", [deals.make_sent_sow, proposals.make_sent])
def test_answer_is_recorded_with_its_words_and_a_task(users, as_user, site, make_sent, act, words, state):
	doc = make_sent(users)
	values = {"doctype": doc.doctype, "name": doc.name, "content_hash": doc.content_hash}
	with as_user(users.a1):
		first = act(**values, **{words: "5 < 6, please <b>change</b>"})
		second = act(**values, **{words: "Again"})
	assert first == second and first["state"] == state and first["receipt"]
	doc.reload()
	assert doc.workflow_state == state and doc.reason == "5 &lt; 6, please &lt;b>change&lt;/b>"
	payload = frappe.parse_json(frappe.db.get_value("Evidence Entry", first["receipt"], "payload"))
	assert payload["words"] == "5 < 6, please <b>change</b>" and payload["actor"] == users.a1
	tasks = {"reference_type": doc.doctype, "reference_name": doc.name, "status": "Open"}
	assert users.am in frappe.get_all("ToDo", tasks, pluck="allocated_to")


def test_colleague_cannot_answer(users, as_user, site):
	sow = deals.make_sent_sow(users)
	with as_user(users.a2), pytest.raises(frappe.PermissionError):
		decline.decline("SOW", sow.name, sow.content_hash, "Not mine to say")
	assert sow.db_get("workflow_state") == "Sent"


@pytest.mark.parametrize("words", ["", "   ", "\u202e\u202d", "x" * 5001, "\x00\x07"])
def test_answer_without_readable_words_is_refused(users, as_user, site, words):
	sow = deals.make_sent_sow(users)
	with as_user(users.a1), pytest.raises(frappe.ValidationError):
		request_changes.request_changes("SOW", sow.name, sow.content_hash, words)
	assert sow.db_get("workflow_state") == "Sent"


def test_answer_to_another_version_is_refused(users, as_user, site):
	sow = deals.make_sent_sow(users)
	with as_user(users.a1):
		for content_hash in ("", "0" * 64):
			with pytest.raises(frappe.ValidationError, match="Reload the page"):
				decline.decline("SOW", sow.name, content_hash, "Too dear")


def test_only_proposals_and_sows_have_these_answers(users, as_user, site):
	milestone = deals.get_milestones(deals.make_signed_sow(users))[0]
	with as_user(users.a1):
		for doctype, name in (("Payment Milestone", milestone.name), ("User", users.a1), ("Nothing", "x")):
			with pytest.raises(frappe.DoesNotExistError):
				decline.decline(doctype, name, "", "No thanks")
			with pytest.raises(frappe.DoesNotExistError):
				answers.start_answer(doctype, name, "declined")
		assert view_document.view("Payment Milestone", milestone.name)["receipt"] is None


def test_signed_sow_can_neither_be_declined_nor_changed(users, as_user, site):
	sow = deals.make_signed_sow(users)
	with as_user(users.a1):
		for act in (decline.decline, request_changes.request_changes):
			with pytest.raises(frappe.ValidationError):
				act("SOW", sow.name, sow.content_hash, "Changed my mind")
	assert sow.db_get("workflow_state") == "Signed"


def test_refresh_after_the_answer_shows_the_receipt(make, users, browse):
	sow = make(deals.make_sent_sow)
	client = browse(users.a1)
	sent = {"name": sow.name, "content_hash": sow.content_hash, "full_name": "Alma Approver"}
	first = client.api_post(SIGN, **sent, title="CEO", authority=1, consent=1)
	assert first.ok, get_refusal(first)
	before = get_events(sow)
	for _number in range(3):
		page = get_page(client, sow)
		assert 'id="receipt"' in page and "Alma Approver, CEO" in page and "data-act" not in page
	again = client.api_post(SIGN, **sent, title="CEO", authority=1, consent=1)
	assert again.json()["message"]["receipt"] == first.json()["message"]["receipt"]
	assert get_events(sow) == before


def test_milestone_is_accepted_on_its_page(make, users, browse):
	sow = make(deals.make_signed_sow, milestones=factories.get_plan(40, 60, acceptance_needed=1))
	milestone = deals.get_milestones(sow)[1]
	client = browse(users.a1)
	assert "You will be asked to accept it when it is done." in get_page(client, milestone)
	with deals.as_user(users.am):
		deals.do(deals.do(milestone, "Mark Reached"), "Ask for Acceptance")
	frappe.db.commit()
	assert "accept_milestone.accept" in get_page(client, milestone)
	assert "accept_milestone" not in get_page(browse(users.a2), milestone)
	answer = client.api_post(
		"salesflow_app.portal.accept_milestone.accept",
		name=milestone.name,
		full_name="Alma Approver",
		consent=1,
	)
	assert answer.ok, get_refusal(answer)
	assert 'id="receipt"' in get_page(client, milestone)


def test_errors_of_the_acts_tell_no_internals(users, browse):
	client = browse(users.a1)
	for values in ({"doctype": "SOW", "name": "x" * 10000}, {"doctype": "x' OR 1=1 -- ", "name": "1"}):
		answer = client.api_post(VIEW, **values)
		assert answer.status_code == 404 and "SELECT" not in answer.text


@pytest.mark.parametrize(("path", "hidden"), [(f"/api/method/{VIEW}", True), ("/api/method/ping", False)])
def test_tracebacks_of_the_acts_stay_here(site, monkeypatch, path, hidden):
	monkeypatch.setattr(
		frappe.local, "request", Request(EnvironBuilder(path, method="POST").get_environ()), False
	)
	frappe.local.flags.disable_traceback = False
	browser.check_request()
	assert bool(frappe.local.flags.disable_traceback) is hidden


def test_states_of_the_portal_are_those_of_the_workflows(site):
	from salesflow_app.portal import states
	from salesflow_app.salesflow_app.workflows import BY_DOCTYPE

	for doctype, visible in access.VISIBLE_STATES.items():
		known = {state.name for state in BY_DOCTYPE[doctype].states}
		assert set(states._TABLES[doctype]()) <= known
		assert set(visible) <= set(states._TABLES[doctype]())
