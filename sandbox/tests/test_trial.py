"""The trial in a browser: people, desk, outbox and clock; what a visitor does runs the product's own code."""

import html
import re
from datetime import timedelta
from threading import Thread

import frappe
import pytest
import requests
from werkzeug.serving import make_server

from salesflow_app.demo.mail_server import ensure_mail_account
from salesflow_app.tests.site import cast, connection, deals, factories, proposals
from trial import demo, guide
from trial.desk import reports
from trial.server import Trial

TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')
BASE = re.compile(r'<textarea name="base" hidden>(.*?)</textarea>', re.DOTALL)


@pytest.fixture(scope="session")
def address(_connected):
	"""Where the trial's server listens during the tests."""
	server = make_server(demo.HOST, 0, Trial(connection.SITE), threaded=True)
	thread = Thread(target=server.serve_forever, daemon=True)
	thread.start()
	yield f"http://{demo.HOST}:{server.server_port}"
	server.shutdown()


@pytest.fixture
def visit(site, address):
	"""A browser at the trial; what the test made is committed for it."""
	frappe.db.commit()
	return Visitor(address)


class Visitor:
	def __init__(self, address: str):
		self.address = address
		self.browser = requests.Session()
		self.page = ""

	def get(self, path: str, code: int = 200) -> str:
		return self._keep(self.browser.get(self.address + path, timeout=60), code)

	def post(self, path: str, code: int = 200, **form) -> str:
		form["csrf_token"] = TOKEN.search(self.page).group(1)
		return self._keep(self.browser.post(self.address + path, data=form, timeout=60), code)

	def _keep(self, answer: requests.Response, code: int) -> str:
		self.page = answer.text
		assert answer.status_code == code, self.page[-2000:]
		return self.page

	def sign_in(self, user: str, **form) -> str:
		self.get("/trial")
		return self.post("/trial/sign-in", user=user, **form)


@pytest.fixture
def people(site):
	users = cast.get_users()
	frappe.db.commit()
	return users


@pytest.fixture
def order(people):
	"""An order that Sue made."""
	order = factories.make_sales_order(customer=people.customer_a)
	order.db_set("owner", people.su)
	frappe.db.commit()
	return order


@pytest.mark.parametrize("path", ["/", "/trial", "/trial/outbox", "/trial/clock", "/login", "/no-such-page"])
def test_every_page_says_what_it_is(visit, path):
	answer = visit.browser.get(visit.address + path, timeout=60)
	assert "without access protection" in answer.text


def test_somebody_signs_in_and_sees_his_desk(people, visit):
	page = visit.sign_in(people.su)
	assert "Desk of Sue" in page and "/trial/desk/Opportunity" in page
	assert "/trial/desk/Error%20Log" not in page


def test_client_lands_in_the_portal(people, visit):
	assert "Proposals" in visit.sign_in(people.a1)


def test_lead_is_made_and_refused_in_the_desk(people, visit):
	visit.sign_in(people.su)
	visit.get("/trial/desk/Lead/new")
	base = '{"doctype": "Lead"}'
	page = visit.post(
		"/trial/desk/Lead/new", 417, base=base, **{"f:email_id": "no address", "f:first_name": "Ada"}
	)
	assert "no address" in page and "Not saved" in page
	page = visit.post(
		"/trial/desk/Lead/new", base=base, **{"f:first_name": "Ada", "f:company_name": "Ada & Sons"}
	)
	assert "Ada" in page and "Not saved" not in page


def test_order_takes_its_steps_by_the_buttons(people, order, visit):
	visit.sign_in(people.su)
	page = visit.get(f"/trial/desk/Sales Order/doc/{order.name}")
	assert "Submit for Approval" in page
	visit.post(f"/trial/desk/Sales Order/doc/{order.name}", do="go:Submit for Approval")
	frappe.db.rollback()
	assert frappe.db.get_value("Sales Order", order.name, "salesflow_approval_state") == "Pending Approval"


def test_stranger_reads_nothing_in_the_desk(people, visit):
	lead = factories.make_lead()
	frappe.db.commit()
	visit.sign_in(people.a1)
	visit.get(f"/trial/desk/Lead/doc/{lead.name}", 403)
	visit.get("/trial/desk/Lead", 403)


def test_mail_is_shown_as_it_would_arrive(people, visit):
	ensure_mail_account()
	frappe.sendmail(recipients=["a@probe.example"], subject="A probe", message="<p>Hello <b>you</b></p>")
	name = frappe.get_last_doc("Email Queue").name
	frappe.db.commit()
	assert "A probe" in visit.get("/trial/outbox")
	page = visit.get(f"/trial/outbox/{name}")
	assert "a@probe.example" in page and "sandbox=" in page


def test_clock_moves_and_the_day_s_work_is_done(people, visit):
	before = frappe.utils.now_datetime()
	visit.sign_in("Administrator")
	visit.get("/trial/clock")
	visit.post("/trial/clock", days="2")
	frappe.db.rollback()
	moved = frappe.utils.now_datetime() - before
	assert timedelta(days=2) <= moved < timedelta(days=2, minutes=10)


