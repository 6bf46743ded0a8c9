"""What the buttons of a form do: save, the workflow's transitions, submit, cancel, amend, and the product's own calls."""

from collections.abc import Callable

import frappe
from frappe.model.workflow import apply_workflow
from werkzeug.exceptions import BadRequest
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from trial.desk.fields import apply
from trial.desk.forms import get_address, refuse

REFUSALS = (frappe.ValidationError, frappe.PermissionError, frappe.DoesNotExistError)


def act(request: Request, doctype: str, name: str) -> Response:
	"""Do what the pressed button says; where the server refuses, the form says why and nothing has changed."""
	doc = frappe.get_doc(doctype, name)
	kind, _colon, argument = request.form.get("do", "save").partition(":")
	if kind not in ACTS:
		raise BadRequest(f"There is no button “{kind}”.")
	try:
		doc = ACTS[kind](doc, request, argument) or doc
	except REFUSALS as error:
		return refuse(doc, error)
	return redirect(get_address(doc.doctype, doc.name))


def _save(doc, request: Request, _argument: str) -> None:
	apply(doc, request)
	doc.save()


def _go(doc, request: Request, action: str) -> None:
	"""A transition of the workflow, with its reason where it asks for one."""
	reason = request.form.get("reason", "").strip()
	if reason:
		from salesflow_app.lifecycle import give_reason

		give_reason(doc.doctype, doc.name, action, reason)
	apply_workflow(frappe.get_doc(doc.doctype, doc.name), action)


def _submit(doc, _request: Request, _argument: str) -> None:
	doc.submit()


def _cancel(doc, _request: Request, _argument: str) -> None:
	doc.cancel()


def _amend(doc, _request: Request, _argument: str):
	new = frappe.copy_doc(doc)
	new.amended_from = doc.name
	return new.insert()


def _comment(doc, request: Request, _argument: str) -> None:
	if text := request.form.get("comment", "").strip():
		doc.add_comment("Comment", frappe.utils.escape_html(text))


def _hand_over(doc, _request: Request, department: str) -> None:
	from salesflow_app.production import hand_over

	hand_over(doc.name, department)


def _lose(doc, request: Request, _argument: str) -> None:
	doc.declare_enquiry_lost([], [], request.form.get("reason", ""))


ACTS: dict[str, Callable] = {
	"save": _save,
	"go": _go,
	"submit": _submit,
	"cancel": _cancel,
	"amend": _amend,
	"comment": _comment,
	"hand_over": _hand_over,
	"lose": _lose,
}
