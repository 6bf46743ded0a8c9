"""Who stands in for whom today. A deputy's deputy stands in for nobody but the deputy."""

import frappe
from frappe.utils import today

from salesflow_app.people.accounts import keep_enabled

DOCTYPE = "Salesflow Deputy"


def get_represented(user: str) -> list[str]:
	"""People who are away today and whose deputy is `user`."""
	return _get("person", {"deputy": user})


def get_deputies(person: str) -> list[str]:
	"""Enabled users who stand in for `person` today."""
	return keep_enabled(_get("deputy", {"person": person}))


def _get(fieldname: str, filters: dict) -> list[str]:
	period = {"from_date": ("<=", today()), "to_date": (">=", today())}
	rows = frappe.get_all(DOCTYPE, {**filters, **period}, pluck=fieldname, order_by="creation asc")
	return list(dict.fromkeys(rows))
