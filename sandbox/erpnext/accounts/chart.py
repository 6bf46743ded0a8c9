"""What a new company gets: its accounts, cost centres, warehouses, departments and tax templates."""

import json
from pathlib import Path

import frappe
from frappe.model.document import Document

CHART = Path(__file__).with_name("chart.txt")
"""Number, name, account type (a root: its root type), indented below the parent: ERPNext's standard chart, shortened."""
FACTS = json.loads(Path(__file__).with_name("chart.json").read_text("utf-8"))
"""Tax accounts, templates, warehouses, and which accounts a company's defaults are. The rates of the tax templates
are 0: the Item Tax Template of the item says which of them counts."""
TAX_ACCOUNTS = FACTS["tax_accounts"]
WITH_NUMBERS = "Standard with Numbers"


def make_company_records(company: Document) -> None:
	"""Make what a new company needs, and put its default accounts and cost centre on it."""
	accounts = _make_accounts(company)
	cost_center = _make_cost_centers(company)
	_make_warehouses(company)
	for fieldname, title in FACTS["company_accounts"].items():
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
	lines = CHART.read_text("utf-8").strip().split("\n")
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
	for title in FACTS["warehouses"]:
		_insert(
			"Warehouse",
			warehouse_name=title,
			company=company.name,
			parent_warehouse=root,
			warehouse_type="Transit" if title == "Goods In Transit" else None,
		)


def _make_tax_templates(company: Document, accounts: dict[str, str]) -> None:
	for title, rate in FACTS["item_tax_templates"].items():
		rows = [
			{"tax_type": accounts[account], "tax_rate": rate if account_rate == rate else 0}
			for _number, account, account_rate, _parent in TAX_ACCOUNTS
		]
		_insert("Item Tax Template", title=title, company=company.name, taxes=rows)
	for number, (title, taxes) in enumerate(FACTS["tax_templates"].items()):
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
