"""Who works at which station between production and the client: making, packing, shipping, billing."""

import frappe

from salesflow_app.people.roles import get_role_users
from salesflow_app.salesflow_app.workflows.delivery_note import SHIPPING, SUPPORT
from salesflow_app.settings import get_settings

MAKERS = "Manufacturing User"
PACKERS = "Stock User"
BILLERS = "Accounts User"
OTHER_STATIONS = ("Manufacturing User", "Quality Manager", "Support Team", "Delivery User")


def get_makers(email: str | None, company: str) -> list[str]:
	"""Who makes a department's part: the user with its address, else everybody in production."""
	named = email and frappe.db.get_value("User", {"email": email, "user_type": "System User", "enabled": 1})
	return [named] if named else get_role_users(MAKERS, company)


def get_packers(company: str | None = None) -> list[str]:
	"""Who packs: Stock Users who work at no other station of the chain; where all do, all Stock Users."""
	users = get_role_users(PACKERS, company)
	busy = {user for role in OTHER_STATIONS for user in get_role_users(role)}
	return [user for user in users if user not in busy] or users


def get_shippers(company: str | None = None) -> list[str]:
	"""Who ships."""
	return [user for role in SHIPPING for user in get_role_users(role, company)]


def get_billers(company: str) -> list[str]:
	"""Who bills orders without milestones: Customer Support where Salesflow Settings say so, else accounts."""
	of_support = [user for role in SUPPORT for user in get_role_users(role, company)]
	return (get_settings().support_bills_orders and of_support) or get_role_users(BILLERS, company)
