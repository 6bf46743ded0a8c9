"""Gathers what operations needs in order to invoice a milestone, and says what is missing."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, flt, getdate, today

from salesflow_app.people import contacts
from salesflow_app.rules import notice
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.sow import checks
from salesflow_app.text import masters
from salesflow_app.text.formats import date, money
from salesflow_app.text.rendering import render_as_one

Block = tuple[str, list[tuple[str, str]]]


@frappe.whitelist()
def preview(name: str) -> dict:
	"""The notice of a Payment Milestone as billing will get it: missing, warnings and the six blocks.

	Of one that is paid or waived (`is_over`), nothing is asked for any more.
	"""
	milestone = frappe.get_doc("Payment Milestone", name)
	milestone.check_permission("read")
	facts, is_over = get_facts(milestone), milestone.workflow_state in states.FINISHED
	return {
		"is_over": is_over,
		"missing": [] if is_over else [vars(row) for row in notice.missing(facts)],
		"warnings": [] if is_over else notice.warnings(facts),
		"blocks": get_blocks(milestone, facts),
		"text_html": get_text(milestone),
	}


def get_text(milestone: Document) -> str:
	"""What the approved Milestone Notice master says of the milestone, in the language that is set: safe HTML.

	Empty where no such master is approved.
	"""
	master = masters.get_approved("Milestone Notice", "", frappe.local.lang)
	return render_as_one(master, milestone) if master else ""


def find_missing(milestone: Document) -> list[notice.Missing]:
	"""What billing needs and does not have, each with the document it is on."""
	return notice.missing(get_facts(milestone))


def validate_complete(milestone: Document) -> None:
	"""Raise ValidationError that names each missing field and the document it is on."""
	missing = find_missing(milestone)
	if missing:
		rows = [
			_("{0} on {1} {2}: {3}").format(
				frappe.bold(_(row.field_label)),
				_(row.doctype),
				frappe.utils.get_link_to_form(row.doctype, row.name) if row.name else "",
				_(row.way_out),
			)
			for row in missing
		]
		frappe.throw(
			_("Payment Milestone {0} cannot be reported to billing yet:").format(milestone.name)
			+ "<br>"
			+ "<br>".join(f"• {row}" for row in rows),
			title=_("Notice Incomplete"),
		)


def get_facts(milestone: Document) -> dict:
	"""Everything an accountant asks about a milestone. Amounts in the milestone's currency."""
	sow = frappe.get_doc("SOW", milestone.sow)
	order = frappe.get_doc("Sales Order", milestone.sales_order) if milestone.sales_order else None
	customer = frappe.get_cached_doc("Customer", milestone.customer)
	contact = contacts.get_client_contact("Customer", milestone.customer) or frappe._dict()
	return {
		"milestone": milestone.name,
		"milestone_no": milestone.milestone_no,
		"milestone_count": milestone.milestone_count,
		"milestone_name": milestone.milestone_name,
		"customer": customer.name,
		"customer_name": customer.customer_name,
		"tax_id": customer.tax_id,
		"language": customer.language,
		"company": milestone.company,
		"billing_address": get_billing_address(order, customer),
		"billing_contact": contact.full_name,
		"invoice_email": (order and order.contact_email) or contact.email,
		"sow": sow.name,
		"sow_version": sow.version,
		"signed_on": sow.signed_on,
		"msa": sow.msa,
		"msa_problem": sow.msa and checks.get_msa_problem(sow.msa, sow.customer, sow.company),
		"sales_order": milestone.sales_order,
		"order_docstatus": order.docstatus if order else None,
		"order_status": order.status if order else None,
		"project": sow.project,
		"account_manager": milestone.account_manager,
		"contract_value": sow.total,
		"amount": milestone.amount,
		"currency": milestone.currency,
		"precision": milestone.precision("amount"),
		"tax_template": order and (order.taxes_and_charges or (order.taxes and _("taxes of the order"))),
		"tax_template_needed": bool(
			frappe.db.exists(
				"Sales Taxes and Charges Template", {"company": milestone.company, "disabled": 0}
			)
		),
		"gross": get_gross(milestone, order),
		"billed_so_far": get_billed_so_far(milestone),
		"advances": flt(order.advance_paid) if order else 0,
		"planned_date": milestone.planned_date,
		"reached_on": milestone.reached_on,
		"acceptance_needed": milestone.acceptance_needed,
		"accepted_on": milestone.accepted_on,
		"accepted_by": milestone.accepted_by,
		"po_required": customer.salesflow_po_required,
		"customer_po_no": milestone.customer_po_no or (order and order.po_no),
		"customer_po_date": milestone.customer_po_date or (order and order.po_date),
		"payment_days": milestone.payment_days,
		"overdue_invoices": get_overdue_invoices(milestone),
	}


def get_billing_address(order: Document | None, customer: Document) -> str | None:
	"""The billing address of the invoice: the order's, else the customer's primary one."""
	if order and order.customer_address:
		return order.customer_address
	if customer.customer_primary_address:
		return customer.customer_primary_address
	from frappe.contacts.doctype.address.address import get_default_address

	return get_default_address("Customer", customer.name)


def get_gross(milestone: Document, order: Document | None) -> float:
	"""Expected amount with tax, in the milestone's currency."""
	if not order or not flt(order.total):
		return flt(milestone.amount)
	net = flt(order.total) - flt(order.discount_amount)
	return (
		flt(flt(milestone.amount) * flt(order.grand_total) / net, milestone.precision("amount")) if net else 0
	)


