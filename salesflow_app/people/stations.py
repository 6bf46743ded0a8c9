"""Who works at which station between production and the client: packing, shipping."""

from salesflow_app.people.roles import get_role_users
from salesflow_app.salesflow_app.workflows.delivery_note import SHIPPING

PACKERS = "Stock User"
OTHER_STATIONS = ("Manufacturing User", "Quality Manager", "Support Team", "Delivery User")


def get_packers() -> list[str]:
	"""Who packs: Stock Users who work at no other station of the chain; where all do, all Stock Users."""
	users = get_role_users(PACKERS)
	busy = {user for role in OTHER_STATIONS for user in get_role_users(role)}
	return [user for user in users if user not in busy] or users


def get_shippers() -> list[str]:
	"""Who ships."""
	return [user for role in SHIPPING for user in get_role_users(role)]
