"""Link fields whose documents the user may not open: MSAs and invoices, with the bare minimum.

An Account Manager or Sales Assistant may not read Contract or Sales Invoice, but must choose one.
"""

import frappe
from frappe import _
from frappe.utils import fmt_money, formatdate

from salesflow_app.deal.rights import keep_seen
from salesflow_app.msa.standing import get_msa_problem

MOST = 100


@frappe.whitelist()
def search_agreements(
	doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: dict | None
) -> list[tuple[str, str]]:
	"""Search of the field MSA on a SOW: active MSAs with the customer."""
	agreements = get_agreements(*_get_parties(filters))
	rows = [(row.name, _describe_agreement(row)) for row in agreements]
	return _narrow(rows, txt, start, page_len)


@frappe.whitelist()
def get_agreements(customer: str, company: str) -> list[dict]:
	"""Active Master Service Agreements of a customer with one of our companies: name, version and end."""
	_check_may("SOW", customer, company)
	contracts = frappe.get_all(
		"Contract",
		filters={"party_type": "Customer", "party_name": customer, "salesflow_is_msa": 1, "docstatus": 1},
		fields=["name", "salesflow_msa_version", "end_date"],
		order_by="start_date desc, name desc",
		limit=MOST,
	)
	return [row for row in contracts if not get_msa_problem(row.name, customer, company)]


@frappe.whitelist()
def search_open_invoices(
	doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: dict | None
) -> list[tuple[str, str]]:
	"""Search of the field Sales Invoice on a Payment Follow Up."""
	invoices = get_open_invoices(*_get_parties(filters))
	rows = [(row.name, _describe_invoice(row)) for row in invoices]
	return _narrow(rows, txt, start, page_len)


@frappe.whitelist()
def get_open_invoices(customer: str, company: str) -> list[dict]:
	"""Submitted invoices with something outstanding, oldest first, in the receivable account's currency; of deals that the user sees."""
	_check_may("Payment Follow Up", customer, company)
	invoices = frappe.get_all(
		"Sales Invoice",
		filters={
			"customer": customer,
			"company": company,
			"docstatus": 1,
			"is_return": 0,
			"outstanding_amount": (">", 0),
		},
		fields=["name", "due_date", "outstanding_amount", "party_account_currency"],
		order_by="due_date asc, name asc",
		limit=MOST,
	)
	seen = keep_seen("Sales Invoice", (row.name for row in invoices))
	return [row for row in invoices if row.name in seen]


def _get_parties(filters: dict | None) -> tuple[str, str]:
	"""Customer and company of the form, as the link field sends them."""
	return tuple((filters or {}).get(key) or "" for key in ("customer", "company"))


def _check_may(doctype: str, customer: str, company: str) -> None:
	"""Raise PermissionError unless the user may read such documents of this customer and company."""
	doc = frappe.get_doc({"doctype": doctype, "customer": customer, "company": company})
	frappe.has_permission(doctype, "read", doc=doc, throw=True)


def _describe_agreement(row: dict) -> str:
	parts = [_("Version {0}").format(row.salesflow_msa_version or "–")]
	if row.end_date:
		parts.append(_("until {0}").format(formatdate(row.end_date)))
	return ", ".join(parts)


def _describe_invoice(row: dict) -> str:
	amount = fmt_money(row.outstanding_amount, currency=row.party_account_currency)
	return _("{0} due on {1}").format(amount, formatdate(row.due_date))


def _narrow(rows: list[tuple[str, str]], txt: str, start: int, page_len: int) -> list[tuple[str, str]]:
	found = [row for row in rows if txt.lower() in " ".join(row).lower()]
	return found[start : start + page_len]
