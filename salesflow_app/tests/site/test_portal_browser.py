"""The client's pages in a real browser. Skipped where Playwright or a Chromium is missing.

`pip install playwright` and a Chromium on the path (or in SALESFLOW_CHROMIUM) are enough.
"""

import os
import shutil

import frappe
import pytest

from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.portal.helpers import ATTACK, get_events, get_path, get_state, record_as_sent

try:
	from playwright.sync_api import sync_playwright
except ImportError:
	sync_playwright = None

CHROMIUM = os.environ.get("SALESFLOW_CHROMIUM") or next(
	filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = [
	pytest.mark.skipif(not sync_playwright, reason="Playwright is not installed for this Python"),
	pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on the path"),
]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
RECEIPT, SLOW = "#receipt", 30_000
PRICES = "**/salesflow_app.portal.price_selection.price_selection"


@pytest.fixture(scope="session")
def chromium():
	with sync_playwright() as engine:
		browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
		yield browser
		browser.close()


@pytest.fixture
def open_page(chromium, http):
	"""`open_page(user, path)` opens a page as that user; script errors and foreign requests fail the test."""
	contexts, problems = [], []

	def opening(user: str, path: str, viewport: dict = DESK):
		context = chromium.new_context(viewport=viewport)
		contexts.append(context)
		for cookie in http.as_user(user).cookies:
			context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": http.url}])
		page = context.new_page()
		page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
		page.on("dialog", lambda dialog: (problems.append("a dialog opened"), dialog.dismiss()))
		page.on("request", lambda request: _note_foreign(request.url, http.url, problems))
		page.goto(http.url + path)
		return page

	yield opening
	for context in contexts:
		context.close()
	assert problems == []


def _note_foreign(url: str, own: str, problems: list[str]) -> None:
	if not url.startswith((own, "data:")):
		problems.append(f"foreign request: {url}")


def make_committed(function, users, **overrides):
	doc = function(users, **overrides)
	frappe.db.commit()
	return doc


def fill_signature(page, act: str):
	form = page.locator(f"form[data-act$='{act}']")
	form.get_by_label("Full name").fill("Alma Approver")
	for box in form.get_by_role("checkbox").all():
		box.check()
	return form


def test_double_click_signs_once_and_shows_the_receipt(users, committed, open_page):
	sow = make_committed(deals.make_sent_sow, users)
	page = open_page(users.a1, get_path(sow))
	fill_signature(page, "sign_sow.sign").get_by_role("button", name="Sign").dblclick()
	page.wait_for_selector(RECEIPT, timeout=SLOW)
	assert "Alma Approver" in page.inner_text(RECEIPT)
	page.reload()
	assert page.locator(RECEIPT).count() == 1 and page.locator("form[data-act]").count() == 0
	assert get_events(sow).count("signed") == 1


def test_missing_tick_is_told_beside_the_button_and_nothing_is_sent(users, committed, open_page):
	sow = make_committed(deals.make_sent_sow, users)
	page = open_page(users.a1, get_path(sow))
	form = page.locator("form[data-act$='sign_sow.sign']")
	form.get_by_role("button", name="Sign").click()
	assert form.locator(".sf-refusal").inner_text().startswith("Please confirm: I am authorised")
	assert get_state(sow) in ("Sent", "Viewed")


def test_refusal_of_the_server_is_shown_and_can_be_mended(users, committed, open_page):
	sow = make_committed(deals.make_sent_sow, users)
	page = open_page(users.a1, get_path(sow))
	form = fill_signature(page, "sign_sow.sign")
	form.get_by_label("Full name").fill("x")
	button = form.get_by_role("button", name="Sign")
	button.click()
	form.locator(".sf-refusal:not([hidden])").wait_for()
	assert "too short" in form.locator(".sf-refusal").inner_text()
	assert button.is_enabled()
	form.get_by_label("Full name").fill("Alma Approver")
	button.click()
	page.wait_for_selector(RECEIPT, timeout=SLOW)


def test_dead_server_is_told_as_not_recorded(users, committed, open_page):
	sow = make_committed(deals.make_sent_sow, users)
	page = open_page(users.a1, get_path(sow))
	page.context.set_offline(True)
	form = fill_signature(page, "sign_sow.sign")
	form.get_by_role("button", name="Sign").click()
	form.locator(".sf-refusal:not([hidden])").wait_for()
	assert "was not recorded" in form.locator(".sf-refusal").inner_text()
	assert "signed" not in get_events(sow)


def test_view_is_reported_when_the_page_was_in_sight(users, committed, open_page):
	sow = make_committed(deals.make_sent_sow, users)
	page = open_page(users.a1, get_path(sow))
	assert get_state(sow) == "Sent"
	with page.expect_response("**/salesflow_app.portal.view_document.view", timeout=SLOW):
		pass
	assert get_state(sow) == "Viewed"


def get_totals(page, place: str) -> dict[str, str]:
	"""What each sum in this part of the page comes to, by its key."""
	found = page.locator(f"{place} [data-total]").all()
	return {each.get_attribute("data-total"): each.inner_text() for each in found}


def test_total_follows_the_options_and_the_server_agrees(users, committed, open_page):
	rows = [
		proposals.get_row(rate=10000),
		proposals.get_row(rate=1234.56, is_optional=1),
		proposals.get_row(rate=99.9, billing="Monthly", is_optional=1),
		proposals.get_row(rate=500, billing="Monthly"),
	]
	proposal = make_committed(
		proposals.make_sent, users, items=rows, payment_plan=factories.get_plan(33.33, 33.33, 33.34)
	)
	page = open_page(users.a1, get_path(proposal))
	before = get_totals(page, ".sf-prices")
	with page.expect_response(PRICES, timeout=SLOW):
		page.locator("[data-option]").first.check()
	page.locator("[data-total][aria-busy=false]").first.wait_for()
	shown, beside = get_totals(page, ".sf-prices"), get_totals(page, ".sf-sums")
	plan = page.locator("[data-plan-amount]").all_inner_texts()
	assert shown != before
	assert beside and beside.items() <= shown.items()
	assert (
		next(iter(shown.values()))
		!= page.locator(".sf-prices").first.locator("tbody .sf-num").last.inner_text()
	)
	fill_signature(page, "accept_proposal.accept").get_by_role("button", name="Accept").click()
	page.wait_for_selector(RECEIPT, timeout=SLOW)
	assert get_totals(page, ".sf-prices") == shown
	assert page.locator("[data-plan-amount]").all_inner_texts() == plan
	frappe.db.rollback()
	totals = ["total_one_time", "total_monthly"]
	assert frappe.db.get_value("Work Proposal", proposal.name, totals) == (11234.56, 500)


def test_last_total_stays_and_is_called_old_where_the_server_does_not_answer(users, committed, open_page):
	rows = [proposals.get_row(), proposals.get_row(rate=500, is_optional=1)]
	proposal = make_committed(proposals.make_sent, users, items=rows)
	page = open_page(users.a1, get_path(proposal))
	shown = page.locator("[data-total]").all_inner_texts()
	page.route(PRICES, lambda route: route.abort())
	page.locator("[data-option]").first.focus()
	page.keyboard.press("Space")
	page.locator("#prices .sf-stale:not([hidden])").wait_for()
	assert "do not show your latest choice yet" in page.locator("#prices .sf-stale").inner_text()
	assert page.locator("[data-total]").all_inner_texts() == shown
	form = fill_signature(page, "accept_proposal.accept")
	form.get_by_role("button", name="Accept").click()
	assert "do not show your latest choice yet" in form.locator(".sf-refusal").inner_text()
	assert get_state(proposal) in ("Sent", "Viewed")


@pytest.mark.parametrize(
	("summary", "button", "state"),
	[("Ask for changes", "Ask for changes", "Changes Requested"), ("Decline", "Decline", "Declined")],
)
def test_other_answers_need_words(users, committed, open_page, summary, button, state):
	proposal = make_committed(proposals.make_sent, users)
	page = open_page(users.a1, get_path(proposal))
	page.locator("summary", has_text=summary).click()
	form = page.locator("details[open] form")
	form.get_by_role("button", name=button).click()
	assert form.locator(".sf-refusal").is_visible()
	form.get_by_role("textbox").fill(f"Too dear {ATTACK}")
	form.get_by_role("button", name=button).click()
	page.wait_for_selector(RECEIPT, timeout=SLOW)
	assert f"Too dear {ATTACK}" in page.inner_text(RECEIPT)
	assert get_state(proposal) == state


def test_milestone_is_sent_back_in_the_browser(users, committed, open_page):
	sow = deals.make_signed_sow(users, milestones=factories.get_plan(40, 60, acceptance_needed=1))
	milestone = deals.get_milestones(sow)[1]
	with deals.as_user(users.am):
		deals.do(deals.do(milestone, "Mark Reached"), "Ask for Acceptance")
	frappe.db.commit()
	page = open_page(users.a1, get_path(milestone))
	page.locator("summary", has_text="Something is missing").click()
	page.get_by_label("What is missing or wrong?").fill("Chapter 3")
	page.get_by_role("button", name="Reject delivery").click()
	page.wait_for_selector(RECEIPT, timeout=SLOW)
	assert get_state(milestone) == "Rejected"


def test_scripts_in_texts_do_not_run(users, committed, open_page):
	sow, proposal = deals.make_sent_sow(users), proposals.make_sent(users)
	for doc, fields in ((sow, ("title", "scope", "signatory_title")), (proposal, ("title", "customer_name"))):
		doc.db_set(dict.fromkeys(fields, ATTACK))
		record_as_sent(doc)
	frappe.db.commit()
	for path in (get_path(sow), get_path(proposal), "/salesflow"):
		page = open_page(users.a1, path)
		page.wait_for_timeout(300)
		assert page.locator("main script, main img").count() == 0


def test_page_cannot_be_framed(users, committed, open_page, http):
	page = open_page(users.a1, "/me")
	make_frame = "url => document.body.append(Object.assign(document.createElement('iframe'), { src: url }))"
	page.evaluate(make_frame, f"{http.url}/salesflow")
	page.wait_for_timeout(1500)
	assert not any("Your documents" in (frame.content() or "") for frame in page.frames[1:])


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_is_wider_than_the_screen(users, committed, open_page, viewport):
	sow, proposal = deals.make_sent_sow(users), proposals.make_sent(users)
	endless = "W" * 2000
	sow.db_set({"title": "W" * 140, "signatory_title": "x" * 140, "scope": f"{endless}<pre>{endless}</pre>"})
	sow.items[0].db_set("description", endless)
	record_as_sent(sow)
	frappe.db.commit()
	for path in ("/salesflow", get_path(sow), get_path(proposal), "/salesflow/sows/NONE"):
		page = open_page(users.a1, path, viewport)
		assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_every_field_has_a_label(users, committed, open_page):
	sow = make_committed(deals.make_sent_sow, users)
	page = open_page(users.a1, get_path(sow))
	fields = "[...document.querySelectorAll('input, textarea, select')]"
	assert page.evaluate(f"{fields}.filter(field => !field.labels.length).map(field => field.name)") == []


def test_log_out_ends_the_session(users, committed, open_page, http):
	page = open_page(users.a2, "/salesflow")
	page.get_by_role("button", name="Log out").click()
	page.wait_for_url("**/login*")
	page.goto(f"{http.url}/salesflow")
	assert "/login" in page.url
