"""Fixtures of the site tests. Run them with the bench's Python: `make test`, or see CONTRIBUTING.md.

Every test is rolled back. One that talks to another process (`http`, `committed`) commits for real, and uses
names from the factories, which are new each time.
"""

from contextlib import contextmanager

import frappe
import pytest

from salesflow_app.tests.site import cast, connection, factories, given, isolation, mailserver
from salesflow_app.tests.site import jobs as background
from salesflow_app.tests.site.http import Server

NEEDS_COMMITS = {"committed", "http"}


def pytest_report_header() -> str:
	return f"salesflow site: {connection.SITE} in {connection.get_sites_folder()}"


def pytest_collection_modifyitems(items) -> None:
	"""Tests of what the sandbox does not have say so themselves: `@pytest.mark.bench_only("why")`."""
	if not connection.IS_SANDBOX:
		return
	for item in items:
		if marker := item.get_closest_marker("bench_only"):
			item.add_marker(pytest.mark.skip(reason=f"bench only: {marker.args[0]}"))


@pytest.fixture(scope="session")
def _mail_server():
	server = mailserver.MailServer()
	server.start()
	yield server
	server.stop()


@pytest.fixture(scope="session")
def _site(_mail_server):
	"""The site, with the cast in place and the tests' mail server as its way out."""
	connection.connect()
	account = mailserver.use_account(_mail_server.port)
	factories.make_fiscal_years()
	users = cast.get_users()
	given.make_all(users)
	frappe.db.commit()
	yield users
	frappe.db.rollback()
	frappe.set_user("Administrator")
	mailserver.give_back_account(account)
	frappe.db.commit()
	frappe.destroy()


@pytest.fixture
def site(_site) -> str:
	"""Name of the site the tests run on."""
	return connection.SITE


@pytest.fixture
def users(_site) -> cast.Users:
	"""The cast: `users.su`, `users.a1`, ... (see cast.py)."""
	return _site


@pytest.fixture(autouse=True)
def _isolated(request, _site):
	"""One test leaves nothing to the next."""
	with isolation.fresh_session():
		if NEEDS_COMMITS & set(request.fixturenames):
			yield
			frappe.db.rollback()
		else:
			with isolation.rolled_back():
				yield


@pytest.fixture
def committed(_isolated) -> None:
	"""Ask for it where other processes have to see what the test writes: commits are real then."""


@pytest.fixture
def as_user():
	"""`with as_user(users.su): ...` does everything inside as that user."""

	@contextmanager
	def acting(email: str):
		before = frappe.session.user
		frappe.set_user(email)
		try:
			yield
		finally:
			frappe.set_user(before)

	return acting


@pytest.fixture(autouse=True)
def jobs(_isolated):
	"""Background jobs are kept, not sent to Redis: `jobs.run()` commits and runs them."""
	with background.kept() as kept:
		yield kept


@pytest.fixture
def mails(_isolated) -> mailserver.Outbox:
	"""Mails queued during the test: `mails.all`, `mails.find("Ready to bill", to=users.om)`."""
	return mailserver.Outbox()


@pytest.fixture
def smtp(mails, _mail_server) -> mailserver.Smtp:
	"""`smtp.flush()` really sends what the test queued; `smtp.messages` are the mails that arrived."""
	return mailserver.Smtp(_mail_server, mails)


@pytest.fixture(scope="session")
def _server(_site):
	server = Server()
	server.start()
	yield server
	server.stop()


@pytest.fixture
def http(_server) -> Server:
	"""The site's web server: `http.as_user(users.a1)`, `http.guest()` give a client with its own cookies."""
	yield _server
	if not connection.IS_SANDBOX:
		background.forget_waiting()


@pytest.fixture
def settings(_isolated):
	"""Salesflow Settings; `settings(use_clearance=1)` changes them for this test."""
	before = frappe.get_doc("Salesflow Settings").as_dict()

	def change(**values):
		doc = frappe.get_doc("Salesflow Settings")
		doc.update(values)
		doc.save()
		return doc

	yield change
	if frappe.get_doc("Salesflow Settings").modified != before.modified:
		frappe.set_user("Administrator")
		_put_back(before)


def _put_back(before: dict) -> None:
	doc = frappe.get_doc("Salesflow Settings")
	doc.update(before)
	for field in doc.meta.get_table_fields():  # rows with their old names would be updated, but they are gone
		rows = before[field.fieldname]
		doc.set(field.fieldname, [{key: row[key] for key in row if key != "name"} for row in rows])
	doc.flags.ignore_version = True
	doc.modified = frappe.get_doc("Salesflow Settings").modified
	doc.save()
	frappe.db.commit()
