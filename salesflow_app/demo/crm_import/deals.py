"""Opportunities of the pipeline, in bulk: thousands of rows of history, without tasks and mails."""

from datetime import datetime, time

import frappe
from frappe.utils import now_datetime

from salesflow_app.demo.crm_import.masters import Masters, get_email, show_progress
from salesflow_app.demo.crm_import.reading import Deal, Files
from salesflow_app.demo.crm_import.report import Report
from salesflow_app.sow.need import evaluate

PREFIX = "CRM-OPP-"
"""Opportunities keep the key of the file in their name, so that a second import knows them."""
CHUNK = 500
STATUS = {"Won": "Converted", "Lost": "Lost", "Engaging": "Open", "Prospecting": "Open"}
PROBABILITY = {"Won": 100, "Lost": 0, "Engaging": 50, "Prospecting": 10}
SALES_STAGE = {"Engaging": "Negotiation/Review", "Prospecting": "Prospecting"}


def import_deals(files: Files, masters: Masters, company: str, report: Report) -> None:
	"""Insert the deals that are not there yet; a chunk is written as a whole or not at all."""
	names = frappe.get_all("Opportunity", {"name": ("like", f"{PREFIX}%")}, pluck="name")
	known = set(names)
	new = [deal for deal in files.deals.values() if get_name(deal) not in known]
	report.known["Opportunity"] += len(files.deals) - len(new)
	writer = Writer(files, masters, company)
	chunks = [new[start : start + CHUNK] for start in range(0, len(new), CHUNK)]
	for chunk in show_progress(chunks, "Opportunities"):
		writer.write(chunk)
		frappe.db.commit()
		report.made["Opportunity"] += len(chunk)
	for lead in sorted(writer.leads):
		frappe.get_doc("Lead", lead).set_status(update=True)
	frappe.db.commit()


def get_name(deal: Deal) -> str:
	return PREFIX + deal.key


class Writer:
	"""Turns deals into rows of Opportunity and Opportunity Item."""

	def __init__(self, files: Files, masters: Masters, company: str):
		self.files = files
		self.masters = masters
		self.company = company
		self.currency = frappe.get_cached_value("Company", company, "default_currency")
		self.type = frappe.db.exists("Opportunity Type", "Sales")
		self.stages = set(frappe.get_all("Sales Stage", pluck="name"))
		self.now = now_datetime()
		self.leads: set[str] = set()

	def write(self, deals: list[Deal]) -> None:
		"""Insert the rows of these deals."""
		parents = [self.get_opportunity(deal) for deal in deals]
		items = [self.get_item(deal) for deal in deals]
		for doctype, rows in (("Opportunity", parents), ("Opportunity Item", items)):
			fields = list(rows[0])
			frappe.db.bulk_insert(doctype, fields, [[row[field] for field in fields] for row in rows])

	def get_opportunity(self, deal: Deal) -> dict:
		doctype, party = self.masters.get_party(deal.account, deal.agent)
		if doctype == "Lead":
			self.leads.add(party)
		account = self.files.accounts.get(deal.account)
		amount = self.get_amount(deal)
		opened = deal.engaged or self.now.date()
		need = self.get_sow_need(deal, doctype, party, amount)
		return {
			**self.get_record(deal),
			"name": get_name(deal),
			"naming_series": f"{PREFIX}.YYYY.-",
			"opportunity_from": doctype,
			"party_name": party,
			"customer_name": self.get_client_name(doctype, party),
			"title": self.get_client_name(doctype, party),
			"opportunity_type": self.type,
			"opportunity_owner": get_email(deal.agent),
			"status": STATUS[deal.stage],
			"sales_stage": SALES_STAGE.get(deal.stage)
			if SALES_STAGE.get(deal.stage) in self.stages
			else None,
			"probability": PROBABILITY[deal.stage],
			"company": self.company,
			"transaction_date": opened,
			"expected_closing": deal.closed,
			"currency": self.currency,
			"conversion_rate": 1,
			"opportunity_amount": amount,
			"base_opportunity_amount": amount,
			"total": amount,
			"base_total": amount,
			"industry": self.masters.get_industry(account.sector) if account else None,
			"no_of_employees": self.masters.get_size(account) if account else None,
			"salesflow_in_negotiation": int(deal.stage == "Engaging"),
			"salesflow_sow_needed": need.sow_needed,
			"salesflow_sow_reason": need.reason,
		}

	def get_item(self, deal: Deal) -> dict:
		product, amount = self.files.products[deal.product], self.get_amount(deal)
		return {
			**self.get_record(deal),
			"name": frappe.generate_hash(length=10),
			"parent": get_name(deal),
			"parenttype": "Opportunity",
			"parentfield": "items",
			"idx": 1,
			"item_code": product.name,
			"item_name": product.name,
			"description": product.name,
			"item_group": product.series,
			"uom": "Nos",
			"qty": 1,
			"rate": amount,
			"base_rate": amount,
			"amount": amount,
			"base_amount": amount,
		}

	def get_record(self, deal: Deal) -> dict:
		"""Who and when, as if the deal had been entered on its days."""
		opened = datetime.combine(deal.engaged, time(9)) if deal.engaged else self.now
		user = get_email(deal.agent)
		return {
			"owner": user,
			"modified_by": user,
			"creation": opened,
			"modified": datetime.combine(deal.closed, time(17)) if deal.closed else opened,
			"docstatus": 0,
		}

	def get_amount(self, deal: Deal) -> float:
		"""What was won; for a deal that is not won, the list price of its product."""
		return deal.value if deal.stage == "Won" else self.files.products[deal.product].price

	def get_client_name(self, doctype: str, party: str) -> str:
		return frappe.get_cached_value(
			doctype, party, "customer_name" if doctype == "Customer" else "company_name"
		)

	def get_sow_need(self, deal: Deal, doctype: str, party: str, amount: float) -> frappe._dict:
		if STATUS[deal.stage] != "Open":
			return frappe._dict(sow_needed=0, reason=None)
		return evaluate(
			self.company,
			customer=party if doctype == "Customer" else None,
			item_groups=[self.files.products[deal.product].series],
			opportunity_type=self.type,
			amount=amount,
		)
