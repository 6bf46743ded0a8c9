"""Fiscal years, balances and the payment ledger: which payment was for which invoice, and what is still open."""

import erpnext
import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Sum
from frappe.utils import flt, formatdate, getdate, today

PARTY_ACCOUNTS = ("Receivable", "Payable")
WITH_OUTSTANDING = ("Sales Invoice",)
"""DocTypes that keep their open amount."""


class FiscalYearError(frappe.ValidationError):
	"""A date lies in no fiscal year of the site."""


def get_fiscal_year(date: str | None = None, company: str | None = None, label: str = "Date") -> tuple:
	"""Name, first and last day of the fiscal year of a date. Raises FiscalYearError."""
	day = getdate(date or today())
	found = frappe.get_all(
		"Fiscal Year",
		filters={"year_start_date": ("<=", day), "year_end_date": (">=", day), "disabled": 0},
		fields=["name", "year_start_date", "year_end_date"],
		order_by="year_start_date desc",
	)
	for year in found:
		companies = frappe.get_all("Fiscal Year Company", {"parent": year.name}, pluck="company")
		if not companies or not company or company in companies:
			return year.name, year.year_start_date, year.year_end_date
	text = _("{0} {1} is not in any active Fiscal Year").format(_(label), formatdate(day))
	frappe.throw(_("{0} for {1}").format(text, frappe.bold(company)) if company else text, FiscalYearError)


def get_balance_on(
	account: str | None = None,
	date: str | None = None,
	party_type: str | None = None,
	party: str | None = None,
	company: str | None = None,
	in_account_currency: bool = True,
) -> float:
	"""Debit less credit of an account or of a party, up to a day."""
	entry = frappe.qb.DocType("GL Entry")
	suffix = "_in_account_currency" if account and in_account_currency else ""
	query = frappe.qb.from_(entry).select(Sum(entry[f"debit{suffix}"]) - Sum(entry[f"credit{suffix}"]))
	query = query.where((entry.is_cancelled == 0) & (entry.posting_date <= getdate(date or today())))
	for fieldname, value in (
		("account", account),
		("party_type", party_type),
		("party", party),
		("company", company),
	):
		if value:
			query = query.where(entry[fieldname] == value)
	return flt(query.run()[0][0])


def get_account_currency(account: str | None) -> str | None:
	"""The currency of an account, else of its company."""
	if not account:
		return None
	company, currency = frappe.get_cached_value("Account", account, ["company", "account_currency"])
	return currency or erpnext.get_company_currency(company)


# Payment ledger


def create_payment_ledger_entry(
	gl_entries: list[dict], cancel: bool = False, adv_adj: bool = False, update_outstanding: str = "Yes"
) -> None:
	"""Note for each entry on a party's account which voucher it pays; with `cancel` take that back."""
	for entry in gl_entries:
		values = _get_payment_ledger_values(entry, cancel)
		if not values:
			continue
		if cancel:
			_delink(values)
		doc = frappe.get_doc(values)
		doc.flags.ignore_permissions = True
		doc.flags.update({"adv_adj": adv_adj, "update_outstanding": update_outstanding})
		doc.submit()


def _get_payment_ledger_values(entry: dict, cancel: bool) -> dict | None:
	if not (entry.get("party_type") and entry.get("party")):
		return None
	account_type = frappe.get_cached_value("Account", entry["account"], "account_type")
	if account_type not in PARTY_ACCOUNTS:
		return None
	sign = (1 if account_type == "Receivable" else -1) * (-1 if cancel else 1)
	amounts = {
		f"amount{suffix}": sign * (flt(entry.get(f"debit{suffix}")) - flt(entry.get(f"credit{suffix}")))
		for suffix in ("", "_in_account_currency")
	}
	copied = (
		"posting_date company account party_type party due_date cost_center voucher_type voucher_no "
		"voucher_detail_no account_currency remarks"
	)
	return {
		"doctype": "Payment Ledger Entry",
		**{fieldname: entry.get(fieldname) for fieldname in copied.split()},
		**amounts,
		"account_type": account_type,
		"against_voucher_type": entry.get("against_voucher_type") or entry["voucher_type"],
		"against_voucher_no": entry.get("against_voucher") or entry["voucher_no"],
		"delinked": int(cancel),
	}


def _delink(values: dict) -> None:
	keys = ("company", "account", "party_type", "party", "voucher_type", "voucher_no")
	against = ("against_voucher_type", "against_voucher_no")
	filters = {key: values[key] for key in (*keys, *against)}
	frappe.db.set_value("Payment Ledger Entry", {**filters, "delinked": 0}, "delinked", 1)


