"""What the factory story needs: people, departments, papers, stock, and ways to look at its mails."""

import json

import frappe
from erpnext.controllers.accounts_controller import update_child_qty_rate
from frappe.model.document import Document
from frappe.utils import add_days, today
from frappe.utils.file_manager import save_file

from salesflow_app.demo import cast as people_of
from salesflow_app.demo.stage import Stage
from salesflow_app.people import roles
from salesflow_app.setup.defaults import MAIL_RULES

STAFF = {
	"sales_user": ("sam.seller@nordwind.example", "Sam", ["Sales User"]),
	"sales_manager": ("lena.leader@nordwind.example", "Lena", ["Sales User", "Sales Manager"]),
	"maker": ("mara.maker@nordwind.example", "Mara", ["Manufacturing User", "Stock User"]),
	"packer": ("paul.packer@nordwind.example", "Paul", ["Stock User"]),
	"quality": ("quentin.quality@nordwind.example", "Quentin", ["Quality Manager", "Stock User"]),
	"support": ("sonja.support@nordwind.example", "Sonja", ["Support Team", "Stock User"]),
	"shipper": ("dora.delivery@nordwind.example", "Dora", ["Delivery User", "Stock User"]),
	"accounts": ("bill.billing@nordwind.example", "Bill", ["Accounts User"]),
}
"""Key -> e-mail, first name, roles."""
GROUPS = {"Metalwork": "Demo Frames", "Electronics": "Demo Controls"}
ITEMS = {
	"frame": ("DEMO-FRAME-20", "Steel frame 2.0 m", "Demo Frames", "Welded, zinc plated, RAL 7016"),
	"control": ("DEMO-CONTROL-4", "Control unit 4 channels", "Demo Controls", "IP65, firmware 4.2"),
}
PAPERS = {"Demo Frames": "Material certificate 3.1", "Demo Controls": "Test report"}


def get_cast(stage: Stage) -> dict[str, str]:
	"""Key -> user, made where missing."""
	return {key: stage.user(email, name, roles) for key, (email, name, roles) in STAFF.items()}


def prepare(stage: Stage, cast: dict) -> dict[str, str]:
	"""Salesflow Settings of a factory, and items in stock; safe to repeat. Key -> item code."""
	for group in GROUPS.values():
		_make_item_group(group)
	items = {key: _make_item(*facts, company=stage.company) for key, facts in ITEMS.items()}
	_fill_settings()
	stage.step("sets up departments, papers and clearance (given)")
	with stage.acting(cast["packer"]):
		receipt = _receive(stage.company, list(items.values()))
		stage.step("has goods in stock (given)", receipt)
	return items


def _fill_settings() -> None:
	settings = frappe.get_doc("Salesflow Settings")
	settings.update(
		{
			"use_order_approval": 1,
			"use_clearance": 1,
			"closing_rule": 1,
			"use_client_mails": 1,
			"clearance_policy": "Deposit Paid",
			"final_pack_email": "finalpack@nordwind.example",
			"shipping_email": "shipping@nordwind.example",
		}
	)
	named = {row.mail_event for row in settings.mail_rules}
	for event, who in MAIL_RULES:
		if event not in named:
			settings.append("mail_rules", {"event": event, "send_to": who})
	_add_rows(settings, "departments", "department", _get_departments())
	if not any(row.document == "Sales Order" for row in settings.approval_rules):
		settings.append(
			"approval_rules", {"company": "", "document": "Sales Order", "approver_role": "Sales Manager"}
		)
	_add_rows(settings, "papers", "paper", [{"item_group": g, "paper": p} for g, p in PAPERS.items()])
	settings.save()


def _get_departments() -> list[dict]:
	return [
		{"item_group": group, "department": name, "email": f"{name.lower()}@nordwind.example"}
		for name, group in GROUPS.items()
	]


def _add_rows(settings: Document, table: str, key: str, rows: list[dict]) -> None:
	known = {(row.get(key), row.item_group) for row in settings.get(table)}
	for row in rows:
		if (row[key], row["item_group"]) not in known:
			settings.append(table, row)


def _make_item_group(name: str) -> None:
	if not frappe.db.exists("Item Group", name):
		parent = frappe.get_all("Item Group", {"is_group": 1}, pluck="name", order_by="lft asc", limit=1)[0]
		frappe.get_doc(
			{"doctype": "Item Group", "item_group_name": name, "parent_item_group": parent}
		).insert()


def _make_item(item_code: str, item_name: str, item_group: str, description: str, company: str) -> str:
	if not frappe.db.exists("Item", item_code):
		frappe.get_doc(
			{
				"doctype": "Item",
				"item_code": item_code,
				"item_name": item_name,
				"item_group": item_group,
				"description": description,
				"stock_uom": "Nos",
				"is_stock_item": 1,
				"taxes": people_of.get_item_taxes(),
				"item_defaults": [{"company": company, "default_warehouse": get_warehouse(company)}],
			}
		).insert()
	return item_code


def get_warehouse(company: str) -> str:
	filters = {"company": company, "is_group": 0, "warehouse_type": ("!=", "Transit")}
	return frappe.get_all("Warehouse", filters, pluck="name", order_by="creation asc", limit=1)[0]


def _receive(company: str, items: list[str]) -> Document:
	receipt = frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Receipt",
			"company": company,
			"items": [
				{"item_code": item, "qty": 20, "t_warehouse": get_warehouse(company), "basic_rate": 300}
				for item in items
			],
		}
	)
	receipt.insert()
	receipt.submit()
	return receipt


def add_items(doc: Document, rows: dict[str, tuple[float, float]]) -> None:
	"""Set item code -> (quantity, rate) as the only lines, at the rates that were agreed."""
	doc.set("items", [])
	doc.ignore_pricing_rule = 1
	for item_code, (qty, rate) in rows.items():
		doc.append("items", {"item_code": item_code, "qty": qty, "rate": rate})
	doc.run_method("set_missing_values")
	for line in doc.items:
		line.rate = rows[line.item_code][1]


def get_schedule() -> list[dict]:
	"""A deposit of 30 %, the rest 30 days later."""
	return [
		{"due_date": today(), "invoice_portion": 30, "description": "Deposit"},
		{"due_date": add_days(today(), 30), "invoice_portion": 70, "description": "Rest"},
	]


def change_quantity(sales_order: str, item_code: str, qty: float) -> None:
	"""Use ERPNext's Update Items on a submitted order."""
	order = frappe.get_doc("Sales Order", sales_order)
	rows = [
		{
			"docname": line.name,
			"item_code": line.item_code,
			"description": line.description,
			"qty": qty if line.item_code == item_code else line.qty,
			"rate": line.rate,
			"uom": line.uom,
			"conversion_factor": line.conversion_factor,
			"delivery_date": str(line.delivery_date),
		}
		for line in order.items
	]
	update_child_qty_rate("Sales Order", json.dumps(rows), sales_order)


def upload(doc: Document, file_name: str) -> str:
	"""Attach a small private file; returns its address."""
	return save_file(file_name, f"{file_name} of {doc.name}", doc.doctype, doc.name, is_private=1).file_url


def get_mails(doc: Document, event: str) -> list:
	"""The mails of one event on the document: recipients, subject, content."""
	entries = frappe.get_all(
		"Salesflow Outbox Entry",
		{
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"event": event,
			"state": "Done",
		},
		["recipients", "subject", "communication"],
		order_by="creation asc",
	)
	for entry in entries:
		entry.content = frappe.db.get_value("Communication", entry.communication, "content") or ""
	return entries


def get_shippers() -> list[str]:
	return roles.get_role_users("Delivery User")
