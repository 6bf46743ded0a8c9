"""What the plain desk offers besides the workflow: a deal's documents in order, what is made from what."""

import frappe
from frappe.utils import flt

from trial.tables import read

_TABLE = read("chain")
CHAIN: dict[str, list[str]] = _TABLE["rooms"]
MAKERS: dict[str, dict[str, str]] = _TABLE["makers"]
"""DocType -> label -> what maps it: the server function that the desk's Create menu calls, else one of this desk."""
IN_STATE: dict[str, list[str]] = _TABLE["states"]
"""States in which the next document is made."""
BY_DOCTYPE_AND_NAME = {"erpnext.accounts.doctype.payment_entry.payment_entry.get_payment_entry"}
"""Functions that need the DocType as well as the name."""
TARGETS = {"Change Order": "SOW", "Master Service Agreement": "Contract"}
"""Labels that are not the name of what they make."""
STATE_FIELDS = (
	"workflow_state",
	"salesflow_approval_state",
	"salesflow_shipping_state",
	"follow_up_status",
	"status",
)
OVER = ("Lost", "Closed", "Converted", "Ordered", "Cancelled", "Expired")


def get_state(doc) -> str:
	"""The state that the desk's indicator shows."""
	states = [doc.get(field) for field in STATE_FIELDS if doc.get(field)]
	if states or not frappe.get_meta(doc.doctype).is_submittable:
		return ", ".join(dict.fromkeys(states)) or ("Disabled" if doc.get("disabled") else "")
	return ("Draft", "Submitted", "Cancelled")[doc.docstatus]


def get_makers(doc) -> list[dict]:
	"""What can be made from the document as it is, by the signed-in user."""
	found = []
	for label in MAKERS.get(doc.doctype, {}):
		target = TARGETS.get(label, label)
		if frappe.has_permission(target, "create") and _is_time(doc, label):
			address = f"/trial/desk/{target}/new?from={doc.doctype}&name={doc.name}&label={label}"
			found.append({"label": label, "address": address})
	return found


def _is_time(doc, label: str) -> bool:
	"""Has the deal come far enough for this to be made?"""
	if doc.doctype in IN_STATE:
		return doc.workflow_state in IN_STATE[doc.doctype]
	if (doc.meta.is_submittable and doc.docstatus != 1) or doc.get("status") in OVER:
		return False
	if doc.doctype == "Sales Order":
		return _is_time_for_order(doc, label)
	if label == "Sales Invoice":
		return flt(doc.get("per_billed")) < 100
	return doc.doctype != "Sales Invoice" or flt(doc.outstanding_amount) > 0


def _is_time_for_order(order, label: str) -> bool:
	"""What is not made yet cannot be packed; what a SOW's milestones bill is not billed as a whole."""
	if label == "Delivery Note":
		return not get_late_departments(order) and has_stock_items(order) and flt(order.per_delivered) < 100
	if label == "Sales Invoice":
		return flt(order.per_billed) < 100 and not order.get("salesflow_sow")
	return flt(order.per_billed) < 100


def get_late_departments(order) -> list[str]:
	"""Departments that have not handed over to Final Pack."""
	return [row.department for row in order.get("salesflow_production") or [] if not row.handed_over]


def has_stock_items(order) -> bool:
	"""Is there anything to deliver?"""
	items = [row.item_code for row in order.items]
	return bool(frappe.get_all("Item", {"name": ("in", items), "is_stock_item": 1}, limit=1))