@pytest.mark.parametrize("to", ["//elsewhere.example", "https://elsewhere.example", "desk"])
def test_signing_in_stays_on_this_site(people, visit, to):
	assert "Desk of Sue" in visit.sign_in(people.su, to=to)


def test_somebody_goes_on_as_the_one_whose_turn_it_is(people, order, visit):
	way = f"/trial/desk/Sales Order/doc/{order.name}"
	visit.sign_in(people.su, to=way)
	page = visit.post(way, do="go:Submit for Approval")
	assert "Submit for Approval: done." in page and "Continue as" in page
	page = visit.sign_in(people.sm, to=way)
	assert "Your turn" in page and 'value="go:Approve"' in page
	assert "Submit for Approval: done." not in page


def test_walks_lead_to_pages_that_are_there(people):
	for step in (step for walk in guide.WALKS for step in walk["steps"]):
		doctype = step["where"].removeprefix("/trial/desk").partition("?")[0].removesuffix("/new").strip("/")
		assert doctype in ("", "trial/outbox", "trial/clock") or frappe.get_meta(doctype)


def test_rare_fields_are_folded_and_important_ones_open(people, visit):
	visit.sign_in(people.su)
	page = visit.get("/trial/desk/Quotation/new")
	sections = re.findall(r'<details class="card section"( open)?>\s*<summary>(.*?)</summary>', page)
	opened = {label for is_open, label in sections if is_open}
	assert {"Details", "Items"} <= opened
	assert {"Taxes", "More"} <= {label for is_open, label in sections if not is_open}


def test_mapped_rows_keep_what_the_form_does_not_show(people, visit):
	quotation = factories.make_quotation(customer=people.customer_a, submit=True)
	frappe.db.commit()
	visit.sign_in(people.su)
	address = "/trial/desk/Sales Order/new"
	page = visit.get(f"{address}?from=Quotation&name={quotation.name}&label=Sales Order")
	form = {"f:delivery_date": frappe.utils.add_days(frappe.utils.today(), 9), "table:items": '["new1"]'}
	visit.post(address, base=html.unescape(BASE.search(page).group(1)), **form, **{"t:items:new1:qty": "2"})
	frappe.db.rollback()
	row = frappe.get_last_doc("Sales Order").items[0]
	assert (row.prevdoc_docname, row.qty) == (quotation.name, 2)


def test_our_signatory_countersigns_by_a_button(people, visit):
	frappe.db.set_single_value("Salesflow Settings", "countersign", "After the Client")
	sow = deals.make_signed_sow(people, company_signatory=people.om)
	frappe.db.commit()
	address = f"/trial/desk/SOW/doc/{sow.name}"
	assert 'value="countersign"' not in visit.sign_in(people.am, to=address)
	assert 'value="countersign"' in visit.sign_in(people.om, to=address)
	page = visit.post(address, do="countersign")
	frappe.db.rollback()
	frappe.db.set_single_value("Salesflow Settings", "countersign", "")
	frappe.db.commit()
	assert "Countersigned." in page and 'value="countersign"' not in page


def test_what_is_typed_is_saved_before_a_step(people, order, visit):
	visit.sign_in(people.su, to=f"/trial/desk/Sales Order/doc/{order.name}")
	form = {"changed": "1", "f:po_no": "PO-9", "do": "go:Submit for Approval"}
	visit.post(f"/trial/desk/Sales Order/doc/{order.name}", **form)
	frappe.db.rollback()
	order.reload()
	assert (order.po_no, order.salesflow_approval_state) == ("PO-9", "Pending Approval")


def test_refused_step_shows_the_document_as_it_is_saved(people, visit):
	note = factories.make_sales_invoice(customer=people.customer_a)
	note.db_set({"posting_date": "1999-01-01", "due_date": "1999-01-01", "set_posting_time": 1})
	frappe.db.commit()
	visit.sign_in(people.ac, to=f"/trial/desk/Sales Invoice/doc/{note.name}")
	page = visit.post(f"/trial/desk/Sales Invoice/doc/{note.name}", 417, do="submit")
	assert "Fiscal Year" in page and '<span class="state">Draft</span>' in page


def test_fields_of_a_level_that_one_may_not_read_are_not_shown(people, visit):
	proposal = factories.make_work_proposal(customer=people.customer_a)
	frappe.db.commit()
	visit.sign_in(people.am)
	assert "Margin %" in visit.get(f"/trial/desk/Work Proposal/doc/{proposal.name}")
	visit.sign_in(people.su)
	assert "Margin %" not in visit.get(f"/trial/desk/Work Proposal/doc/{proposal.name}")


def test_link_of_a_mail_asks_whether_one_got_it(people, visit):
	ensure_mail_account()
	link = f'<a href="{frappe.utils.get_url()}/salesflow">Read it</a>'
	frappe.sendmail(recipients=[people.a1], subject="A link", message=link)
	name = frappe.get_last_doc("Email Queue").name
	frappe.db.commit()
	visit.sign_in(people.su)
	assert f"/trial/outbox/{name}/follow?to=/salesflow" in visit.get(f"/trial/outbox/{name}")
	assert people.a1 in visit.get(f"/trial/outbox/{name}/follow?to=/salesflow")
	assert "Your documents" in visit.sign_in(people.a1, to="/salesflow")
	address = f"{visit.address}/trial/outbox/{name}/follow?to=/review/a-token"
	assert visit.browser.get(address, allow_redirects=False).headers["Location"] == "/review/a-token"


