"""Which open and signed documents use which version of a master. Everybody sees what their lists show them."""

import re

import frappe
from frappe import _

from salesflow_app.figures.showing import column
from salesflow_app.salesflow_app.workflows import master_document as states
from salesflow_app.salesflow_app.workflows import sow, work_proposal

MASTER = "Salesflow Master Document"
LEFT_OUT = {
	"Work Proposal": (work_proposal.SUPERSEDED, work_proposal.EXPIRED, work_proposal.DECLINED),
	"SOW": sow.GIVEN_UP,
}
"""What is neither open nor signed."""
NAMED = re.compile(r"^(?P<version>\d+) \((?P<name>[^()]+)\)$")
"""How a Contract made from a master says its version."""


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows. Raises PermissionError without the right to read Master Documents."""
	filters = frappe._dict(filters or {})
	frappe.has_permission(MASTER, "read", throw=True)
	fields = ["name", "title", "kind", "variant", "language", "version", "workflow_state"]
	masters = {row.name: row for row in frappe.get_list(MASTER, fields=fields, order_by="name asc")}
	rows = [_get_row(masters[doc.master_document], doc) for doc in _get_documents(filters, masters)]
	if filters.only_outdated:
		rows = [row for row in rows if row["master_state"] == states.SUPERSEDED]
	return get_columns(), sorted(
		rows, key=lambda row: (row["master_title"], -row["version"], row["document"])
	)


def _get_documents(filters: frappe._dict, masters: dict) -> list[frappe._dict]:
	found = [
		doc
		for doctype in ("Work Proposal", "SOW", "Contract")
		if filters.document_type in (None, "", doctype) and frappe.has_permission(doctype, "read")
		for doc in (_get_agreements() if doctype == "Contract" else _get_drafted(doctype))
	]
	wanted = filters.master_document
	return [
		doc
		for doc in found
		if doc.master_document in masters and (not wanted or doc.master_document == wanted)
	]


def _get_drafted(doctype: str) -> list[frappe._dict]:
	rows = frappe.get_list(
		doctype,
		filters={"master_document": ("is", "set"), "workflow_state": ("not in", LEFT_OUT[doctype])},
		fields=[
			"name",
			"customer_name",
			"workflow_state",
			"docstatus",
			"master_document",
			"master_version",
			"sent_on",
		],
		order_by="name asc",
	)
	for row in rows:
		row.update({"doctype": doctype, "state": row.workflow_state})
	return rows


def _get_agreements() -> list[frappe._dict]:
	"""Contracts that were made from a master of the kind MSA."""
	rows = frappe.get_list(
		"Contract",
		filters={"salesflow_is_msa": 1, "docstatus": ("<", 2), "salesflow_msa_version": ("is", "set")},
		fields=[
			"name",
			"party_name as customer_name",
			"status as state",
			"docstatus",
			"salesflow_msa_version",
			"signed_on as sent_on",
		],
		order_by="name asc",
	)
	for row in rows:
		made_from = NAMED.match(row.salesflow_msa_version)
		row.update({"doctype": "Contract", "master_document": made_from and made_from["name"]})
		row.master_version = int(made_from["version"]) if made_from else 0
	return rows


def _get_row(master: frappe._dict, doc: frappe._dict) -> dict:
	return {
		"master_document": master.name,
		"master_title": master.title,
		"kind": master.kind,
		"language": master.language,
		"version": doc.master_version or master.version,
		"master_state": master.workflow_state,
		"document_type": doc.doctype,
		"document": doc.name,
		"client": doc.customer_name,
		"state": doc.state,
		"sent_on": doc.sent_on,
	}


def get_columns() -> list[dict]:
	"""What each row says."""
	return [
		column("master_document", _("Master Document"), "Link", MASTER, 130),
		column("master_title", _("Title"), "Data", None, 220),
		column("kind", _("Kind"), "Data", None, 120),
		column("language", _("Language"), "Link", "Language", 80),
		column("version", _("Version"), "Int", None, 80),
		column("master_state", _("State of the Master"), "Data", None, 130),
		column("document_type", _("Document Type"), "Data", None, 120),
		column("document", _("Document"), "Dynamic Link", "document_type", 150),
		column("client", _("Client"), "Data", None, 180),
		column("state", _("State"), "Data", None, 120),
		column("sent_on", _("Sent On"), "Datetime", None, 150),
	]
