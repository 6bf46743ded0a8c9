"""The milestone notice: is everything there that an accountant needs in order to invoice?

The facts are described in `notice_facts.py`; who gets the notice, and how it looks, is in `mails/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .notice_facts import Facts
from .numbers import NumberError, count_decimals, to_decimal
from .sentences import say

SHOWN_INVOICES = 5


@dataclass(frozen=True)
class Missing:
	"""A missing must-have. All but the name are fixed English texts, so they can be translated."""

	field_label: str
	doctype: str
	name: str
	way_out: str


REQUIRED = (
	("customer_name", "Customer Name", "Customer", "enter the legal name of the customer."),
	("company", "Company", "Payment Milestone", "choose which of our companies sends the invoice."),
	(
		"billing_address",
		"Billing Address",
		"Customer",
		"add a billing address to the customer or choose one on the Sales Order.",
	),
	(
		"invoice_email",
		"Invoice E-Mail",
		"Customer",
		"add a primary contact with an e-mail address, or choose a contact on the Sales Order.",
	),
	("currency", "Currency", "Payment Milestone", "choose the currency of the contract."),
	(
		"sales_order",
		"Sales Order",
		"Payment Milestone",
		"open the SOW and use Create > Sales Order.",
	),
	("reached_on", "Reached On", "Payment Milestone", "enter the day on which the milestone was reached."),
)
"""Fact, label, DocType, way out: needed in every case."""

CONDITIONAL = (
	(
		lambda facts: facts.get("sales_order") and facts.get("order_docstatus") == 2,
		("Status", "Sales Order", "it is cancelled. Open the SOW and use Create > Sales Order."),
	),
	(
		lambda facts: facts.get("sales_order") and facts.get("order_docstatus") not in (1, 2),
		("Status", "Sales Order", "submit the Sales Order, because the invoice bills its lines."),
	),
	(
		lambda facts: facts.get("order_status") in ("On Hold", "Closed"),
		("Status", "Sales Order", "it is on hold or closed: resume or reopen it first."),
	),
	(
		lambda facts: facts.get("tax_template_needed", True) and not facts.get("tax_template"),
		("Sales Taxes and Charges Template", "Sales Order", "choose the taxes that apply to this customer."),
	),
	(
		lambda facts: facts.get("acceptance_needed") and not facts.get("accepted_on"),
		("Accepted On", "Payment Milestone", "ask the client for acceptance; the SOW requires it."),
	),
	(
		lambda facts: facts.get("po_required") and not _is_filled(facts.get("customer_po_no")),
		(
			"Customer PO",
			"Payment Milestone",
			"ask the client for the purchase order number; this customer requires it.",
		),
	),
	(
		lambda facts: facts.get("payment_days") is None,
		("Payment Days", "Payment Milestone", "enter the days until the invoice is due; 0 means at once."),
	),
	(
		lambda facts: _read_amount(facts, "amount") is None,
		("Amount", "Payment Milestone", "enter an amount above zero."),
	),
	(
		lambda facts: _exceeds_contract(facts),
		(
			"Amount",
			"Payment Milestone",
			"it is more than is left to bill under the contract: correct it or sign a Change Order.",
		),
	),
)
"""When is it missing, and what is it then: label, DocType, way out."""

NAME_OF = {
	"Customer": "customer",
	"Payment Milestone": "milestone",
	"Sales Order": "sales_order",
}


def missing(facts: Facts) -> list[Missing]:
	"""Missing must-haves; the notice may go out only when the list is empty."""
	found = [rest for key, *rest in REQUIRED if not _is_filled(facts.get(key))]
	found += [what for is_missing, what in CONDITIONAL if is_missing(facts)]
	return [
		Missing(label, doctype, str(facts.get(NAME_OF[doctype]) or ""), way_out)
		for label, doctype, way_out in found
	]


def passed(facts: Facts) -> list[tuple[str, str]]:
	"""Label and DocType of the must-haves that were looked at and are there, each once."""
	lacking = {(row.field_label, row.doctype) for row in missing(facts)}
	known = [(label, doctype) for _key, label, doctype, _way_out in REQUIRED]
	known += [(label, doctype) for _is_missing, (label, doctype, _way_out) in CONDITIONAL]
	return [what for what in dict.fromkeys(known) if what not in lacking]


def warnings(facts: Facts) -> list[str]:
	"""What billing should know before it invoices, as sentences. They contain names: escape them where shown."""
	found = []
	if not _is_filled(facts.get("customer_po_no")) and not facts.get("po_required"):
		found.append(say("The customer's purchase order number is missing."))
	if not _is_filled(facts.get("tax_id")):
		found.append(say("The customer has no tax ID."))
	if facts.get("msa_problem"):
		found.append(_one_line(facts["msa_problem"]))
	if not _is_filled(facts.get("account_manager")):
		found.append(say("No account manager is named to answer questions."))
	if facts.get("overdue_invoices"):
		found.append(_describe_overdue(facts["overdue_invoices"]))
	return found


def subject(facts: Facts) -> str:
	"""`[Ready to bill] <customer> - <SOW> - milestone 2/4 <name> - EUR 12,000.00 net`, on one line."""
	number = f"{facts.get('milestone_no') or 1}/{facts.get('milestone_count') or 1}"
	amount = f"{_one_line(facts.get('currency'))} {_show_amount(facts)}".strip()
	milestone = f"{number} {_one_line(facts.get('milestone_name'))}".strip()
	parts = (_one_line(facts.get("customer_name") or facts.get("customer")), _one_line(facts.get("sow")))
	names = " - ".join(part for part in parts if part)
	if not names:
		return say("[Ready to bill] milestone {0} - {1} net", milestone, amount)
	return say("[Ready to bill] {0} - milestone {1} - {2} net", names, milestone, amount)


def _is_filled(value: object) -> bool:
	return bool(value.strip() if isinstance(value, str) else value)


def _read_amount(facts: Facts, key: str) -> Decimal | None:
	try:
		return to_decimal(facts.get(key), key) or None
	except NumberError:
		return None


def _exceeds_contract(facts: Facts) -> bool:
	contract_value = _read_amount(facts, "contract_value")
	if contract_value is None:
		return False
	billed = _read_amount(facts, "billed_so_far") or 0
	return billed + (_read_amount(facts, "amount") or 0) > contract_value


def _show_amount(facts: Facts) -> str:
	amount = _read_amount(facts, "amount") or Decimal(0)
	decimals = facts.get("precision")
	return f"{amount:,.{max(2, count_decimals(amount)) if decimals is None else decimals}f}"


def _describe_overdue(invoices: Sequence[str]) -> str:
	named = ", ".join(_one_line(name) for name in invoices[:SHOWN_INVOICES])
	if len(invoices) <= SHOWN_INVOICES:
		return say("Overdue invoices of this customer: {0}.", named)
	return say("Overdue invoices of this customer: {0} and {1} more.", named, len(invoices) - SHOWN_INVOICES)


def _one_line(text: object) -> str:
	"""Words as they are, but without line breaks and invisible characters, so that no mail header breaks."""
	words = "".join(char if char.isprintable() else " " for char in str(text or "")[:500]).split()
	return " ".join(words)[:140]
