"""A client with a personal link: what their mail says, and a browser that talks to the page as its script does."""

import json
import re

import frappe
from frappe.model.document import Document
from frappe.utils import get_url

from salesflow_app.documents import shared_names
from salesflow_app.signing import codes, links
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.http import Client

DOOR = "salesflow_app.portal.by_link.act"
SIGN = "salesflow_app.portal.sign_sow.sign"
ACCEPT = "salesflow_app.portal.accept_proposal.accept"
DECLINE = "salesflow_app.portal.decline.decline"
CHANGES = "salesflow_app.portal.request_changes.request_changes"
VIEW = "salesflow_app.portal.view_document.view"
PRICES = "salesflow_app.portal.price_selection.price_selection"
TOKEN = re.compile(r"/review/([A-Za-z0-9_-]+)")


SIGNER = "nora.new@client-a.example"
"""Somebody at customer A who never had a login. Frappe takes sixty new users an hour, so most tests share her."""


def get_new_address() -> str:
	"""Somebody of their own, for tests that change the person."""
	return f"{factories.get_unique('signer').lower().replace(' ', '.')}@client-a.example"


def read_token(mail) -> str:
	"""The token in a mail: everything behind /review/ of its link."""
	return TOKEN.search(mail.html).group(1)


def make_token(doc: Document, email: str | None = None, purpose: str = links.SIGN) -> str:
	"""A link as the mail makes it, committed for the web server."""
	email = email or doc.get("signatory_email") or doc.get("contact_email")
	token = links.make_link(doc, email, "Nora New", purpose)
	frappe.db.commit()
	return token


def get_link(doc: Document) -> frappe._dict:
	"""The newest link to the document, as the database has it now."""
	frappe.db.rollback()
	filters = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	return frappe.get_all(links.DOCTYPE, filters, ["*"], order_by="creation desc", limit=1)[0]


class Visitor:
	"""A browser that opened a link, without a login."""

	def __init__(self, client: Client, token: str):
		self.client = client
		self.page = client.get(f"/review/{token}")
		self.form_token = self.read_form_token()

	def read_form_token(self) -> str:
		found = re.search(r'data-form-token="([0-9a-f]*)"', self.page.text)
		return found.group(1) if found else ""

	def reload(self, path: str = "/review") -> str:
		self.page = self.client.get(path)
		return self.page.text

	def do(self, act: str, **values):
		"""Send an answer as the page's script does."""
		headers = {"X-Salesflow-Review": self.form_token}
		sent = {"act": act, "values": values}
		return self.client.post(f"/api/method/{DOOR}", json=sent, headers=headers)

	def give_code(self, doc: Document) -> str:
		"""Ask for a code, read it from the mail that the worker writes, and give it; returns it."""
		assert self.do("send_code").ok
		code = write_code_mail(doc)
		answer = self.do("check_code", code=code)
		assert answer.ok, answer.text[:300]
		return code

	def sign(self, sow: Document, **values):
		return self.do(
			SIGN,
			**{
				"name": sow.name,
				"content_hash": sow.content_hash,
				"full_name": "Nora New",
				"title": "CEO",
				"authority": 1,
				"consent": 1,
				**values,
			},
		)


def write_code_mail(doc: Document) -> str:
	"""Do the newest code row of the document as the worker does; returns the code that the mail says."""
	from salesflow_app.mails import review_code

	frappe.db.rollback()
	row = frappe.get_all(
		"Salesflow Outbox Entry",
		{"reference_name": doc.name, "event": codes.EVENT},
		["name", "payload", "creation"],
		order_by="creation desc",
		limit=1,
	)[0]
	moment = frappe._dict(json.loads(row.payload), entry=row.name, creation=row.creation)
	mail = review_code.write(shared_names.load(doc.doctype, doc.name), moment)
	frappe.db.set_value("Salesflow Outbox Entry", row.name, "state", "Done")
	frappe.db.commit()
	return mail.secret


def get_home() -> str:
	return get_url()


def forget_codes() -> None:
	"""As if a quarter of an hour had passed."""
	frappe.db.set_value(links.DOCTYPE, {"recipient_email": SIGNER}, "code_requests", None)
	frappe.db.commit()
