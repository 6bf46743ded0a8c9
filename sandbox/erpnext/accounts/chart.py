"""What a new company gets: its accounts, cost centres, warehouses, departments and tax templates."""

import frappe
from frappe.model.document import Document

CHART = """
1000 Application of Funds (Assets) | Asset
	1100-1600 Current Assets
		1300 Accounts Receivable
			1310 Debtors | Receivable
		1200 Bank Accounts | Bank | group
		1100 Cash In Hand | Cash | group
			1110 Cash | Cash
		1400 Stock Assets | Stock | group
			1410 Stock In Hand | Stock
		1500 Tax Assets | | group
	1700 Fixed Assets
		1720 Electronic Equipments | Fixed Asset
	1900 Temporary Accounts
		1910 Temporary Opening | Temporary
5000 Expenses | Expense
	5100 Direct Expenses
		5110 Stock Expenses
			5111 Cost of Goods Sold | Cost of Goods Sold
			5118 Expenses Included In Valuation | Expenses Included In Valuation
			5119 Stock Adjustment | Stock Adjustment
	5200 Indirect Expenses
		5201 Administrative Expenses
		5205 Freight and Forwarding Charges | Chargeable
		5212 Round Off | Round Off
		5213 Salary
		5218 Write Off
		5219 Exchange Gain/Loss
4000 Income | Income
	4100 Direct Income
		4110 Sales
		4120 Service
2000 Source of Funds (Liabilities) | Liability
	2100-2400 Current Liabilities
		2100 Accounts Payable
			2110 Creditors | Payable
		2200 Stock Liabilities
			2210 Stock Received But Not Billed | Stock Received But Not Billed
		2300 Duties and Taxes | Tax | group
3000 Equity | Equity
	3100 Capital Stock | Equity
	3300 Opening Balance Equity | Equity
	3400 Retained Earnings | Equity
"""
"""Number, name, account type (a root: its root type), indented below the parent: ERPNext's standard chart, shortened."""

TAX_ACCOUNTS = (
	("2320", "Umsatzsteuer 19 %", 19, "Duties and Taxes"),
	("2321", "Umsatzsteuer 7 %", 7, "Duties and Taxes"),
	("1520", "Abziehbare Vorsteuer 19 %", 19, "Tax Assets"),
	("1521", "Abziehbare Vorsteuer 7 %", 7, "Tax Assets"),
)
TAX_TEMPLATES = {
	"Lieferung oder sonstige Leistung im Inland": ("Umsatzsteuer 19 %", "Umsatzsteuer 7 %"),
	"Lieferung an Unternehmen in der EU": (),
	"Lieferung in Drittland": (),
}
"""Their rates are 0: the Item Tax Template of the item says which of them counts."""
ITEM_TAX_TEMPLATES = {"19%": 19, "7%": 7}
COMPANY_ACCOUNTS = {
	"default_receivable_account": "Debtors",
	"default_payable_account": "Creditors",
	"default_cash_account": "Cash",
	"default_income_account": "Sales",
	"default_expense_account": "Cost of Goods Sold",
	"write_off_account": "Write Off",
	"exchange_gain_loss_account": "Exchange Gain/Loss",
	"round_off_account": "Round Off",
	"default_inventory_account": "Stock In Hand",
	"stock_adjustment_account": "Stock Adjustment",
	"stock_received_but_not_billed": "Stock Received But Not Billed",
	"expenses_included_in_valuation": "Expenses Included In Valuation",
}
WAREHOUSES = ("Stores", "Work In Progress", "Finished Goods", "Goods In Transit")
WITH_NUMBERS = "Standard with Numbers"


def make_company_records(company: Document) -> None:
	"""Make what a new company needs, and put its default accounts and cost centre on it."""
	accounts = _make_accounts(company)
	cost_center = _make_cost_centers(company)
	_make_warehouses(company)
	for fieldname, title in COMPANY_ACCOUNTS.items():
		company.db_set(fieldname, accounts[title], update_modified=False)
	for fieldname in ("cost_center", "round_off_cost_center"):
		company.db_set(fieldname, cost_center, update_modified=False)
	_make_tax_templates(company, accounts)


def _insert(doctype: str, **values) -> str:
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.flags.ignore_permissions = doc.flags.ignore_mandatory = True
	return doc.insert().name


def _make_accounts(company: Document) -> dict[str, str]:
	"""Account name -> its document's name."""
	has_numbers = company.chart_of_accounts == WITH_NUMBERS
	made: dict[str, str] = {}
	parents: list[tuple[str, str]] = []
	lines = CHART.strip().split("\n")
	for line, following in zip(lines, [*lines[1:], ""], strict=True):
		depth = _get_depth(line)
		number, title, kind, is_group = _read(line)
		del parents[depth:]
		root_type = parents[0][1] if parents else kind
		made[title] = _insert(
			"Account",
			account_name=title,
			account_number=number if has_numbers else None,
			company=company.name,
			account_currency=company.default_currency,
			parent_account=parents[-1][0] if parents else None,
			root_type=root_type,
			account_type=kind if depth else None,
			is_group=int(is_group or _get_depth(following) > depth),
		)
		parents.append((made[title], root_type))
	return made | _make_tax_accounts(company, made, has_numbers)


def _get_depth(line: str) -> int:
	return len(line) - len(line.lstrip("\t"))


def _read(line: str) -> tuple[str, str, str | None, bool]:
	"""Number, name, account type and whether it is a group although nothing is below it."""
	words, *more = (part.strip() for part in line.split("|"))
	number, title = words.split(" ", 1)
	return number, title, (more[0] or None) if more else None, "group" in more[1:]


def _make_tax_accounts(company: Document, made: dict[str, str], has_numbers: bool) -> dict[str, str]:
	return {
		title: _insert(
			"Account",
			account_name=title,
			account_number=number if has_numbers else None,
			company=company.name,
			parent_account=made[parent],
			account_type="Tax",
			tax_rate=rate,
		)
		for number, title, rate, parent in TAX_ACCOUNTS
	}


def _make_cost_centers(company: Document) -> str:
	root = _insert("Cost Center", cost_center_name=company.name, company=company.name, is_group=1)
	return _insert("Cost Center", cost_center_name="Main", company=company.name, parent_cost_center=root)


def _make_warehouses(company: Document) -> None:
	root = _insert("Warehouse", warehouse_name="All Warehouses", company=company.name, is_group=1)
	for title in WAREHOUSES:
		_insert(
			"Warehouse",
			warehouse_name=title,
			company=company.name,
			parent_warehouse=root,
			warehouse_type="Transit" if title == "Goods In Transit" else None,
		)


def _make_tax_templates(company: Document, accounts: dict[str, str]) -> None:
	for title, rate in ITEM_TAX_TEMPLATES.items():
		rows = [
			{"tax_type": accounts[account], "tax_rate": rate if account_rate == rate else 0}
			for _number, account, account_rate, _parent in TAX_ACCOUNTS
		]
		_insert("Item Tax Template", title=title, company=company.name, taxes=rows)
	for number, (title, taxes) in enumerate(TAX_TEMPLATES.items()):
		rows = [
			{"charge_type": "On Net Total", "account_head": accounts[tax], "description": tax, "rate": 0}
			for tax in taxes
		]
		_insert(
			"Sales Taxes and Charges Template",
			title=title,
			company=company.name,
			is_default=int(number == 0),
			taxes=rows,
		)
