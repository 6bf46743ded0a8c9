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
	file, log = frappe.qb.DocType("File"), frappe.qb.DocType(LOG)
	return (
		frappe.qb.from_(file)
		.join(log)
		.on(log.file_url == file.file_url)
		.select(file.name)
		.where(log.creation < add_days(now_datetime(), -days))
		.orderby(file.name)
	).run(pluck=True)