def get_expected_gross(milestone: Document) -> float:
	"""What its invoice comes to with tax; before there is one, its share of the order's total with tax."""
	invoice = frappe.db.get_value(
		"Sales Invoice", {"name": milestone.sales_invoice or "", "docstatus": 1}, "grand_total"
	)
	if invoice is not None:
		return flt(invoice)
	fields = ["total", "discount_amount", "grand_total"]
	return get_gross(
		milestone, frappe.db.get_value("Sales Order", milestone.sales_order, fields, as_dict=True)
	)


def get_billed_so_far(milestone: Document) -> float:
	"""Net amount of the SOW's other milestones that have a live invoice."""
	rows = frappe.get_all(
		"Payment Milestone",
		{"sow": milestone.sow, "name": ("!=", milestone.name), "workflow_state": ("in", states.OWED)},
		pluck="amount",
		order_by="milestone_no asc",
	)
	return flt(sum(rows), milestone.precision("amount"))


def get_overdue_invoices(milestone: Document) -> list[str]:
	return frappe.get_all(
		"Sales Invoice",
		{
			"customer": milestone.customer,
			"company": milestone.company,
			"docstatus": 1,
			"outstanding_amount": (">", 0),
			"due_date": ("<", today()),
		},
		pluck="name",
		order_by="due_date asc",
		limit=20,
	)


def get_blocks(milestone: Document, facts: dict) -> list[Block]:
	"""The six blocks of the notice as label and text, in the order in which an invoice is made."""
	blocks = (
		(_("Customer"), get_customer_rows(facts)),
		(_("Contract"), get_contract_rows(milestone, facts)),
		(_("Milestone"), get_milestone_rows(milestone)),
		(_("Money"), get_money_rows(milestone, facts)),
		(_("Terms"), get_terms_rows(milestone, facts)),
		(_("Control"), get_control_rows(milestone, facts)),
	)
	return [(title, [(label, str(value or "–")) for label, value in rows]) for title, rows in blocks]


def get_customer_rows(facts: dict) -> list[tuple]:
	return [
		(_("Legal name"), facts["customer_name"]),
		(_("Our company"), facts["company"]),
		(_("Billing address"), facts["billing_address"]),
		(_("Tax ID"), facts["tax_id"]),
		(_("Billing contact"), facts["billing_contact"]),
		(_("Invoice e-mail"), facts["invoice_email"]),
		(_("Language"), facts["language"]),
	]


def get_contract_rows(milestone: Document, facts: dict) -> list[tuple]:
	signed = _("{0}, version {1}, signed on {2}").format(
		facts["sow"], facts["sow_version"], date(facts["signed_on"])
	)
	return [
		(_("Sales Order"), facts["sales_order"]),
		(_("SOW"), signed),
		(_("Link"), frappe.utils.get_url_to_form("SOW", facts["sow"])),
		(_("MSA"), facts["msa"] or _("part of the SOW")),
		(_("Project"), facts["project"]),
		(_("Account manager"), facts["account_manager"]),
		(_("Contract value"), money(facts["contract_value"], milestone.currency)),
	]


def get_milestone_rows(milestone: Document) -> list[tuple]:
	files = [row.note or row.attachment.rsplit("/", 1)[-1] for row in milestone.files]
	return [
		(_("Number"), f"{milestone.milestone_no}/{milestone.milestone_count}"),
		(_("Name"), milestone.milestone_name),
		(_("Deliverables"), milestone.deliverables),
		(_("Planned"), date(milestone.planned_date)),
		(_("Reached"), date(milestone.reached_on)),
		(_("Accepted"), get_acceptance_text(milestone)),
		(_("Files"), ", ".join(files)),
	]


def get_money_rows(milestone: Document, facts: dict) -> list[tuple]:
	"""Amounts in the milestone's currency, net but for the expected gross."""
	remaining = flt(facts["contract_value"]) - flt(facts["billed_so_far"]) - flt(milestone.amount)
	amounts = (
		(_("Net"), milestone.amount),
		(_("Expected gross"), facts["gross"]),
		(_("Advances to deduct"), facts["advances"]),
		(_("Billed so far"), facts["billed_so_far"]),
		(_("This milestone"), milestone.amount),
		(_("Remaining"), remaining),
	)
	return [
		(_("Basis"), get_basis_text(milestone)),
		(_("Tax template"), facts["tax_template"]),
		*((label, money(amount, milestone.currency)) for label, amount in amounts),
	]


def get_terms_rows(milestone: Document, facts: dict) -> list[tuple]:
	due_date = add_days(getdate(today()), milestone.payment_days or 0)
	return [
		(_("Customer PO"), get_po_text(facts)),
		(_("Payment days"), milestone.payment_days),
		(_("Due date if billed today"), date(due_date)),
		(_("Service period"), get_period_text(milestone)),
		(_("Text the client wants printed"), milestone.invoice_text),
	]


def get_control_rows(milestone: Document, facts: dict) -> list[tuple]:
	return [
		(_("Reported by"), milestone.reported_by or frappe.session.user),
		(_("Warnings"), "\n".join(notice.warnings(facts)) or _("none")),
	]


def get_acceptance_text(milestone: Document) -> str:
	if not milestone.acceptance_needed:
		return _("not needed")
	if not milestone.accepted_on:
		return _("not yet")
	return _("by {0} on {1}, {2}").format(
		milestone.accepted_by, date(milestone.accepted_on), milestone.accepted_how or ""
	)


def get_basis_text(milestone: Document) -> str:
	if milestone.basis == "Percent":
		return _("{0} % of the contract value").format(f"{flt(milestone.percentage):g}")
	return _("fixed amount")


def get_po_text(facts: dict) -> str:
	day = date(facts["customer_po_date"])
	return " ".join(filter(None, [facts["customer_po_no"], day and f"({day})"]))


def get_period_text(milestone: Document) -> str:
	if not milestone.service_from:
		return ""
	return f"{date(milestone.service_from)} – {date(milestone.service_to or milestone.service_from)}"
