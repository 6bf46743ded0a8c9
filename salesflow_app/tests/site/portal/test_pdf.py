"""The PDF of the client's documents."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import frappe
import pytest

from salesflow_app.clients.pdf import render_pdf
from salesflow_app.tests.site import deals, given
from salesflow_app.tests.site.portal.helpers import PDF, get_pdf_text, record_as_sent


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
		sow.db_set("assumptions", "<p style=\"background: url('http://169.254.169.254/')\">Here</p>")
		record_as_sent(sow)
		frappe.db.commit()
		text = get_pdf_text(browse(users.a1).api_get(PDF, doctype="SOW", name=sow.name).content)
	assert "Here it ends" in text and "root:" not in text
	assert listener.calls == []


def test_making_a_pdf_does_not_commit_what_its_caller_does(make, users, monkeypatch):
	sow, commits = make(deals.make_sent_sow), []
	monkeypatch.setattr(frappe.db, "commit", lambda: commits.append(sow.name))
	monkeypatch.setitem(frappe.flags, "in_test", False)
	assert render_pdf(sow).startswith(b"%PDF") and not commits
	assert not frappe.flags.read_only


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
	doc = given.get("drafted_sow") if print_format == "SOW" else given.get("draft_proposal")
	with as_user(users.am):
		html = frappe.get_print(doc.doctype, doc.name, print_format)
	assert "sf-paper" in html and doc.title in html
