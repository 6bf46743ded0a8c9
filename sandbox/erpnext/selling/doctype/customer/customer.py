"""Customer: its name, contacts and portal users, and how much credit it has."""

import frappe
from frappe import _
from frappe.contacts.address_and_contact import delete_contact_and_address
from frappe.model.document import Document
from frappe.query_builder.functions import Sum
from frappe.utils import cint, flt


class Customer(Document):
	def autoname(self):
		naming = frappe.db.get_single_value("Selling Settings", "cust_master_name")
		if naming == "Customer Name" and self.customer_name:
			self.name = self.get_customer_name()

	def get_customer_name(self) -> str:
		"""The customer's own name, with a number where another one has it."""
		if not frappe.db.exists("Customer", self.customer_name):
			return self.customer_name
		taken = frappe.get_all("Customer", {"name": ("like", f"{self.customer_name} - %")}, pluck="name")
		numbers = [cint(name.rpartition(" - ")[2]) for name in taken]
		name = f"{self.customer_name} - {max(numbers, default=0) + 1}"
		frappe.msgprint(
			_("Changed customer name to '{}' as '{}' already exists.").format(name, self.customer_name),
			title=_("Note"),
			indicator="yellow",
		)
		return name

	def after_insert(self):
		self.set_lead_status("Converted")

	def on_update(self):
		has_way = self.mobile_no or self.email_id
		if self.flags.in_insert and has_way and not (self.lead_name or self.customer_primary_contact):
			self.make_primary_contact()
		self.set_lead_status("Converted")
		self.take_over_links()
		self.give_portal_role()

	def on_trash(self):
		for kind in ("contact", "address"):
			if self.get(f"customer_primary_{kind}"):
				self.db_set(f"customer_primary_{kind}", None)
		delete_contact_and_address(self.doctype, self.name)
		self.set_lead_status("Interested")

	# Contact and address

	def make_primary_contact(self) -> None:
		"""A new customer with e-mail or mobile number gets a contact of these."""
		contact = make_contact(self)
		self.db_set(
			{"customer_primary_contact": contact.name, "mobile_no": self.mobile_no, "email_id": self.email_id}
		)

	def set_lead_status(self, status: str) -> None:
		"""Write on the lead that this was what has become of it."""
		if self.lead_name:
			frappe.db.set_value("Lead", self.lead_name, "status", status)

	def take_over_links(self) -> None:
		"""Contacts and addresses of the lead are the customer's, too."""
		if not self.lead_name:
			return
		filters = {
			"link_doctype": "Lead",
			"link_name": self.lead_name,
			"parenttype": ("in", ("Contact", "Address")),
		}
		for row in frappe.get_all("Dynamic Link", filters, ["parenttype", "parent"], distinct=True):
			doc = frappe.get_doc(row.parenttype, row.parent)
			if not doc.has_link("Customer", self.name):
				doc.append("links", {"link_doctype": "Customer", "link_name": self.name})
				doc.save(ignore_permissions=self.flags.ignore_permissions)

	def give_portal_role(self) -> None:
		"""Portal users see the customer's documents by this role."""
		for row in self.portal_users:
			user = frappe.get_doc("User", row.user)
			if "Customer" not in {role.role for role in user.roles}:
				user.append("roles", {"role": "Customer"})
				user.save(ignore_permissions=True)


def make_contact(customer: Document, is_primary_contact: int = 1) -> Document:
	"""Insert a contact with the customer's e-mail and mobile number."""
	first_name, _space, last_name = customer.customer_name.partition(" ")
	is_person = customer.customer_type == "Individual"
	contact = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": first_name if is_person else customer.customer_name,
			"last_name": last_name if is_person else None,
			"is_primary_contact": is_primary_contact,
			"links": [{"link_doctype": customer.doctype, "link_name": customer.name}],
		}
	)
	if customer.email_id:
		contact.add_email(customer.email_id, is_primary=True)
	if customer.mobile_no:
		contact.add_phone(customer.mobile_no, is_primary_mobile_no=True)
	return contact.insert(ignore_permissions=customer.flags.ignore_permissions)


# Credit


def get_credit_limit(customer: str, company: str) -> float:
	"""The customer's credit limit, else its group's, else the company's; in the company's currency, 0 for none."""
	group = frappe.get_cached_value("Customer", customer, "customer_group")
	for doctype, name in (("Customer", customer), ("Customer Group", group)):
		filters = {"parenttype": doctype, "parent": name, "company": company}
		limit = frappe.db.get_value("Customer Credit Limit", filters, "credit_limit") if name else None
		if limit:
			return flt(limit)
	return flt(frappe.get_cached_value("Company", company, "credit_limit"))


def get_customer_outstanding(
	customer: str, company: str, ignore_outstanding_sales_order: bool = False, cost_center: str | None = None
) -> float:
	"""What the customer owes: booked, ordered and not billed, delivered without order and not billed."""
	if cost_center:
		raise NotImplementedError("get_customer_outstanding by cost center")
	entry = frappe.qb.DocType("GL Entry")
	booked = (
		frappe.qb.from_(entry)
		.select(Sum(entry.debit) - Sum(entry.credit))
		.where((entry.party_type == "Customer") & (entry.party == customer))
		.where((entry.company == company) & (entry.is_cancelled == 0))
	).run()
	owed = flt(booked[0][0]) + _get_unbilled_deliveries(customer, company)
	return owed if ignore_outstanding_sales_order else owed + _get_unbilled_orders(customer, company)


def _get_unbilled_orders(customer: str, company: str) -> float:
	rows = frappe.get_all(
		"Sales Order",
		filters={
			"customer": customer,
			"company": company,
			"docstatus": 1,
			"per_billed": ("<", 100),
			"status": ("!=", "Closed"),
		},
		fields=["base_grand_total", "per_billed"],
	)
	return sum(flt(row.base_grand_total) * (100 - flt(row.per_billed)) / 100 for row in rows)


def _get_unbilled_deliveries(customer: str, company: str) -> float:
	"""Rows of Delivery Notes that no order and no invoice knows of, with their share of the tax."""
	row, note = frappe.qb.DocType("Delivery Note Item"), frappe.qb.DocType("Delivery Note")
	found = (
		frappe.qb.from_(row)
		.join(note)
		.on(note.name == row.parent)
		.select(row.amount, row.billed_amt, note.base_grand_total, note.total)
		.where((note.customer == customer) & (note.company == company) & (note.docstatus == 1))
		.where(
			(note.status != "Closed") & (row.against_sales_order.isnull() | (row.against_sales_order == ""))
		)
		.where(row.against_sales_invoice.isnull() | (row.against_sales_invoice == ""))
	).run(as_dict=True)
	owed = 0.0
	for line in found:
		unbilled = flt(line.amount) - flt(line.billed_amt)
		if unbilled > 0 and flt(line.total):
			owed += unbilled / flt(line.total) * flt(line.base_grand_total)
	return owed


def check_credit_limit(
	customer: str, company: str, ignore_outstanding_sales_order: bool = False, extra_amount: float = 0
) -> None:
	"""Refuse what takes the customer above the credit limit, unless the user may approve it."""
	limit = get_credit_limit(customer, company)
	if not limit:
		return
	owed = get_customer_outstanding(customer, company, ignore_outstanding_sales_order) + flt(extra_amount)
	controller = frappe.db.get_single_value("Accounts Settings", "credit_controller")
	if owed <= limit or (controller and controller in frappe.get_roles()):
		return
	text = _("Credit limit has been crossed for customer {0} ({1}/{2})").format(customer, owed, limit)
	frappe.throw(text, title=_("Credit Limit Crossed"))
