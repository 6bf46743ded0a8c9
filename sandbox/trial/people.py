"""The start page: who takes part in the deals, and signing in as one of them without a password."""

import frappe
from werkzeug.exceptions import Forbidden
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from trial.guide import get_places, get_walks
from trial.pages import HOUSE, show
from trial.tables import read

DUTIES = read("duties")
GENERAL = ("Sales User", "Stock User")
"""Roles that most of our people have beside the one that says what they do."""


def show_start(_request: Request) -> Response:
	"""One way in, the played deals, and everyone in them: staff by what they do, clients by their company."""
	people = {"staff": _get_staff(), "clients": _get_clients()}
	return show("start.html", places=get_places(), walks=get_walks(), **people)


def sign_in(request: Request) -> Response:
	"""Sign in as the chosen person: any enabled user of this site."""
	user = request.form.get("user", "")
	if not frappe.db.get_value("User", {"name": user, "enabled": 1}):
		raise Forbidden(f"There is no user {user} to sign in as. Choose someone from the start page.")
	frappe.local.login_manager.login_as(user)
	return redirect(_get_way(request.form.get("to", ""), user))


def _get_way(to: str, user: str) -> str:
	"""Where the person wanted to go, on this site; a client has no desk."""
	is_client = frappe.db.get_value("User", user, "user_type") == "Website User"
	if is_client and not to.startswith(("/salesflow", "/review")):
		return "/salesflow"
	is_here = to.startswith("/") and not to.startswith(("//", "/\\"))
	return to if is_here else "/trial/desk"


def _get_staff() -> list[dict]:
	users = frappe.get_all(
		"User",
		{"user_type": "System User", "enabled": 1, "name": ("!=", "Guest")},
		["name", "full_name"],
		order_by="creation asc",
	)
	return sorted((_as_person(user) for user in users), key=_get_place)


def _get_place(person: dict) -> tuple[bool, int]:
	"""Our own people first, in the order of the deal; those of the imported history after them."""
	places = [place for place, duty in enumerate(DUTIES.values()) if duty in person["duties"]]
	return not person["name"].endswith(HOUSE), max(places, default=len(DUTIES))


def _as_person(user: dict) -> dict:
	roles = [role for role in DUTIES if role in frappe.get_roles(user.name)]
	own = [role for role in roles if role not in GENERAL]
	duties = [DUTIES[role] for role in own or roles]
	if user.name == "Administrator":
		duties = ["can do everything, but takes no part in a deal"]
	is_house = user.name.endswith(HOUSE)
	return {"name": user.name, "full_name": user.full_name, "duties": duties, "is_house": is_house}


def _get_clients() -> list[dict]:
	portal = {"parenttype": "Customer"}
	rows = frappe.get_all("Portal User", portal, ["user", "parent"], parent_doctype="Customer")
	companies = {row.user: row.parent for row in rows}
	clients = {"user_type": "Website User", "enabled": 1, "name": ("!=", "Guest")}
	users = frappe.get_all("User", clients, ["name", "full_name"], order_by="creation asc")
	return [{**user, "company": companies.get(user.name, "")} for user in users]
