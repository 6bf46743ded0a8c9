"""The people and companies of the tests. Made once per site, then found again."""

from dataclasses import dataclass

import frappe

STAFF_DOMAIN = "nordwind.example"
READS_ADDRESSES = "Purchase User"
"""To save a Delivery Note, ERPNext wants one to read the address. This role may, and sells nothing."""
STAFF = {
	"su": ("Sue", ["Sales User"]),
	"su2": ("Sam", ["Sales User"]),
	"sm": ("Lea", ["Sales Manager", "Sales User"]),
	"am": ("Ada", ["Account Manager", "Sales User"]),
	"om": ("Oscar", ["Operations Manager", "Sales Manager", "Accounts User"]),
	"sa": ("Sally", ["Sales Assistant", "Sales User"]),
	"ap": ("April", ["SOW Approver"]),
	"ac": ("Acer", ["Accounts User"]),
	"acm": ("Acma", ["Accounts Manager", "Accounts User"]),
	"mf": ("Manu", ["Manufacturing User", "Stock User"]),
	"st": ("Stan", ["Stock User", READS_ADDRESSES]),
	"qm": ("Quinn", ["Quality Manager", "Stock User", READS_ADDRESSES]),
	"sp": ("Supa", ["Support Team", "Stock User", READS_ADDRESSES]),
	"dl": ("Dell", ["Delivery User", "Stock User", READS_ADDRESSES]),
	"sys": ("Sysa", ["System Manager"]),
}
CLIENTS = {"a1": "client-a.example", "a2": "client-a.example", "b1": "client-b.example"}
CUSTOMERS = {
	"customer_a": ("client-a.example", "Client A GmbH"),
	"customer_b": ("client-b.example", "Client B GmbH"),
}
TEAM = "SalesFlow Test Team"


@dataclass(frozen=True)
class Users:
	"""User names (e-mail addresses) by the short names of the tests, and the two customers."""

	su: str
	su2: str
	sm: str
	am: str
	om: str
	sa: str
	ap: str
	ac: str
	acm: str
	mf: str
	st: str
	qm: str
	sp: str
	dl: str
	sys: str
	a1: str
	a2: str
	b1: str
	customer_a: str
	customer_b: str
	company: str

	@property
	def staff(self) -> list[str]:
		return [getattr(self, short) for short in STAFF]


def get_users() -> Users:
	"""Everybody: staff with ERPNext's roles beside ours, a sales team, two customers with portal users."""
	staff = {short: _get_staff(short, *facts) for short, facts in STAFF.items()}
	_make_team(staff)
	clients = {short: _get_client(short, domain) for short, domain in CLIENTS.items()}
	customers = {
		short: _get_customer(name, [email for email in clients.values() if email.endswith(domain)])
		for short, (domain, name) in CUSTOMERS.items()
	}
	return Users(**staff, **clients, **customers, company=get_company())


def get_company() -> str:
	"""The company of the tests: the site's default, else its first."""
	return (
		frappe.defaults.get_global_default("company")
		or frappe.get_all("Company", pluck="name", order_by="creation asc", limit=1)[0]
	)


def _get_staff(short: str, first_name: str, roles: list[str]) -> str:
	return _get_user(f"{short}@{STAFF_DOMAIN}", first_name, roles, "System User")


def _get_client(short: str, domain: str) -> str:
	return _get_user(f"{short}@{domain}", short.upper(), ["Customer"], "Website User")


def _get_user(email: str, first_name: str, roles: list[str], user_type: str) -> str:
	if frappe.db.exists("User", email):
		user = frappe.get_doc("User", email)
	else:
		user = frappe.get_doc(
			{"doctype": "User", "email": email, "first_name": first_name, "last_name": "Test"}
		)
		user.update({"send_welcome_email": 0, "user_type": user_type, "language": "en"})
		user.insert()
	if {row.role for row in user.roles} != set(roles) or not user.enabled:
		user.enabled = 1
		user.set("roles", [{"role": role} for role in roles])
		user.save()
	return email


def _make_team(staff: dict[str, str]) -> None:
	root = frappe.get_all("Sales Person", {"is_group": 1}, pluck="name", order_by="lft asc", limit=1)[0]
	_make_sales_person(TEAM, root, staff["sm"], is_group=1)
	for short in ("su", "su2", "am"):
		_make_sales_person(f"SalesFlow Test {short.upper()}", TEAM, staff[short])


def _make_sales_person(name: str, parent: str, user: str, is_group: int = 0) -> None:
	if frappe.db.exists("Sales Person", name):
		return
	frappe.get_doc(
		{
			"doctype": "Sales Person",
			"sales_person_name": name,
			"parent_sales_person": parent,
			"is_group": is_group,
			"salesflow_user": user,
		}
	).insert()


def _get_customer(customer_name: str, emails: list[str]) -> str:
	from salesflow_app.tests.site import factories

	if name := frappe.db.get_value("Customer", {"customer_name": customer_name}):
		return name
	doc = factories.make_customer(customer_name=customer_name, contact=None)
	for email in emails:
		factories.make_contact(doc.name, email=email, user=email, is_primary_contact=int(email == emails[0]))
	doc.reload()
	doc.customer_primary_contact = frappe.db.get_value("Contact", {"user": emails[0]}, "name")
	doc.set("portal_users", [{"user": email} for email in emails])
	return doc.save().name
