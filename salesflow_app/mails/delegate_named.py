"""Delegate named: a colleague of the signatory gets the link to answer in their place."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.mails.message import Mail
from salesflow_app.mails.sow_sent import get_closing
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.signing import links, recall
from salesflow_app.text.formats import date

EVENT = "Delegate Named"
ROUTES = {"SOW": "sows", "Work Proposal": "proposals", "Contract": "msas"}


def send_delegate_named(doc: Document, email: str, by: str) -> None:
	"""Once for each version and colleague."""
	entries.add(
		EVENT, doc, f"{EVENT}:{doc.name}:{doc.version}:{email}", email=email, by=by, version=doc.version
	)


def write(doc: Document, moment: frappe._dict) -> Mail:
	recall.validate_still_sent(doc, moment)
	route = f"/salesflow/{ROUTES[doc.doctype]}/{doc.name}"
	address, secret = links.get_way(doc, moment.email, doc.delegate_name, route)
	return write_to_client(
		[moment.email],
		_("For your answer: {0}").format(doc.title),
		_("{0} asked us to send you this document: please read it and answer in their place.").format(
			moment.by
		),
		company=doc.company,
		name=doc.delegate_name,
		manager=doc.account_manager,
		facts=[
			(_("Document"), f"{doc.title} ({doc.name}, {_('version')} {doc.version})"),
			(_("Valid until"), date(doc.valid_till)),
		],
		button=(_("Read and answer"), address),
		closing=get_closing(secret),
		secret=secret,
	)
