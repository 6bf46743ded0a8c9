"""What comes next in a deal, where the state of one document alone does not say it. Words only; asked when a form is opened.

`next_steps.py` has a sentence for each state; what is here comes before it.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.desk.next_steps import NextStep
from salesflow_app.salesflow_app.workflows import discovery, payment_milestone, sow, work_proposal
from salesflow_app.signing import countersign

DONE = ("Closed", "Completed")


def tell_form(doc: Document) -> None:
	"""The form shows this instead of the sentence of its state."""
	if step := get_step(doc):
		doc.set_onload("salesflow_next_step", vars(step))


def get_step(doc: Document) -> NextStep | None:
	"""The next step of the deal; None where the document's own state says it."""
	return (
		FINDERS[doc.doctype, doc.workflow_state](doc)
		if (doc.doctype, doc.workflow_state) in FINDERS
		else None
	)


def _get_after_discovery(doc: Document) -> NextStep | None:
	name = frappe.db.get_value("Work Proposal", {"discovery": doc.name, "docstatus": ("<", 2)})
	return _end(_("No further action: Work Proposal {0} follows.").format(name)) if name else None


def _get_after_acceptance(doc: Document) -> NextStep | None:
	"""The SOW or the order that the acceptance made is where the deal goes on."""
	follower = frappe.db.get_value(
		"SOW",
		{"quotation": doc.quotation, "workflow_state": ("not in", sow.GIVEN_UP)},
		["name", "workflow_state", "sales_order"],
		as_dict=True,
	)
	order = _get_order(follower.sales_order if follower else _get_order_name(doc.quotation))
	if order and not follower:
		return _get_order_step(order, _("Account Manager"), "account_manager")
	if order:
		return _get_order_step(order)
	if follower:
		return _end(_("The deal goes on in SOW {0} ({1}).").format(follower.name, _(follower.workflow_state)))
	return None


def _get_after_superseding(doc: Document) -> NextStep:
	newer = frappe.db.get_value("Work Proposal", {"amended_from": doc.name})
	if newer:
		return _end(_("No further action: Work Proposal {0} has replaced this one.").format(newer))
	return NextStep(
		_("Account Manager"), "account_manager", _("{0} amends this proposal to create the next version.")
	)


def _get_before_sending(doc: Document) -> NextStep | None:
	return (
		_get_countersigning(_("{0} countersigns the SOW; then it can be sent."))
		if countersign.is_due(doc)
		else None
	)


def _get_countersigning(sentence: str) -> NextStep:
	return NextStep(_("Our Signatory"), "company_signatory", sentence)


def _get_after_signature(doc: Document) -> NextStep | None:
	if countersign.is_due(doc):
		return _get_countersigning(_("{0} countersigns the SOW; then its order can be approved."))
	order = _get_order(doc.sales_order)
	return _get_order_step(order) if order and not order.docstatus else None


def _get_in_force(doc: Document) -> NextStep | None:
	"""The SOW is completed once nothing is left to bill."""
	open_ones = {"sow": doc.name, "workflow_state": ("not in", payment_milestone.FINISHED)}
	if frappe.db.exists("Payment Milestone", open_ones):
		return None
	return NextStep(
		_("Account Manager"), "account_manager", _("All milestones are finished: {0} completes the SOW.")
	)


def _get_order_name(quotation: str | None) -> str | None:
	filters = {"prevdoc_docname": quotation, "docstatus": ("<", 2)}
	return quotation and frappe.db.get_value("Sales Order Item", filters, "parent")


def _get_order(name: str | None) -> frappe._dict | None:
	fields = ["name", "docstatus", "status"]
	order = name and frappe.db.get_value("Sales Order", name, fields, as_dict=True)
	return order if order and order.docstatus < 2 else None


def _get_order_step(order: frappe._dict, who: str = "", person: str = "") -> NextStep:
	"""Whoever has the task: the Sales Assistant after a signature, the account manager after an acceptance."""
	if not order.docstatus:
		sentence = _("{0} has Sales Order {1} approved.")
		return NextStep(who or _("Sales Assistant"), person, sentence.format("{0}", order.name))
	if order.status in DONE:
		return _end(_("No further action: Sales Order {0} is {1}.").format(order.name, _(order.status)))
	return _end(_("The deal goes on in Sales Order {0} ({1}).").format(order.name, _(order.status)))


def _end(sentence: str) -> NextStep:
	return NextStep("", "", sentence)


FINDERS = {
	("Discovery", discovery.COMPLETED): _get_after_discovery,
	("Work Proposal", work_proposal.ACCEPTED): _get_after_acceptance,
	("Work Proposal", work_proposal.SUPERSEDED): _get_after_superseding,
	("SOW", sow.READY): _get_before_sending,
	("SOW", sow.SIGNED): _get_after_signature,
	("SOW", sow.IN_FORCE): _get_in_force,
}
"""DocType and state -> what finds the next step in the deal."""
