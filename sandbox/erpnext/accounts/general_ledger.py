"""Books a voucher: its entries in the general ledger, and their reversal when it is cancelled."""

import frappe
from erpnext.accounts.utils import create_payment_ledger_entry
from frappe import _
from frappe.utils import flt

AMOUNTS = tuple(
	f"{side}{suffix}"
	for side in ("debit", "credit")
	for suffix in ("", "_in_account_currency", "_in_transaction_currency")
)
MERGE_KEYS = tuple(
	"""
	account cost_center party party_type against_voucher against_voucher_type voucher_detail_no project
	voucher_no
	""".split()
)


def make_gl_entries(
	gl_map: list[dict], cancel: bool = False, adv_adj: bool = False, update_outstanding: str = "Yes"
) -> None:
	"""Book the entries of a voucher, or with `cancel` reverse them. Raises ValidationError where they do not balance."""
	if cancel:
		make_reverse_gl_entries(gl_map, adv_adj=adv_adj, update_outstanding=update_outstanding)
		return
	entries = process_gl_map(gl_map)
	if not entries:
		return
	_validate_accounts(entries)
	create_payment_ledger_entry(entries, adv_adj=adv_adj, update_outstanding=update_outstanding)
	_balance(entries)
	for entry in entries:
		_save(entry)


def process_gl_map(gl_map: list[dict]) -> list[dict]:
	"""Put entries on the same account together and turn negative amounts to the other side."""
	entries = _merge(gl_map)
	for entry in entries:
		_turn_negative(entry)
	return [entry for entry in entries if any(flt(entry.get(field), 9) for field in AMOUNTS)]


def _merge(gl_map: list[dict]) -> list[dict]:
	merged: dict[tuple, frappe._dict] = {}
	for entry in gl_map:
		key = tuple(entry.get(field) or "" for field in MERGE_KEYS)
		if key not in merged:
			merged[key] = frappe._dict(entry)
			continue
		for field in AMOUNTS:
			merged[key][field] = flt(merged[key].get(field)) + flt(entry.get(field))
	return list(merged.values())


def _turn_negative(entry: dict) -> None:
	for suffix in ("", "_in_account_currency", "_in_transaction_currency"):
		difference = flt(entry.get(f"debit{suffix}")) - flt(entry.get(f"credit{suffix}"))
		if flt(entry.get(f"debit{suffix}")) < 0 or flt(entry.get(f"credit{suffix}")) < 0:
			entry[f"debit{suffix}"] = max(difference, 0.0)
			entry[f"credit{suffix}"] = max(-difference, 0.0)


def _validate_accounts(entries: list[dict]) -> None:
	for entry in entries:
		account = frappe.get_cached_doc("Account", entry.account)
		if account.is_group:
			frappe.throw(
				_(
					"{0} {1}: Account {2} is a Group Account and group accounts cannot be used in transactions"
				).format(entry.voucher_type, entry.voucher_no, entry.account)
			)


def _balance(entries: list[dict]) -> None:
	"""What rounding left between the sides goes to the company's round-off account; more is refused."""
	precision = 2
	difference = flt(sum(flt(entry.debit) - flt(entry.credit) for entry in entries), precision)
	first = entries[0]
	allowance = 5 / 10**precision if first.voucher_type == "Payment Entry" else 0.5
	if abs(difference) > allowance:
		frappe.throw(
			_("Debit and Credit not equal for {0} #{1}. Difference is {2}.").format(
				first.voucher_type, first.voucher_no, difference
			)
		)
	if abs(difference) >= 1 / 10**precision:
		entries.append(_get_round_off(first, difference))


def _get_round_off(entry: dict, difference: float) -> dict:
	company = frappe.get_cached_doc("Company", entry.company)
	side, amount = ("credit", difference) if difference > 0 else ("debit", -difference)
	values = {f"{side}{suffix}": amount for suffix in ("", "_in_account_currency")}
	keep = tuple("posting_date company voucher_type voucher_no voucher_subtype fiscal_year remarks".split())
	return frappe._dict(
		{
			**{key: entry.get(key) for key in keep},
			**values,
			"account": company.round_off_account,
			"cost_center": company.round_off_cost_center,
			"account_currency": company.default_currency,
			"is_opening": "No",
			"is_advance": "No",
		}
	)


def _save(entry: dict) -> None:
	doc = frappe.new_doc("GL Entry")
	doc.update(entry)
	doc.flags.ignore_permissions = True
	doc.submit()


def make_reverse_gl_entries(
	gl_entries: list[dict] | None = None,
	voucher_type: str | None = None,
	voucher_no: str | None = None,
	adv_adj: bool = False,
	update_outstanding: str = "Yes",
) -> None:
	"""Reverse what a voucher booked, in the general and in the payment ledger."""
	if gl_entries:
		gl_entries = process_gl_map(gl_entries)
		voucher_type, voucher_no = gl_entries[0]["voucher_type"], gl_entries[0]["voucher_no"]
	filters = {"voucher_type": voucher_type, "voucher_no": voucher_no, "is_cancelled": 0}
	booked = frappe.get_all("GL Entry", filters=filters, fields=["*"], order_by="creation asc")
	if not booked:
		return
	paid = gl_entries or booked
	create_payment_ledger_entry(paid, cancel=True, adv_adj=adv_adj, update_outstanding=update_outstanding)
	frappe.db.set_value("GL Entry", filters, "is_cancelled", 1)
	for entry in booked:
		if entry.debit or entry.credit:
			_save(_get_reversal(entry))


def _get_reversal(entry: dict) -> dict:
	"""The entry with its sides exchanged."""
	values = {key: value for key, value in entry.items() if key not in ("creation", "modified")}
	for suffix in ("", "_in_account_currency", "_in_transaction_currency"):
		values[f"debit{suffix}"], values[f"credit{suffix}"] = (
			entry[f"credit{suffix}"],
			entry[f"debit{suffix}"],
		)
	remarks = _("On cancellation of {0}").format(entry.voucher_no)
	return {**values, "name": None, "docstatus": 0, "is_cancelled": 1, "remarks": remarks}
