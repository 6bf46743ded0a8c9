"""v16's icon and sidebar show what the workspace shows, with the same filters."""

import json
import re
from pathlib import Path

APP = Path(__file__).resolve().parents[2]
MODULE = APP / "salesflow_app"


def read(path: Path) -> dict:
	return json.loads(path.read_text())


WORKSPACE = read(MODULE / "workspace" / "salesflow" / "salesflow.json")
SIDEBAR = read(APP / "workspace_sidebar" / "salesflow.json")
ICON = read(APP / "desktop_icon" / "salesflow.json")
PAGE = read(MODULE / "page" / "salesflow_list" / "salesflow_list.json")


def get_filters(shortcut: dict) -> dict:
	"""The shortcut's filters as an item of the sidebar writes them."""
	filters = json.loads(shortcut["stats_filter"].replace("frappe.session.user", '"me"'))
	return {field: write(value) for field, (_operator, value) in filters.items()}


def write(value: str | int | list[str]) -> str:
	values = value if isinstance(value, list) else [value]
	return ".".join(str(one).replace(" ", "_") for one in values)


def test_sidebar_waits_for_what_the_workspace_waits_for():
	items = [item for item in SIDEBAR["items"] if item["link_type"] == "Page"]
	assert [item["label"] for item in items] == [row["label"] for row in WORKSPACE["shortcuts"]]
	for item, shortcut in zip(items, WORKSPACE["shortcuts"], strict=True):
		wanted = {"list": write(shortcut["link_to"]), **get_filters(shortcut)}
		assert json.loads(item["route_options"]) == wanted, item["label"]
		assert item["display_depends_on"] == f'frappe.model.can_read("{shortcut["link_to"]}")'


def test_filters_of_the_sidebar_survive_being_encoded_twice():
	for item in SIDEBAR["items"]:
		for value in json.loads(item.get("route_options") or "{}").values():
			assert re.fullmatch(r"[A-Za-z0-9_.]+", value), item["label"]


def test_sidebar_lists_the_documents_and_reports_of_the_workspace():
	items = [
		item.get("link_to") or item["label"]
		for item in SIDEBAR["items"]
		if item["link_type"] in ("DocType", "Report")
	]
	assert items == [row.get("link_to") or row["label"] for row in WORKSPACE["links"]]


def test_icon_opens_the_sidebar_in_place():
	assert (ICON["icon_type"], ICON["link_type"], ICON["link_to"]) == (
		"App",
		"Workspace Sidebar",
		SIDEBAR["name"],
	)
	assert SIDEBAR["items"][0]["link_to"] == WORKSPACE["name"]
	assert not [item for item in SIDEBAR["items"] if item["link_type"] == "URL"]  # those open a new tab


def test_everyone_who_sees_the_workspace_may_open_its_lists():
	assert PAGE["roles"] == WORKSPACE["roles"]
