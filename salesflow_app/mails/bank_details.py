"""Where a client pays: the company's default Bank Account, else its oldest, as facts of a mail, a page or a print."""

import frappe
from frappe import _

FIELDS = ("bank", "iban", "bank_account_no", "branch_code")


def get_account(company: str) -> dict[str, str]:
	"""`holder`, `bank`, `iban`, `number`, `branch` and `bic`, as far as they are known; empty without an account.

	ERPNext 15 keeps one default for all companies together, so that a second company's takes the tick from the first.
	"""
	filters = {"company": company, "is_company_account": 1, "disabled": 0}
	account = frappe.db.get_value(
		"Bank Account", filters, FIELDS, as_dict=True, order_by="is_default desc, creation asc, name asc"
	)
	if not account:
		return {}
	return {
		"holder": company,
		"bank": account.bank or "",
		"iban": format_iban(account.iban or ""),
		"number": account.bank_account_no or "",
		"branch": account.branch_code or "",
		"bic": (account.bank and frappe.db.get_value("Bank", account.bank, "swift_number")) or "",
	}


def format_iban(iban: str) -> str:
	"""In groups of four, as people read and type it."""
	plain = "".join(iban.split()).upper()
	return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def get_bank_facts(company: str, reference: str = "") -> list[tuple[str, str]]:
	"""Account, bank, IBAN or number, branch and SWIFT code, as far as they are known, and what to write beside it."""
	account = get_account(company)
	if not account:
		return []
	facts = [
		(_("Account holder"), account["holder"]),
		(_("Bank"), account["bank"]),
		(_("IBAN"), account["iban"]) if account["iban"] else (_("Account number"), account["number"]),
		(_("Branch code"), account["branch"]),
		(_("SWIFT / BIC"), account["bic"]),
		(_("Payment reference"), reference),
	]
	return [(label, value) for label, value in facts if value]
