"""Earlier versions stay readable for the client, with what they answered; the newest one is linked.

The next version of a proposal or an MSA is a document of its own. A SOW keeps its name; its records keep each version that was sent.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from salesflow_app.clients import access
from salesflow_app.documents import shared_names
from salesflow_app.documents.acts import system_act
from salesflow_app.evidence import frozen
from salesflow_app.portal.receipt import get_receipt
from salesflow_app.portal.states import PLAIN
from salesflow_app.text.formats import utc_date

ROUTES = {"Work Proposal": "proposals", "Contract": "msas"}
"""Documents whose next version is a document of its own, and the folder of their pages."""
SOW_FACTS = ["name", "customer", "workflow_state", "version"]


def get_readable_sow(name: str) -> Document:
	"""The visible SOW, or one that is being revised: its earlier versions stay readable. Raises DoesNotExistError."""
	if not is_revised(name):
		return access.get_visible("SOW", name)
	doc = frappe.get_doc({"doctype": "SOW", "name": name})
	with system_act(doc):  # the draft itself is not shown, only what was sent
		return doc.load_from_db() or doc


def is_revised(name: str) -> bool:
	"""Was the SOW sent to this reader's company, and is it drafted anew?"""
	facts = frappe.db.get_value("SOW", name, SOW_FACTS, as_dict=True) or frappe._dict()
	return is_being_revised(facts) and facts.customer in access.get_customers()


def is_being_revised(facts: Document | frappe._dict) -> bool:
	"""Was it sent once, and is it not with the client now?"""
	return bool(cint(facts.version)) and facts.workflow_state not in access.VISIBLE_STATES["SOW"]


def get_versions(sow: Document) -> list[dict]:
	"""The versions that were sent and are not the current one, newest first, each with the client's answer to it."""
	filters = {
		"reference_doctype": "SOW",
		"reference_name": sow.name,
		"event": "sent",
		"content": ("is", "set"),
	}
	fields = ["document_version", "content_hash", "occurred_at"]
	rows = frappe.get_all("Salesflow Evidence Entry", filters, fields, order_by="sequence desc")
	past = rows if is_being_revised(sow) else rows[1:]
	return [_get_version(sow, row) for row in past]


def _get_version(sow: Document, row: frappe._dict) -> dict:
	return {
		"number": row.document_version,
		"content_hash": row.content_hash,
		"sent": utc_date(row.occurred_at),
		"answer": get_receipt(sow, row.content_hash),
		"route": f"/salesflow/sows/{sow.name}?version={row.document_version}",
	}


def get_asked_version(sow: Document, versions: list[dict]) -> dict | None:
	"""The earlier version that the address asks for, or the last one of a SOW that is being revised."""
	number = cint(frappe.form_dict.get("version"))
	asked = next((row for row in versions if row["number"] == number), None)
	return asked or (versions[0] if versions and is_being_revised(sow) else None)


def get_original(sow: Document, version: dict) -> Document:
	"""The SOW as it was sent in this version. Raises RecordError."""
	original = frozen.get_original(sow, version["content_hash"])
	original.version = version["number"]
	return original


def get_past_state(sow: Document) -> dict[str, str]:
	"""The state of an earlier version."""
	label = _("Being revised") if is_being_revised(sow) else _("Replaced")
	return {"name": "Replaced", "label": label, "tone": PLAIN}


def get_newest(doc: Document) -> dict | None:
	"""The newest version that the client may see of a proposal or an MSA that was replaced."""
	newest, name = None, doc.name
	while name := frappe.db.get_value(doc.doctype, {"amended_from": name}):
		facts = shared_names.get_values(doc.doctype, name, access.FACTS[doc.doctype])
		if access.is_visible(frappe._dict(facts, doctype=doc.doctype)):
			newest = {"name": name, "route": f"/salesflow/{ROUTES[doc.doctype]}/{name}"}
	return newest


def get_earlier(doc: Document) -> dict | None:
	"""The version before this one."""
	name = doc.amended_from
	return {"name": name, "route": f"/salesflow/{ROUTES[doc.doctype]}/{name}"} if name else None


def get_revised_sows() -> list[dict]:
	"""Rows of the start page for SOWs that are being revised, with the title that was sent."""
	filters = {
		"customer": ("in", sorted(access.get_customers()) or [""]),
		"workflow_state": ("not in", access.VISIBLE_STATES["SOW"]),
		"version": (">", 0),
	}
	names = frappe.get_all("SOW", filters, pluck="name", order_by="creation desc")
	return [_get_row(get_readable_sow(name)) for name in names]


def _get_row(sow: Document) -> dict:
	version = get_versions(sow)[0]
	return {
		"name": sow.name,
		"title": get_original(sow, version).title,
		"kind": _("Statement of Work"),
		"route": f"/salesflow/sows/{sow.name}",
		"date": version["sent"],
		"amount": "",
		"state": get_past_state(sow),
		"is_waiting": False,
		"creation": str(sow.creation),
	}
