"""What the stories need, looked at before the first step: files to read, and a site without people of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import frappe

from salesflow_app.demo.crm_import.reading import ACCOUNTS, PIPELINE, PRODUCTS, TEAMS

CONSULTING_SOW, OTHER_SOW = Path("sow", "consulting_sow.md"), Path("sow", "agile_bpa_sow.md")
CRM = (ACCOUNTS, PRODUCTS, TEAMS, PIPELINE)
OWN_PEOPLE = ("@nordwind.example", "@crm.example", "@apix.example", "@guesthouses.example", "@demo.invalid")
"""Addresses of the demo; none of these can be somebody's."""
ASKED = (
	"Account Manager",
	"Accounts Manager",
	"Accounts User",
	"Delivery User",
	"Manufacturing User",
	"Operations Manager",
	"Quality Manager",
	"Sales Assistant",
	"Sales Manager",
	"SOW Approver",
	"Stock User",
	"Support Team",
)
"""Roles whose holders get tasks and mails in the stories."""
SHOWN = 5


def find_problems(stories: Iterable[str], inputs: Path | None, with_others: bool) -> Iterator[str]:
	"""What would end a story half way, or reach people who are not of the demo; a sentence each."""
	stories = tuple(stories)
	if inputs:
		yield from _find_missing_files(stories, inputs)
	if not frappe.db.count("Company"):
		yield "The site has no Company: complete ERPNext's setup wizard first."
	if not with_others and (others := get_others()):
		names = ", ".join(others[:SHOWN]) + (" ..." if len(others) > SHOWN else "")
		yield (
			f"{len(others)} users of this site have roles of the stories and would get tasks and mails: {names}. "
			"Use a site without people of its own, or allow it with --with-others."
		)


def find_unprintable() -> Iterator[str]:
	"""The factory's papers are printed by the site itself, which in Frappe reads their styles from its own address."""
	try:
		frappe.get_print("Company", frappe.get_all("Company", pluck="name", limit=1)[0], as_pdf=True)
	except Exception as error:  # whatever stops a print now would stop the story in its middle
		frappe.clear_messages()
		yield (
			f"The site cannot print ({type(error).__name__}). Does it answer at {frappe.utils.get_url()}? Start it there "
			"(bench start), or name its address with bench set-config host_name."
		)


def find_unread(inputs: Path) -> list[str]:
	"""Files of the folder that no story reads."""
	read = {inputs / CONSULTING_SOW, inputs / OTHER_SOW}
	read |= {folder / name for folder in (inputs, inputs / "crm") for name in CRM}
	return sorted(
		str(path.relative_to(inputs)) for path in inputs.rglob("*") if path.is_file() and path not in read
	)


def get_others() -> list[str]:
	"""Enabled desk users of the site who are not of the demo and have a role of the stories."""
	users = frappe.get_all(
		"User",
		{"enabled": 1, "user_type": "System User", "name": ("not in", ("Administrator", "Guest"))},
		pluck="name",
		order_by="name asc",
	)
	others = [user for user in users if not user.endswith(OWN_PEOPLE)]
	asked = frappe.get_all(
		"Has Role",
		{"parenttype": "User", "parent": ("in", others or [""]), "role": ("in", ASKED)},
		pluck="parent",
		distinct=True,
		order_by="parent asc",
	)
	return list(asked)


def _find_missing_files(stories: tuple[str, ...], inputs: Path) -> Iterator[str]:
	if "consulting" in stories and not (inputs / CONSULTING_SOW).is_file():
		yield f"{inputs / CONSULTING_SOW} is missing: the story consulting takes its scope from it."
	if "pipeline" in stories:
		folder = inputs / "crm" if (inputs / "crm").is_dir() else inputs
		missing = [name for name in CRM if not (folder / name).is_file()]
		if missing:
			yield f"{', '.join(missing)} missing in {folder}: the story pipeline loads these files."
