"""Exports are kept for the days of Salesflow Settings; the log of them stays."""

import frappe
from frappe.utils import add_days, cint, now_datetime

from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.dossier.exports import LOG
from salesflow_app.settings import get_settings


@retry_on_conflict
def delete_old_exports() -> None:
	"""Daily: delete the files that are older; with 0 days, all are kept."""
	days = cint(get_settings().dossier_days)
	if days:
		for_each(delete_export, _get_old_files(days))


def delete_export(file: str) -> None:
	frappe.delete_doc("File", file, ignore_permissions=True)  # the clock keeps what the settings say


def _get_old_files(days: int) -> list[str]:
	"""Files of exports by the log: a file that somebody gave such a name is theirs."""
	like = {"file_url": ("like", "/private/files/dossier-%"), "is_private": 1}
	old = {**like, "creation": ("<", add_days(now_datetime(), -days))}
	files = frappe.get_all("File", old, ["name", "file_url"], order_by="name asc")
	urls = [file.file_url for file in files]
	exported = frappe.get_all(LOG, {"file_url": ("in", urls or [""])}, pluck="file_url", order_by="name asc")
	return [file.name for file in files if file.file_url in set(exported)]
