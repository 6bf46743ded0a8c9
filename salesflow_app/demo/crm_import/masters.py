"""Users, Sales Persons, industries, items, customers and leads of the files: made where they are missing."""

import hashlib
import unicodedata
from collections.abc import Iterator

import click
import frappe
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime

from salesflow_app.demo.crm_import.reading import Account, Files
from salesflow_app.demo.crm_import.report import Report

UNNAMED = "Account not named yet ({0})"


class Masters:
	"""What the deals need, by the names that the files use."""

	def __init__(self, files: Files, company: str, report: Report):
		self.files = files
		self.company = company
		self.report = report
		self.industries: dict[str, str] = {}
		self.parties: dict[str, tuple[str, str]] = {}
		self.unnamed: dict[str, tuple[str, str]] = {}
		self.sizes = get_sizes()

	def make_all(self) -> None:
		for product in show_progress(self.files.products.values(), "Items"):
			self.make_item(product)
		self.make_teams()
		won = {deal.account for deal in self.files.deals.values() if deal.stage == "Won"}
		for account in show_progress(self.files.accounts.values(), "Customers and leads"):
			self.parties[account.name] = self.make_party(account, is_customer=account.name in won)
		agents = {deal.agent for deal in self.files.deals.values() if not deal.account}
		for agent in sorted(agents):
			self.unnamed[agent] = self.make_lead(UNNAMED.format(agent), None, agent)

	def get_party(self, account: str, agent: str) -> tuple[str, str]:
		"""DocType and name of the client of a deal."""
		return self.parties[account] if account else self.unnamed[agent]

	def get_size(self, account: Account) -> str:
		"""The choice of “No of Employees” that the number of people falls into."""
		return next((size for most, size in self.sizes if account.employees <= most), "")

	def make_item(self, product) -> None:
		group = self.make(
			"Item Group",
			{"item_group_name": product.series},
			parent_item_group=get_root("Item Group"),
			is_group=0,
		)
		self.make(
			"Item",
			{"item_code": product.name},
			item_name=product.name,
			item_group=group,
			stock_uom="Nos",
			is_stock_item=0,
			is_sales_item=1,
			standard_rate=product.price,
		)

	def make_teams(self) -> None:
		"""Region > manager > agents. Only the region has no user."""
		agents = self.files.agents.values()
		managers = {agent.manager: agent.region for agent in agents}
		for region in dict.fromkeys(managers.values()):
			self.make_person(region, get_root("Sales Person"), is_group=1)
		for manager, region in show_progress(managers.items(), "Leaders"):
			self.make_person(manager, region, 1, self.make_user(manager, "Sales Manager", "Sales User"))
		for agent in show_progress(agents, "Sales agents"):
			self.make_person(agent.name, agent.manager, 0, self.make_user(agent.name, "Sales User"))

	def make_person(self, name: str, parent: str, is_group: int, user: str | None = None) -> None:
		self.make(
			"Sales Person",
			{"sales_person_name": name},
			parent_sales_person=parent,
			is_group=is_group,
			enabled=1,
			salesflow_user=user,
		)

	def make_user(self, name: str, *roles: str) -> str:
		first_name, _, last_name = name.partition(" ")
		made = self.report.made["User"]
		user = self.make(
			"User",
			{"email": get_email(name)},
			first_name=first_name,
			last_name=last_name,
			send_welcome_email=0,
			roles=[{"role": role} for role in roles],
		)
		if self.report.made["User"] > made:
			# Frappe allows 60 new users an hour; these have been there as long as their deals
			frappe.db.set_value("User", user, "creation", add_days(now_datetime(), -1), update_modified=False)
		return user

	def get_industry(self, sector: str) -> str:
		if sector not in self.industries:
			known = frappe.db.get_value("Industry Type", {"industry": sector})  # the database ignores case
			self.industries[sector] = known or self.make("Industry Type", {"industry": sector.title()})
		return self.industries[sector]

	def make_party(self, account: Account, is_customer: bool) -> tuple[str, str]:
		customer = frappe.db.get_value("Customer", {"customer_name": account.name})
		if customer or is_customer:
			return "Customer", self.make_customer(account)
		return self.make_lead(account.name, account)

	def make_customer(self, account: Account) -> str:
		return self.make(
			"Customer",
			{"customer_name": account.name},
			customer_type="Company",
			customer_group=get_leaf("Customer Group", "Commercial"),
			territory=get_leaf("Territory", "Rest Of The World"),
			industry=self.get_industry(account.sector),
			customer_details=account.notes,
			lead_name=frappe.db.get_value("Lead", {"company_name": account.name}),
		)

	def make_lead(self, name: str, account: Account | None, agent: str | None = None) -> tuple[str, str]:
		values = {"lead_owner": get_email(agent)} if agent else {}
		if account:
			values |= {
				"industry": self.get_industry(account.sector),
				"no_of_employees": self.get_size(account),
				"country": account.country if frappe.db.exists("Country", account.country) else None,
			}
		return "Lead", self.make("Lead", {"company_name": name}, company=self.company, **values)

	def make(self, doctype: str, key: dict, **values) -> str:
		"""Name of the document with this key; made by the administrator of the import where it is missing."""
		known = frappe.db.get_value(doctype, key)
		if known:
			self.report.known[doctype] += 1
			return known
		doc: Document = frappe.get_doc({"doctype": doctype, **key, **values}).insert()
		self.report.made[doctype] += 1
		return doc.name


def get_email(person: str) -> str:
	"""The user of a person in the files: “Moses Frase” is moses.frase@crm.example."""
	plain = unicodedata.normalize("NFKD", person).encode("ascii", "ignore").decode().lower()
	words = "".join(char if char.isalnum() else " " for char in plain).split()
	return f"{'.'.join(words) or hashlib.sha256(person.encode()).hexdigest()[:8]}@crm.example"


def get_sizes() -> list[tuple[float, str]]:
	"""Most people and choice, as the site's Opportunity offers them: (10, "1-10") ... (inf, "1000+")."""
	options = (frappe.get_meta("Opportunity").get_field("no_of_employees").options or "").split("\n")
	return sorted(
		(float("inf") if text.endswith("+") else float(text.rpartition("-")[2]), text)
		for text in options
		if text[:1].isdigit()
	)


def get_root(doctype: str) -> str:
	return frappe.get_all(doctype, {"is_group": 1}, pluck="name", order_by="lft asc", limit=1)[0]


def get_leaf(doctype: str, preferred: str) -> str:
	"""`preferred`, or any leaf where the site has other names."""
	if frappe.db.exists(doctype, {"name": preferred, "is_group": 0}):
		return preferred
	return frappe.get_all(doctype, {"is_group": 0}, pluck="name", order_by="lft asc", limit=1)[0]


def show_progress(rows, label: str) -> Iterator:
	"""A progress bar on a terminal; on anything else one line."""
	with click.progressbar(list(rows), label=f"{label:<20}") as bar:
		yield from bar
