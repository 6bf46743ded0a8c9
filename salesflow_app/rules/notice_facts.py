"""The facts of a milestone notice: keys and their meaning. What must be there is in `notice.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypedDict


class Facts(TypedDict, total=False):
	"""What the rules look at; a key that is left out counts as empty. Amounts are net and in `currency`."""

	milestone: str
	"""Name of the Payment Milestone, as are customer, sow, sales_order and company of theirs."""
	milestone_no: int
	milestone_count: int
	milestone_name: str
	customer: str
	customer_name: str
	"""Legal name, as it must appear on the invoice."""
	tax_id: str
	company: str
	billing_address: str
	invoice_email: str
	sow: str
	contract_value: Decimal
	"""Total of the SOW; without it nothing is compared."""
	billed_so_far: Decimal
	"""Of the SOW's other milestones."""
	msa_problem: str
	"""A sentence: why the Master Service Agreement is not in force, e.g. expired; else empty."""
	sales_order: str
	order_docstatus: int
	order_status: str
	account_manager: str
	amount: Decimal
	currency: str
	precision: int
	"""Decimals of the currency, to show the amount; default two, or as many as it has."""
	tax_template: str
	tax_template_needed: bool
	"""Default yes; False where the company has none."""
	reached_on: date
	acceptance_needed: bool
	accepted_on: date
	po_required: bool
	customer_po_no: str
	payment_days: int
	"""0 is due at once; empty is missing."""
	overdue_invoices: Sequence[str]
