"""What the buttons of a form do: save, the workflow's transitions, submit, cancel, amend, and the product's own calls."""

import json
from collections.abc import Callable

import frappe
from frappe.model.workflow import apply_workflow
from werkzeug.exceptions import BadRequest
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from trial.desk.beside import as_follow_up_row
from trial.desk.forms import get_address, refuse
from trial.desk.typed import apply
from trial.pages import say

REFUSALS = (frappe.ValidationError, frappe.PermissionError, frappe.DoesNotExistError)


def act(request: Request, doctype: str, name: str) -> Response:
	"""Do what the pressed button says; where the server refuses, the form says why and nothing has changed."""
	doc = frappe.get_doc(doctype, name)
	kind, _colon, argument = request.form.get("do", "save").partition(":")
	if kind not in ACTS:
		raise BadRequest(f"There is no button “{kind}”.")
	try:
		if request.form.get("changed") and kind in SAVED_FIRST:
			_save(doc, request, "")
		doc = ACTS[kind](doc, request, argument) or doc
	except REFUSALS as error:
		return refuse(error, lambda: _as_typed(request, doctype, name))
	return redirect(get_address(doc.doctype, doc.name))


def _as_typed(request: Request, doctype: str, name: str):
	"""The saved document, with what was typed on top."""
	doc = frappe.get_doc(doctype, name)
	if request.form.get("changed"):
		apply(doc, request, with_files=False)
	return doc


def _save(doc, request: Request, _argument: str) -> None:
	apply(doc, request)
	doc.save()
	say("Saved.")


def _go(doc, request: Request, action: str) -> None:
	"""A transition of the workflow, with its reason where it asks for one."""
	reason = request.form.get(f"reason:{action}", "").strip()
	if reason:
		from salesflow_app.documents.reasons import give_reason

		give_reason(doc.doctype, doc.name, action, reason)
	apply_workflow(frappe.get_doc(doc.doctype, doc.name), action)
	say(f"{action}: done.")


def _submit(doc, _request: Request, _argument: str) -> None:
	doc.submit()
	say("Submitted.")


def _cancel(doc, _request: Request, _argument: str) -> None:
	doc.cancel()
	say("Cancelled.")


def _amend(doc, _request: Request, _argument: str):
	new = frappe.copy_doc(doc)
	new.amended_from = doc.name
	return new.insert()


def _comment(doc, request: Request, _argument: str) -> None:
	if text := request.form.get("comment", "").strip():
		doc.add_comment("Comment", frappe.utils.escape_html(text))


def _hand_over(doc, _request: Request, department: str) -> None:
	from salesflow_app.order.production import hand_over

	hand_over(doc.name, department)
	say(f"{department} has been handed over to Final Pack.")


def _countersign(doc, _request: Request, _argument: str) -> None:
	from salesflow_app.signing.countersign import countersign

	countersign(doc.name)
	say("Countersigned.")


def _lose(doc, request: Request, _argument: str) -> None:
	reasons = [{"lost_reason": name} for name in request.form.getlist("lost_reason") if name]
	competitors = [{"competitor": name} for name in request.form.getlist("competitor") if name]
	doc.declare_enquiry_lost(reasons, competitors, request.form.get("lost_detail", ""))
	say("The deal is lost. Only the leader can read why.")


def _update_items(doc, request: Request, _argument: str) -> None:
	"""ERPNext's “Update Items”: quantities and rates of a submitted order."""
	from erpnext.controllers.accounts_controller import update_child_qty_rate

	rows = [
		{
			"docname": line.name,
			"item_code": line.item_code,
			"qty": request.form.get(f"qty:{line.name}", line.qty),
			"rate": request.form.get(f"rate:{line.name}", line.rate),
			"uom": line.uom,
			"conversion_factor": line.conversion_factor,
			"delivery_date": str(line.delivery_date),
		}
		for line in doc.items
	]
	update_child_qty_rate(doc.doctype, json.dumps(rows, default=str), doc.name)
	say("The items have been updated.")


def _import_prices(doc, request: Request, _argument: str) -> None:
	"""The price offer as it comes back from a spreadsheet."""
	from salesflow_app.conversions.xlsx_to_work_proposal import import_rows

	file = request.files.get("spreadsheet")
	if not file or not file.filename:
		frappe.throw("Choose a spreadsheet first.")
	kept = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": file.filename,
			"attached_to_doctype": doc.doctype,
			"attached_to_name": doc.name,
			"is_private": 1,
			"content": file.read(),
		}
	).insert()
	count = import_rows(doc.name, kept.name)
	say("Rows of the price offer: {changed} changed, {added} added, {removed} removed.".format(**count))


def _refresh_text(doc, _request: Request, _argument: str) -> None:
	from salesflow_app.text.masters import refresh

	refresh(doc.doctype, doc.name)
	say("The text has been redrafted from the master document.")


def _new_version(doc, _request: Request, _argument: str):
	from salesflow_app.salesflow_app.doctype.salesflow_master_document.salesflow_master_document import (
		make_new_version,
	)

	return frappe.get_doc(doc.doctype, make_new_version(doc.name))


def _get_open_invoices(doc, _request: Request, _argument: str) -> None:
	from salesflow_app.desk.link_queries import get_open_invoices

	found = get_open_invoices(doc.customer, doc.company)
	if not found:
		frappe.throw(f"{doc.customer} has no open invoices.")
	doc.set("invoices", [as_follow_up_row(row) for row in found])
	doc.save()


ACTS: dict[str, Callable] = {
	"save": _save,
	"go": _go,
	"submit": _submit,
	"cancel": _cancel,
	"amend": _amend,
	"comment": _comment,
	"hand_over": _hand_over,
	"countersign": _countersign,
	"lose": _lose,
	"update_items": _update_items,
	"import_prices": _import_prices,
	"refresh_text": _refresh_text,
	"new_version": _new_version,
	"get_open_invoices": _get_open_invoices,
}
SAVED_FIRST = ("go", "submit", "hand_over")
"""What was typed is saved before these proceed, in the same transaction."""
