"""Who is mentioned in a comment. Connections of a document are left to a real site."""

from bs4 import BeautifulSoup
from frappe.offered import not_offered

get_open_count = not_offered("frappe.desk.notifications.get_open_count")


def extract_mentions(txt: str) -> list[str]:
	"""Users that a comment names with @; groups of users are not offered."""
	found = BeautifulSoup(txt, "html.parser").find_all(class_="mention")
	return [mention["data-id"] for mention in found if mention.get("data-is-group") != "true"]
