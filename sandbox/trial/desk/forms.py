"""Forms of the plain desk: a new document, a saved one, and the form again where the server refused."""

import json
from collections.abc import Callable

import frappe
from frappe.model.registry import get_doctypes
from frappe.utils import flt
from werkzeug.exceptions import NotFound
from werkzeug.utils import import_string, redirect
from werkzeug.wrappers import Request, Response

from trial.desk import buttons
from trial.desk.chain import BY_DOCTYPE_AND_NAME, MAKERS, get_state
from trial.desk.fields import get_choices, get_form
from trial.desk.next_step import get_next_step, get_reason
from trial.desk.timeline import get_chain, get_timeline
from trial.desk.typed import apply
from trial.pages import say, show, take_confirmations, take_messages

DOSSIERS = ("Opportunity", "SOW", "Sales Order", "Customer")
"""Forms with the way to the dossier of the deal."""


def show_new(request: Request, doctype: str) -> Response:
	"""An empty form, or what another document maps to: `?from=Lead&name=...&label=Opportunity`."""
	source = request.args.get("from")
	doc = _map(request.args) if source else frappe.new_doc(doctype)
	if isinstance(doc, str):  # some functions save what they make
		return redirect(get_address(doctype, doc))
	return show_doc(doc)


def _map(asked):
	doctype, name = asked["from"], asked["name"]
	method = MAKERS[doctype][asked["label"]]
	if method.startswith("trial."):
		return import_string(method)(name)
	if method not in BY_DOCTYPE_AND_NAME:
		return frappe.get_attr(method)(name)
	return frappe.get_attr(method)(doctype, name, party_amount=flt(asked.get("amount")) or None)


def insert(request: Request, doctype: str) -> Response:
	"""Save a new document; a refusal shows the form again with what was typed."""
	doc = frappe.get_doc({**json.loads(request.form["base"]), "doctype": doctype})
	try:
		apply(doc, request)
		doc.insert()
	except (frappe.ValidationError, frappe.PermissionError, frappe.DoesNotExistError) as error:
		return refuse(error, lambda: doc)
	say(f"{doctype} {doc.name} is saved.")
	return redirect(get_address(doctype, doc.name))


def refuse(error: Exception, get_doc: Callable) -> Response:
	"""The form as it was typed, with the server's sentence; nothing is saved."""
	frappe.db.rollback()
	take_confirmations()
	if not frappe.local.message_log:
		frappe.msgprint(str(error))
	return show_doc(get_doc(), is_refused=True)


def show_form(_request: Request, doctype: str, name: str) -> Response:
	"""A saved document, as the signed-in user may see it."""
	if not frappe.get_meta(doctype).issingle and not frappe.db.exists(doctype, name):
		raise NotFound()
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	return show_doc(doc)


def open_route(_request: Request, route: str) -> Response:
	"""Where a link in a mail leads: `/app/sales-order/SO-1` is the form here."""
	slug, _slash, name = route.partition("/")
	doctype = next((one for one in get_doctypes() if frappe.scrub(one).replace("_", "-") == slug), None)
	if not doctype:
		return redirect("/trial/desk")
	return redirect(get_address(doctype, name) if name else f"/trial/desk/{doctype}")


def show_doc(doc, is_refused: bool = False) -> Response:
	"""The form of a document, saved or not; refused, it opens what may hold the reason."""
	if not doc.is_new():
		doc.run_method("onload")
	said = take_messages()  # asking what may be offered adds messages that are not for the visitor
	sections = get_form(doc)
	return show(
		"form.html",
		417 if is_refused else 200,
		messages=said,
		doc=doc,
		is_new=doc.is_new(),
		is_refused=is_refused,
		state=get_state(doc),
		title=_get_title(doc),
		sections=sections,
		choices=get_choices(doc, sections),
		may_save=_may_save(doc, sections),
		**(_get_unsaved(doc) if doc.is_new() else _get_saved(doc)),
	)


def _get_title(doc) -> str:
	title = doc.get_title() or doc.name
	return f"New {doc.doctype}" if doc.is_new() and title in (None, doc.name) else title


def _get_unsaved(doc) -> dict:
	base = doc.as_dict()
	base.pop("name", None)  # a refused save has already assigned one
	return {"base": frappe.as_json(base), "buttons": {"primary": "Save"}}


def _get_saved(doc) -> dict:
	"""What only a saved document has."""
	return {
		"buttons": buttons.get_buttons(doc),
		"may_lose": buttons.may_lose(doc),
		"loss": _get_loss(doc) if buttons.may_lose(doc) else {},
		"may_update_items": buttons.may_update_items(doc),
		"may_use_spreadsheet": buttons.may_use_spreadsheet(doc),
		"instalment": _get_instalment(doc),
		"notice": _get_notice(doc),
		"timeline": get_timeline(doc),
		"chain": get_chain(doc),
		"deals": _get_deals(doc),
		"next_step": get_next_step(doc),
		"reason": get_reason(doc),
		"has_dossier": doc.doctype in DOSSIERS,
	}


def _get_deals(doc) -> list[dict]:
	"""The strip of its deal, or of a client's open deals, as the product's form shows it."""
	from salesflow_app.desk.strip.page import get

	return get(doc.doctype, doc.name)["deals"]


def get_address(doctype: str, name: str) -> str:
	"""Where the form of a document is."""
	return f"/trial/desk/{doctype}/doc/{name}"


def _may_save(doc, sections: list[dict]) -> bool:
	if not any(field["is_open"] for section in sections for field in section["fields"]):
		return False
	return frappe.has_permission(doc.doctype, "create") if doc.is_new() else bool(doc.has_permission("write"))


def _get_loss(doc) -> dict:
	"""The choices for a lost deal."""
	return {
		"reasons": frappe.get_all(f"{doc.doctype} Lost Reason", pluck="name"),
		"competitors": frappe.get_all("Competitor", pluck="name"),
	}


def _get_instalment(doc) -> float:
	"""What is to be paid next: an invoice's outstanding amount, or the first instalment of an order."""
	if doc.doctype == "Sales Invoice":
		return flt(doc.outstanding_amount)
	if doc.doctype != "Sales Order":
		return 0
	first = doc.payment_schedule[0].payment_amount if doc.payment_schedule else doc.grand_total
	return flt(doc.grand_total) - flt(doc.advance_paid) if flt(doc.advance_paid) else flt(first)


def _get_notice(doc) -> dict | None:
	"""What billing receives about a milestone, as the product's form shows it."""
	if doc.doctype != "Payment Milestone":
		return None
	from salesflow_app.milestone.notice import preview

	return preview(doc.name)
