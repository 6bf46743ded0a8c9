"""The documents of a deal as entries: when each was made, by whom, what it is called, its state and amount."""

from collections.abc import Iterator
from dataclasses import dataclass

import frappe
from frappe import _

from salesflow_app.dossier import readers
from salesflow_app.dossier.entries import DOCUMENT, INVOICE, NOTE, PAYMENT, WORDS, Entry
from salesflow_app.text.formats import one_line


@dataclass(frozen=True)
class Shape:
	"""Fields of a DocType: what it is about, its state, what it comes to, what somebody says in it."""

	title: str
	state: str = ""
	amount: str = ""
	currency: str = "currency"
	kind: str = DOCUMENT
	words: tuple[str, ...] = ()


SHAPES = {
	"Lead": Shape("lead_name", "status"),
	"Customer": Shape("customer_name"),
	"Opportunity": Shape("title", "status", "opportunity_amount"),
	"Discovery": Shape("customer_name", "workflow_state"),
	"Work Proposal": Shape("title", "workflow_state", "total_one_time"),
	"Quotation": Shape("customer_name", "status", "grand_total"),
	"Contract": Shape("party_name", "salesflow_state"),
	"Project": Shape("project_name", "status"),
	"SOW": Shape("title", "workflow_state", "total"),
	"Sales Order": Shape("customer_name", "status", "grand_total"),
	"Payment Milestone": Shape("milestone_name", "workflow_state", "amount"),
	"Delivery Note": Shape("customer_name", "status"),
	"Sales Invoice": Shape("customer_name", "status", "grand_total", kind=INVOICE),
	"Payment Entry": Shape("party", "status", "paid_amount", "paid_from_account_currency", PAYMENT),
	"Journal Entry": Shape("user_remark", kind=PAYMENT),
	"Dunning": Shape("customer_name", "status", kind=INVOICE),
	"Payment Follow Up": Shape("step", "follow_up_status"),
	"Client Feedback": Shape("occasion", "workflow_state", kind=WORDS, words=("average_mark", "words")),
	"Team Feedback": Shape("member", kind=NOTE, words=("went_well", "to_change")),
}


def get_entries(doctype: str, names: list[str]) -> Iterator[Entry]:
	"""One entry for each document, with one statement."""
	shape = SHAPES[doctype]
	fields = [field for field in (shape.title, shape.state, *shape.words) if field]
	if shape.amount:
		fields += [shape.amount, shape.currency]
	rows = frappe.get_all(
		doctype,
		{"name": ("in", names)},
		["name", "creation", "owner", "docstatus", *fields],
		order_by="creation asc, name asc",
	)
	sees_prices = readers.sees_prices()
	for row in rows:
		entry = Entry(row.creation, shape.kind, doctype, row.name, _get_title(doctype, row, shape), row.owner)
		if shape.amount and sees_prices:
			entry.amount, entry.currency = row[shape.amount] or 0, row[shape.currency] or ""
		entry.words = "; ".join(_get_words(doctype, row, shape))
		yield entry


def _get_words(doctype: str, row: frappe._dict, shape: Shape) -> Iterator[str]:
	for field in shape.words:
		if row[field]:
			yield f"{_(frappe.get_meta(doctype).get_label(field))}: {one_line(str(row[field]))}"


def _get_title(doctype: str, row: frappe._dict, shape: Shape) -> str:
	state = row.get(shape.state) if shape.state else ("", _("Submitted"), _("Cancelled"))[row.docstatus]
	about = _("{0} {1} made: {2}").format(_(doctype), row.name, row.get(shape.title) or "–")
	return _("{0}; now {1}").format(about, _(state)) if state else about