def test_mail_to_the_client_waits_for_no_recall(people, visit):
	demo.set_mails()
	proposal = proposals.make_approved(people)
	frappe.db.commit()
	visit.sign_in(people.am)
	visit.get(f"/trial/desk/Work Proposal/doc/{proposal.name}")
	visit.post(f"/trial/desk/Work Proposal/doc/{proposal.name}", do="go:Send to Client")
	assert f"Our proposal: {proposal.title}" in html.unescape(visit.get("/trial/outbox"))


def test_milestone_shows_no_field_of_what_is_not_here(people, visit):
	"""The sandbox has no Task, and this milestone is no cap."""
	milestone = deals.get_milestones(deals.make_running_sow(people))[0]
	frappe.db.commit()
	visit.sign_in(people.am)
	page = visit.get(f"/trial/desk/Payment Milestone/doc/{milestone.name}")
	assert ">Task<" not in page and "Worked (Net)" not in page


def test_attachment_that_is_made_when_the_mail_leaves_is_in_the_outbox(people, visit):
	ensure_mail_account()
	order = factories.make_sales_order(customer=people.customer_a)
	paper = {"print_format_attachment": 1, "doctype": order.doctype, "name": order.name}
	frappe.sendmail(recipients=[people.a1], subject="A paper", message="Here", attachments=[paper])
	name = frappe.get_last_doc("Email Queue").name
	frappe.db.commit()
	assert f"{order.name}.pdf" in visit.get(f"/trial/outbox/{name}")
	assert visit.browser.get(f"{visit.address}/trial/outbox/{name}/0", timeout=60).content[:4] == b"%PDF"


def test_nobody_is_signed_out_by_the_clock_and_the_next_year_can_be_booked(people, visit):
	visit.sign_in(people.su)
	visit.get("/trial/clock")
	page = visit.post("/trial/clock", days="50")
	assert "50 days later." in page
	assert "Desk of Sue" in visit.get("/trial/desk")
	frappe.db.rollback()
	today = frappe.utils.today()
	dates = {"year_start_date": ("<=", today), "year_end_date": (">=", today)}
	assert frappe.db.exists("Fiscal Year", dates)


def test_played_deal_is_one_click_away_as_the_person_it_belongs_to(people, order, visit, monkeypatch):
	one = {"doctype": "Sales Order", "who": "owner", "where": "/trial/desk/Sales Order/doc/"}
	missing = {**one, "filters": {"name": "SO-OF-NO-STORY"}, "title": "Not played", "line": ""}
	first = {**one, "filters": {"name": order.name}, "title": "Follow this deal", "line": "It was signed."}
	monkeypatch.setattr(guide, "PLACES", [missing, first])
	page = visit.get("/trial")
	assert "Not played" not in page
	to, user = re.search(
		r'name="to" value="([^"]+)">\s*<button class="primary first".*? value="([^"]+)"', page
	).groups()
	assert user == people.su
	assert order.name in visit.sign_in(user, to=to) and "Submit for Approval" in visit.page
	sow = factories.make_sow(customer=people.customer_a)
	monkeypatch.setattr(guide, "PLACES", [{**first, "doctype": "SOW", "filters": {"name": sow.name}}])
	frappe.db.commit()
	visit.sign_in(people.a1)
	assert "Follow this deal" in visit.get("/trial")


def test_reports_are_tables_for_those_whose_role_opens_them(people, visit):
	deal = factories.make_opportunity(people.customer_a)
	frappe.db.commit()
	visit.sign_in(people.su)
	assert "/trial/report/Deal%20Pipeline" in visit.get("/trial/desk")
	assert deal.name in visit.get("/trial/report/Deal%20Pipeline")
	visit.get("/trial/report/Lost%20Analysis", code=404)
	visit.sign_in(people.sm)
	assert "Nothing matches" in visit.get("/trial/report/Lost%20Analysis")
	for name in reports.get_reports():
		visit.get(f"/trial/report/{name}")


def test_dossier_of_a_deal_is_shown_and_handed_out(visit, people):
	opportunity = factories.make_opportunity(people.customer_a)
	frappe.db.commit()
	visit.sign_in(people.sm)
	assert "Dossier" in visit.get(f"/trial/desk/Opportunity/doc/{opportunity.name}")
	address = f"/trial/dossier/Opportunity/{opportunity.name}"
	assert f"Opportunity {opportunity.name} made" in visit.get(address)
	assert "No entry fits" in visit.get(f"{address}?kind=payment")
	page = visit.post(address, form="Zip")
	if "Download the Zip" not in page:  # the job ran after the answer was made
		page = visit.get(address)
	file = re.search(r'href="(/private/files/dossier-[0-9a-f]+\.zip)"', page).group(1)
	assert visit.browser.get(visit.address + file, timeout=60).content.startswith(b"PK")
