"""The sentence at the top of a form: what comes next, who does it, and how to continue as that person."""

import frappe
from frappe.model.workflow import get_workflow_name
from frappe.utils import flt

from trial.desk.chain import get_late_departments, get_state, has_stock_items
from trial.desk.facts import get_facts, get_told
from trial.pages import HOUSE
from trial.tables import read

_TABLE = read("next_steps")
ROLES = _TABLE["roles"]
"""Whom the sentences name -> the role of the person who does it."""
SENTENCES = _TABLE["sentences"]
"""DocType -> state -> who and what comes next, where the product has no sentence of its own."""
CLIENTS = ("The client", "The client's signatory")
PAYING = ("Invoiced", "Partly Paid")


def get_next_step(doc) -> dict | None:
	"""The sentence, whose turn it is, and where the client responds; None where nothing is known."""
	from salesflow_app.desk.deal_steps import get_step

	of_deal = doc.meta.has_field("workflow_state") and get_step(doc)
	known = (of_deal.who, of_deal.sentence, doc.get(of_deal.person)) if of_deal else None
	who, sentence, person = known or _get_own(doc) or _get_product(doc) or ("", "", "")
	if not sentence:
		return None
	step = {"who": who, "person": None, "mail": None, "is_mine": False}
	if who in CLIENTS:
		step["mail"] = _get_client_mail(doc)
	elif who:
		step["person"] = _get_person(doc, who, person)
	step["is_mine"] = bool(step["person"]) and step["person"].name == frappe.session.user
	name = step["person"].full_name if step["person"] else ""
	step["sentence"] = sentence.format(f"{who} ({name})" if name and name != who else who)
	return step


def get_reason(doc) -> str:
	"""The reason that led to this state."""
	states = get_facts(doc.doctype).get("reasoned") or ()
	is_asked = get_state(doc).split(", ")[0] in states
	if is_asked:
		return doc.get("reason") or ""
	return (
		"" if doc.docstatus else (doc.get("salesflow_clearance_reason") or doc.get("salesflow_reason") or "")
	)


def _get_product(doc) -> tuple[str, str, str] | None:
	"""What the product itself says."""
	facts = get_facts(doc.doctype)
	step = (facts.get("next_steps") or {}).get(doc.get(facts.get("state_field") or "workflow_state"))
	return step and (step["who"], step["sentence"], doc.get(step["person"]) if step["person"] else "")


def _get_own(doc) -> tuple[str, str, str] | None:
	"""What is said here, as the scripts of ERPNext's forms would."""
	if doc.get("status") == "Lost":
		is_told = get_told(doc, "salesflow_lost_analysis")
		where = "in the Lost Analysis above, for you only" if is_told else "known only to the leader"
		return "", f"This deal was lost. The reason is {where}.", ""
	if doc.doctype == "Sales Order":
		return _get_order_step(doc)
	if doc.doctype == "Delivery Note" and doc.docstatus == 1 and not doc.is_return:
		return ("Billing", "{0} invoices the Sales Order.", "") if flt(doc.per_billed) < 100 else None
	if doc.doctype == "Payment Milestone" and doc.workflow_state in PAYING:
		return "Billing", "The client pays; {0} books the payment on the Sales Invoice.", ""
	if doc.doctype == "Quotation" and not doc.docstatus and doc.salesflow_work_proposal:
		return "", "This quotation follows its Work Proposal. Change prices there.", ""
	if doc.doctype == "Contract" and doc.docstatus == 1 and not doc.is_signed:
		return "", "Once both parties have signed, tick Signed, enter who and when, and save.", ""
	found = SENTENCES.get(doc.doctype, {}).get(doc.get("status"))
	return found and (*found, _get_seller(doc))


def _get_seller(doc) -> str:
	return doc.get("opportunity_owner") or doc.get("lead_owner") or ""


def _get_order_step(order) -> tuple[str, str, str] | None:
	if order.docstatus == 2 or order.status in ("Closed", "Completed"):
		return SENTENCES["Sales Order"].get(order.status)
	if not order.docstatus:
		return _get_draft_order_step(order)
	if late := get_late_departments(order):
		return "Production", f"In production: {{0}} hands over {', '.join(late)} to Final Pack.", ""
	if frappe.get_all("Delivery Note Item", {"against_sales_order": order.name, "docstatus": 0}, limit=1):
		return "", "A shipment is being prepared. Its Delivery Note is in the chain above.", ""
	if flt(order.per_delivered) < 100 and has_stock_items(order):
		return "Final Pack", "{0} creates the Delivery Note.", ""
	if order.salesflow_sow:
		return "Account Manager", "{0} reports each milestone in the chain above once it is reached.", ""
	return ("Billing", "{0} creates the Sales Invoice.", "") if flt(order.per_billed) < 100 else None


def _get_draft_order_step(order) -> tuple[str, str, str] | None:
	if order.salesflow_sow_needed and not order.salesflow_sow:
		return "", "This order needs a signed SOW. Create a SOW instead: its signature makes the order.", ""
	if order.get("salesflow_approval_state") == "Pending Approval":
		return None
	if order.get("salesflow_approver") and get_workflow_name("Sales Order"):
		return "Sales", "{0} checks the order and submits it for approval.", ""
	return "Sales", "{0} checks the order and submits it.", ""


def _get_person(doc, who: str, person: str):
	"""The user whom the document names, else one of our own people who does this and little else."""
	task = {"reference_type": doc.doctype, "reference_name": doc.name, "status": "Open"}
	holders = frappe.get_all("ToDo", task, pluck="allocated_to", order_by="creation desc")
	if holders and not frappe.db.exists("User", person or ""):
		person = frappe.session.user if frappe.session.user in holders else holders[0]
	if person and frappe.db.exists("User", person):
		return frappe.get_cached_doc("User", person)
	role = ROLES.get(who) or (person if frappe.db.exists("Role", person or "") else "Sales Manager")
	if role in frappe.get_roles() and (role != "Sales Manager" or doc.owner != frappe.session.user):
		return frappe.get_cached_doc("User", frappe.session.user)
	return _get_bearer(role, doc.owner)


def _get_bearer(role: str, owner: str):
	"""The one with the role and the fewest others: a colleague of the owner, else one of our own people."""
	rows = frappe.get_all(
		"Has Role", {"role": role, "parenttype": "User"}, pluck="parent", parent_doctype="User"
	)
	others = [user for user in rows if "@" in user and (user != owner or role != "Sales Manager")]
	colleagues = [user for user in others if user.endswith(owner[owner.find("@") :])]
	found = colleagues or [user for user in others if user.endswith(HOUSE)] or others
	if not found:
		return None
	return frappe.get_cached_doc("User", min(found, key=lambda user: len(frappe.get_roles(user))))


def _get_client_mail(doc) -> dict | None:
	"""The newest mail about the document that went to the client."""
	about = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	names = frappe.get_all("Email Queue", about, pluck="name", order_by="creation desc")
	for name in names:
		recipients = frappe.get_all(
			"Email Queue Recipient", {"parent": name}, pluck="recipient", parent_doctype="Email Queue"
		)
		outside = [address for address in recipients if not address.endswith(HOUSE)]
		if outside:
			return {"name": name, "recipient": outside[0]}
	return None
