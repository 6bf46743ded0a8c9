"""The buttons of a form: the workflow's steps, submit and cancel, and what the product's own scripts offer."""

import frappe
from frappe.model.workflow import get_transitions, get_workflow_name
from frappe.utils import flt

from trial.desk.chain import OVER, get_late_departments, get_makers
from trial.desk.facts import get_facts, get_told

LATER = ("Revise", "Supersede", "Recall", "Back to Packing", "Rework")
"""Steps back: offered, but never as the first button."""
ANSWERED = ("Changes Requested", "Declined", "Expired", "Rejected")
"""States from which a step back is the way forward."""
ASIDE = ("Change Order", "Payment Follow Up")
"""Made when something out of the ordinary happens."""
TEXT_IS_LOST = "The text is redrafted from the master document and your changes to it are lost. Continue?"


def get_buttons(doc) -> dict:
	"""What the form offers; the first way forward is marked by `primary`, its label."""
	steps, transitions = _get_steps(doc), _get_transitions(doc)
	makers, tools = get_makers(doc), _get_tools(doc)
	later = () if doc.get("workflow_state") in ANSWERED else LATER
	forward = [step["action"] for step in transitions if not step["reason"] and step["action"] not in later]
	forward += [tool["label"] for tool in tools if tool["is_next"]]
	forward += [step for step in steps if step == "Submit"]
	forward += [
		maker["label"] for maker in makers if maker["label"] not in ASIDE and doc.doctype != "Customer"
	]
	return {
		"transitions": transitions,
		"steps": steps,
		"makers": makers,
		"tools": tools,
		"primary": next(iter(forward), ""),
	}


def _get_transitions(doc) -> list[dict]:
	"""The workflow's steps for this user, with the field that must say why."""
	if not get_workflow_name(doc.doctype):
		return []
	facts = get_facts(doc.doctype)
	state = doc.get(facts.get("state_field") or "workflow_state")
	reasons = (facts.get("reasons") or {}).get(state, {})
	steps = [
		{"action": step.action, "reason": _get_reason_label(doc, reasons.get(step.action))}
		for step in get_transitions(frappe.get_doc(doc.doctype, doc.name))
		if step.allow_self_approval or doc.owner != frappe.session.user
	]
	return list({step["action"]: step for step in steps}.values())


def _get_reason_label(doc, fieldname: str | None) -> str:
	return doc.meta.get_label(fieldname) if fieldname else ""


def _get_steps(doc) -> list[str]:
	"""Submit, cancel and amend, where no workflow has buttons of its own for them."""
	steps = []
	if _may_submit(doc):
		steps.append("Submit")
	if doc.docstatus == 1 and doc.has_permission("cancel"):
		steps.append("Cancel")
	if doc.docstatus == 2 and doc.has_permission("amend"):
		steps.append("Amend")
	return steps


def _may_submit(doc) -> bool:
	if not doc.meta.is_submittable or doc.docstatus or get_workflow_name(doc.doctype):
		return False
	return not doc.get("salesflow_work_proposal") and bool(doc.has_permission("submit"))


def _get_tools(doc) -> list[dict]:
	"""What the product's form scripts offer besides the workflow."""
	offered = get_facts(doc.doctype).get("buttons") or {}
	may_write, state = doc.has_permission("write"), doc.get("workflow_state")
	tools = []
	if doc.doctype == "Sales Order" and doc.docstatus == 1 and "Manufacturing User" in frappe.get_roles():
		late = get_late_departments(doc)
		tools += [_as_tool(f"Hand Over {name}", f"hand_over:{name}", is_next=True) for name in late]
	if get_told(doc, "salesflow_countersign"):
		question = f"You sign SOW {doc.name} for {doc.company}, in your own name. Continue?"
		tools.append(_as_tool("Countersign", "countersign", is_next=True, confirm=question))
	if state in offered.get("refresh_text", ()) and may_write:
		tools.append(_as_tool("Refresh Text from Master", "refresh_text", confirm=TEXT_IS_LOST))
	if doc.doctype == "Salesflow Master Document" and state in offered.get("make_new_version", ()):
		tools.append(_as_tool("New Version", "new_version"))
	if doc.doctype == "Payment Follow Up" and may_write:
		tools.append(_as_tool("Get Open Invoices", "get_open_invoices"))
	return tools


def _as_tool(label: str, do: str, is_next: bool = False, confirm: str = "") -> dict:
	return {"label": label, "do": do, "is_next": is_next, "confirm": confirm}


def may_lose(doc) -> bool:
	"""Can the deal be set as lost?"""
	is_open = doc.doctype in ("Opportunity", "Quotation") and doc.status not in OVER
	return (
		is_open and (doc.doctype == "Opportunity" or doc.docstatus == 1) and bool(doc.has_permission("write"))
	)


def may_update_items(doc) -> bool:
	"""Can rows of the submitted order still change?"""
	if doc.doctype != "Sales Order" or doc.docstatus != 1 or doc.status in OVER:
		return False
	return flt(doc.per_delivered) < 100 and bool(doc.has_permission("write"))


def may_use_spreadsheet(doc) -> bool:
	"""Is the price offer still open for a spreadsheet?"""
	states = (get_facts(doc.doctype).get("buttons") or {}).get("import_price_offer", ())
	return doc.get("workflow_state") in states and bool(doc.has_permission("write"))
