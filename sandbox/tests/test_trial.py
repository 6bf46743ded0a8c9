"""The trial in a browser: people, desk, outbox and clock; what a visitor does runs the product's own code."""

import re
from datetime import timedelta
from threading import Thread

import frappe
import pytest
import requests
from werkzeug.serving import make_server

from salesflow_app.demo.stage import ensure_mail_account
from salesflow_app.tests.site import cast, connection, factories
from trial import demo
from trial.server import Trial

TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')


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

	def sign_in(self, user: str) -> str:
		self.get("/trial")
		return self.post("/trial/sign-in", user=user)


@pytest.fixture
def people(site):
	users = cast.get_users()
	frappe.db.commit()
	return users


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


def test_order_takes_its_steps_by_the_buttons(people, visit):
	order = factories.make_sales_order(customer=people.customer_a)
	order.db_set("owner", people.su)
	frappe.db.commit()
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
