"""What the client's pages cost, beside ERPNext's own page of a quotation. `make bench` runs it after the chain.

Whole requests go through Frappe's WSGI application in this process; the first ones only warm up. Requests have
connections of their own, so the deal they show is committed and stays on the site.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import frappe
from werkzeug.test import Client, TestResponse

from benchmarks.figures import write
from salesflow_app.tests.site import cast, connection, deals, factories, mailserver, proposals
from salesflow_app.tests.site.http import PASSWORD
from salesflow_app.tests.site.jobs import kept

STOCK = "stock: a quotation"
WARM_UPS = 3


def main() -> None:
	connection.connect()
	with account(), kept():
		factories.make_fiscal_years()
		pages = make_deal(cast.get_users())
	frappe.db.commit()
	figures = "\n".join(get_lines(measure(pages)))
	print(figures)
	if "--write" in sys.argv:
		write("pages", figures)


@contextmanager
def account() -> Iterator[None]:
	"""Mails of the deal are queued, which needs an account to send them from."""
	server = mailserver.MailServer()
	server.start()
	before = mailserver.use_account(server.port)
	yield
	mailserver.give_back_account(before)
	server.stop()


def make_deal(users: cast.Users) -> dict[str, str]:
	"""A running SOW with four milestones, three of them billed, and an open proposal; returns page -> path."""
	running = deals.make_running_sow(users, milestones=factories.get_plan(25, 25, 25, 25))
	milestones = deals.get_milestones(running)
	for milestone in milestones[:3]:
		deals.bill(users, deals.report(users, milestone))
	open_sow = deals.make_sent_sow(users, milestones=factories.get_plan(25, 25, 25, 25))
	rows = [proposals.get_row(), proposals.get_row(rate=500, is_optional=1)]
	proposal = proposals.make_sent(users, items=rows)
	quotation = factories.make_quotation(customer=users.customer_a, submit=True)
	return {
		STOCK: f"/quotations/{quotation.name}",
		"overview": "/salesflow",
		"SOW, to sign": f"/salesflow/sows/{open_sow.name}",
		"SOW, signed": f"/salesflow/sows/{running.name}",
		"proposal, to answer": f"/salesflow/proposals/{proposal.name}",
		"milestone, billed": f"/salesflow/milestones/{milestones[0].name}",
		"milestone, planned": f"/salesflow/milestones/{milestones[3].name}",
	}


def measure(pages: dict[str, str]) -> dict[str, int]:
	"""Statements of each page, as client A1 gets it."""
	browser = Browser(f"a1@{cast.CLIENTS['a1']}")
	return {page: len(browser.get_statements(path)) for page, path in pages.items()}


class Browser:
	"""A client who is logged in, at Frappe's application in this process."""

	def __init__(self, email: str):
		frappe.utils.password.update_password(email, PASSWORD)
		frappe.db.commit()
		frappe.destroy()
		from frappe.app import application

		self._client = Client(application)
		self._send("POST", "/api/method/login", data={"usr": email, "pwd": PASSWORD})

	def get_statements(self, path: str) -> list[str]:
		"""The statements of one warm request of a page."""
		for _time in range(WARM_UPS):
			self._send("GET", path)
		with counted() as statements:
			self._send("GET", path)
		return statements

	def _send(self, method: str, path: str, **options) -> TestResponse:
		headers = {"X-Frappe-Site-Name": connection.SITE}
		answer = self._client.open(path, method=method, headers=headers, **options)
		answer.close()  # as a web server does, which ends the request's connection
		assert answer.status_code == 200, f"{path}: {answer.status}"
		return answer


@contextmanager
def counted() -> Iterator[list[str]]:
	"""Every statement of all connections, while it is open."""
	from frappe.database.database import Database

	statements: list[str] = []
	run = Database.sql

	def noting(database, query, *args, **kwargs):
		statements.append(str(query))
		return run(database, query, *args, **kwargs)

	with patch.object(Database, "sql", noting):
		yield statements


def get_lines(counts: dict[str, int]) -> list[str]:
	"""A table of the pages, compared with stock's."""
	lines = ["| page | statements | of stock's |", "|---|---:|---:|"]
	return lines + [f"| {page} | {count} | {count / counts[STOCK]:.2f} |" for page, count in counts.items()]


if __name__ == "__main__":
	main()