def get_voucher_outstanding(voucher_type: str, voucher_no: str, **filters) -> float | None:
	"""What the ledger says is open of a voucher, in its account's currency; None where it says nothing."""
	rows = frappe.get_all(
		"Payment Ledger Entry",
		filters={
			"against_voucher_type": voucher_type,
			"against_voucher_no": voucher_no,
			"delinked": 0,
			**filters,
		},
		pluck="amount_in_account_currency",
	)
	return sum(rows) if rows else None


def update_voucher_outstanding(
	voucher_type: str, voucher_no: str, account: str, party_type: str, party: str
) -> None:
	"""Write what is open of an invoice and the status that follows from it."""
	found = get_voucher_outstanding(
		voucher_type, voucher_no, account=account, party_type=party_type, party=party
	)
	if voucher_type not in WITH_OUTSTANDING or found is None:
		return
	doc = frappe.get_doc(voucher_type, voucher_no)
	doc.outstanding_amount = flt(found, doc.precision("outstanding_amount"))
	frappe.db.set_value(voucher_type, voucher_no, "outstanding_amount", doc.outstanding_amount)
	doc.set_status(update=True)
	doc.notify_update()


# Taking payments off a cancelled document


def unlink_ref_doc_from_payment_entries(doc: Document) -> None:
	"""Payments of a document that is cancelled stay, but are for nothing in particular any more."""
	payments = _unlink_payments(doc)
	ledger, entry = frappe.qb.DocType("Payment Ledger Entry"), frappe.qb.DocType("GL Entry")
	frappe.qb.update(ledger).set(ledger.against_voucher_type, ledger.voucher_type).set(
		ledger.against_voucher_no, ledger.voucher_no
	).where(
		(ledger.against_voucher_type == doc.doctype)
		& (ledger.against_voucher_no == doc.name)
		& (ledger.voucher_no != doc.name)
	).run()
	frappe.qb.update(entry).set(entry.against_voucher_type, None).set(entry.against_voucher, None).where(
		(entry.against_voucher_type == doc.doctype) & (entry.against_voucher == doc.name)
	).run()
	if payments:
		frappe.msgprint(_("{0} {1} are un-linked").format(_("Payment Entries"), "\n".join(payments)))


def _unlink_payments(doc: Document) -> list[str]:
	names = frappe.get_all(
		"Payment Entry Reference",
		filters={"reference_doctype": doc.doctype, "reference_name": doc.name, "docstatus": ("<", 2)},
		pluck="parent",
		distinct=True,
		order_by="parent asc",
	)
	for name in names:
		frappe.db.delete(
			"Payment Entry Reference",
			{"parent": name, "reference_doctype": doc.doctype, "reference_name": doc.name},
		)
		payment = frappe.get_doc("Payment Entry", name)
		payment.set_amounts()
		for fieldname in (
			"total_allocated_amount",
			"base_total_allocated_amount",
			"unallocated_amount",
			"difference_amount",
		):
			payment.db_set(fieldname, payment.get(fieldname))
	return names


# Advances


def reconcile_against_document(rows: list[dict]) -> None:
	"""Use advance payments for an invoice: the rows name payment, its line, the invoice and the amount."""
	for name in dict.fromkeys(row["voucher_no"] for row in rows):
		payment = frappe.get_doc("Payment Entry", name)
		frappe.db.delete(
			"Payment Ledger Entry", {"voucher_type": "Payment Entry", "voucher_no": name, "delinked": 0}
		)
		for row in rows:
			if row["voucher_no"] == name:
				_move_reference(payment, row)
		payment.set_missing_values()
		payment.set_amounts()
		payment.flags.ignore_validate_update_after_submit = payment.flags.ignore_permissions = True
		payment.save()
		create_payment_ledger_entry(payment.get_gl_entries(), adv_adj=True, update_outstanding="No")
		for row in rows:
			if row["voucher_no"] == name:
				keys = ("against_voucher_type", "against_voucher", "account", "party_type", "party")
				update_voucher_outstanding(*(row[key] for key in keys))


def _move_reference(payment: Document, row: dict) -> None:
	"""Take the amount off the line that it was paid for, and put it on one of the invoice."""
	line = next((line for line in payment.references if line.name == row["voucher_detail_no"]), None)
	allocated = flt(row["allocated_amount"])
	if line:
		if flt(line.allocated_amount, 9) < flt(allocated, 9):
			frappe.throw(_("Payment Entry has been modified after you pulled it. Please pull it again."))
		line.allocated_amount = flt(line.allocated_amount) - allocated
		if not flt(line.allocated_amount, line.precision("allocated_amount")):
			payment.references.remove(line)
	payment.append(
		"references",
		{
			"reference_doctype": row["against_voucher_type"],
			"reference_name": row["against_voucher"],
			"due_date": row["due_date"],
			"total_amount": row["grand_total"],
			"outstanding_amount": row["grand_total"] - allocated,
			"allocated_amount": allocated,
			"exchange_rate": row.get("exchange_rate") or 1,
			"account": row["account"],
		},
	)
