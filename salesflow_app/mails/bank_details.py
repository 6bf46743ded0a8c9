"""Where a client pays: the company's default Bank Account, as facts of a mail. Nothing where there is none."""

import frappe
from frappe import _

FIELDS = ("bank", "iban", "bank_account_no", "branch_code")


def get_bank_facts(company: str) -> list[tuple[str, str]]:
	"""Account, bank, IBAN or number, branch and SWIFT code, as far as they are known."""
	filters = {"company": company, "is_company_account": 1, "is_default": 1, "disabled": 0}
	account = frappe.db.get_value("Bank Account", filters, FIELDS, as_dict=True)
	if not account:
		return []
	facts = [
		(_("Account holder"), company),
		(_("Bank"), account.bank),
		(_("IBAN"), account.iban) if account.iban else (_("Account number"), account.bank_account_no),
		(_("Branch code"), account.branch_code),
		(_("SWIFT / BIC"), account.bank and frappe.db.get_value("Bank", account.bank, "swift_number")),
	]
	return [(label, value) for label, value in facts if value]
