"""Forms of the plain desk: a new document, a saved one, its timeline and its connections."""

import json

import frappe
from frappe.model.registry import get_doctypes
from frappe.model.workflow import get_transitions, get_workflow_name
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from trial.desk.chain import BY_DOCTYPE_AND_NAME, MAKERS, get_state
from trial.desk.fields import apply, get_fields
from trial.pages import show

KEPT = ("doctype", "docstatus")
MOST_ENTRIES = 60


def show_new(request: Request, doctype: str) -> Response:
	"""An empty form, or what another document maps to: `?from=Lead&name=...&label=Opportunity`."""
	source = request.args.get("from")
	doc = _map(source, request.args["name"], request.args["label"]) if source else frappe.new_doc(doctype)
	if isinstance(doc, str):  # some functions save what they make
		return redirect(get_address(doctype, doc))
	return show_doc(doc)


def _map(doctype: str, name: str, label: str):
	method = MAKERS[doctype][label]
	arguments = (doctype, name) if method in BY_DOCTYPE_AND_NAME else (name,)
	return frappe.get_attr(method)(*arguments)


def insert(request: Request, doctype: str) -> Response:
	"""Save a new document; a refusal shows the form again with what was typed."""
	doc = frappe.get_doc({**json.loads(request.form["base"]), "doctype": doctype})
	try:
		apply(doc, request)
		doc.insert()
	except (frappe.ValidationError, frappe.PermissionError, frappe.DoesNotExistError) as error:
		return refuse(doc, error)
	return redirect(get_address(doctype, doc.name))


def refuse(doc, error: Exception) -> Response:
	"""The form as it was typed, with the server's sentence; nothing is saved."""
	frappe.db.rollback()
	if not frappe.local.message_log:
		frappe.msgprint(str(error))
	return show_doc(doc, code=417)


def show_form(_request: Request, doctype: str, name: str) -> Response:
	"""A saved document, as the signed-in user may see it."""
	if not frappe.get_meta(doctype).issingle and not frappe.db.exists(doctype, name):
		raise NotFound()
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	doc.run_method("onload")
	return show_doc(doc)


def open_route(_request: Request, route: str) -> Response:
	"""Where a link of a mail leads: `/app/sales-order/SO-1` is the form here."""
	slug, _slash, name = route.partition("/")
	doctype = next((one for one in get_doctypes() if frappe.scrub(one).replace("_", "-") == slug), None)
	if not doctype:
		return redirect("/trial/desk")
	return redirect(get_address(doctype, name) if name else f"/trial/desk/{doctype}")


def show_doc(doc, code: int = 200) -> Response:
	"""The form of a document, saved or not."""
	is_new = doc.is_new()
	return show(
		"form.html",
		code,
		doc=doc,
		is_new=is_new,
		state=get_state(doc),
		title=doc.get_title() or doc.name or f"New {doc.doctype}",
		fields=get_fields(doc),
		base=doc.as_json() if is_new else "",
		may_save=_may_save(doc),
		transitions=[] if is_new else _get_transitions(doc),
		steps=[] if is_new else _get_steps(doc),
		makers=[] if is_new else _get_makers(doc),
		timeline=[] if is_new else _get_timeline(doc),
		connections=[] if is_new else _get_connections(doc),
		next_step="" if is_new else _get_next_step(doc),
	)


def get_address(doctype: str, name: str) -> str:
	"""Where the form of a document is."""
	return f"/trial/desk/{doctype}/doc/{name}"


def _may_save(doc) -> bool:
	if doc.docstatus == 2 or (doc.docstatus == 1 and not any(df.allow_on_submit for df in doc.meta.fields)):
		return False
	return frappe.has_permission(doc.doctype, "create") if doc.is_new() else bool(doc.has_permission("write"))


def _get_transitions(doc) -> list[str]:
	if not get_workflow_name(doc.doctype):
		return []
	return list(dict.fromkeys(transition.action for transition in get_transitions(doc)))


def _get_steps(doc) -> list[str]:
	"""Submit, cancel and amend, where no workflow has buttons of its own for them."""
	has_workflow = get_workflow_name(doc.doctype)
	steps = []
	if doc.meta.is_submittable and doc.docstatus == 0 and not has_workflow and doc.has_permission("submit"):
		steps.append("Submit")
	if doc.docstatus == 1 and doc.has_permission("cancel"):
		steps.append("Cancel")
	if doc.docstatus == 2 and doc.has_permission("amend"):
		steps.append("Amend")
	return steps


def _get_makers(doc) -> list[dict]:
	found = []
	for label in MAKERS.get(doc.doctype, {}):
		target = "SOW" if label == "Change Order" else label
		if frappe.has_permission(target, "create"):
			address = f"/trial/desk/{target}/new?from={doc.doctype}&name={doc.name}&label={label}"
			found.append({"label": label, "address": address})
	return found


def _get_next_step(doc) -> str:
	"""The sentence that the desk shows at the top of the form."""
	from salesflow_app.next_steps import get_next_steps

	step = get_next_steps().get(doc.doctype, {}).get(get_state(doc).split(", ")[0])
	if not step:
		return ""
	person = doc.get(step.person) if step.person else ""
	return step.sentence.format(f"{step.who} ({person})" if person and step.who else person or step.who)


def _get_timeline(doc) -> list[dict]:
	reference = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	options = {"order_by": "creation desc", "limit": MOST_ENTRIES}
	entries = [
		{"when": row.creation, "who": row.owner, "what": row.comment_type, "html": row.content}
		for row in frappe.get_all(
			"Comment", reference, ["creation", "owner", "comment_type", "content"], **options
		)
	]
	entries += [
		{"when": row.creation, "who": row.sender, "what": f"Mail to {row.recipients}", "html": row.subject}
		for row in frappe.get_all(
			"Communication", reference, ["creation", "sender", "recipients", "subject"], **options
		)
	]
	changes = {"ref_doctype": doc.doctype, "docname": doc.name}
	entries += [
		{"when": row.creation, "who": row.owner, "what": "changed", "html": _describe(row.data)}
		for row in frappe.get_all("Version", changes, ["creation", "owner", "data"], **options)
	]
	return sorted(entries, key=lambda entry: entry["when"], reverse=True)[:MOST_ENTRIES]


def _describe(data: str) -> str:
	changed = (json.loads(data or "{}") or {}).get("changed") or []
	return ", ".join(f"{field}: {old} → {new}" for field, old, new in changed)


def _get_connections(doc) -> list[dict]:
	"""Documents that name this one in a link field, and that the user may read."""
	found = []
	for doctype in _get_linking_doctypes():
		for df in frappe.get_meta(doctype).get_link_fields():
			if df.options == doc.doctype:
				names = frappe.get_list(doctype, {df.fieldname: doc.name}, pluck="name", limit=10)
				found += [{"doctype": doctype, "name": name} for name in names]
	unique = {(row["doctype"], row["name"]): row for row in found}
	return list(unique.values())


def _get_linking_doctypes() -> list[str]:
	from trial.desk.chain import CHAIN

	doctypes = [doctype for room in CHAIN.values() for doctype in room]
	return [
		doctype
		for doctype in doctypes
		if not frappe.get_meta(doctype).issingle and frappe.has_permission(doctype, "read")
	]
