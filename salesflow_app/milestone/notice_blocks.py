"""The six blocks of the milestone notice, as label and text, in the order in which an invoice is made."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, flt, getdate, today

from salesflow_app.milestone.notice_facts import MOST_LINES
from salesflow_app.rules import notice
from salesflow_app.text.formats import date, moment, money, number, unit
from salesflow_app.text.sentences import translate

Block = tuple[str, list[tuple[str, str]]]


def get_blocks(milestone: Document, facts: dict) -> list[Block]:
	"""Customer, contract, milestone, money, terms, control. Plain text; what is empty has a dash."""
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
		(_("Billing address"), get_address_text(facts["billing_address"])),
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
		(_("Currency"), milestone.currency),
		(_("Order lines"), get_order_lines_text(milestone, facts)),
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
		(_("Papers to attach"), get_papers_text(milestone, facts)),
	]


def get_control_rows(milestone: Document, facts: dict) -> list[tuple]:
	return [
		(_("Reported by"), milestone.reported_by or frappe.session.user),
		(_("Reported on"), moment(milestone.reported_on)),
		(_("Checked"), get_checked_text(facts)),
		(_("Warnings"), "\n".join(map(translate, notice.warnings(facts))) or _("none")),
	]


def get_address_text(name: str | None) -> str:
	"""The address, one line below the other."""
	fields = ["address_line1", "address_line2", "pincode", "city", "country"]
	address = name and frappe.db.get_value("Address", name, fields, as_dict=True)
	if not address:
		return ""
	town = " ".join(part for part in (address.pincode, address.city) if part)
	parts = (address.address_line1, address.address_line2, town, address.country)
	return "\n".join(part for part in parts if part)


def get_order_lines_text(milestone: Document, facts: dict) -> str:
	"""What was ordered: the lines of which the invoice bills a part."""
	rows = [
		f"{number(row.qty)} {unit(row.uom)}".strip()
		+ f" {row.item_name}: {money(row.amount, milestone.currency, row.precision('amount') or 0)}"
		for row in facts["order_lines"]
	]
	if facts["order_line_count"] > MOST_LINES:
		rows.append(_("and {0} more").format(facts["order_line_count"] - MOST_LINES))
	return "\n".join(rows)


def get_papers_text(milestone: Document, facts: dict) -> str:
	"""What goes out with the invoice by itself; nobody attaches it by hand."""
	signed = [_("signed {0}").format(milestone.sow)] if facts["is_first_invoice"] else []
	return ", ".join([*signed, *facts["papers"]]) or _("none")


def get_checked_text(facts: dict) -> str:
	"""Which must-haves are there, for each document that holds them."""
	found: dict[str, list[str]] = {}
	for label, doctype in notice.passed(facts):
		found.setdefault(doctype, []).append(_(label))
	return "\n".join(f"{_(doctype)}: {', '.join(labels)}" for doctype, labels in found.items())


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
		return _("{0} % of the contract value").format(number(milestone.percentage))
	return _("fixed amount")


def get_po_text(facts: dict) -> str:
	day = date(facts["customer_po_date"])
	return " ".join(filter(None, [facts["customer_po_no"], day and f"({day})"]))


def get_period_text(milestone: Document) -> str:
	if not milestone.service_from:
		return ""
	return f"{date(milestone.service_from)} – {date(milestone.service_to or milestone.service_from)}"
