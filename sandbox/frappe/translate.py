"""Sentences in other languages: from the apps' `translations/<language>.csv` and from the DocType Translation."""

import csv
import os

import frappe


def get_language(lang_list: list | None = None) -> str:
	"""The language of the session."""
	return get_user_lang() if frappe.session.user != "Guest" else frappe.local.lang


def get_user_lang(user: str | None = None) -> str:
	"""The language of a user, or the site's."""
	user = user or frappe.session.user
	own = frappe.db.get_value("User", user, "language", cache=True)
	return own or frappe.db.get_default("lang") or frappe.local.lang or "en"


def get_all_translations(lang: str | None) -> dict[str, str]:
	"""What is translated into the language, by its English words."""
	if not lang or lang == "en":
		return get_user_translations("en")
	return {**get_translations_from_apps(lang), **get_user_translations(lang)}


def get_translations_from_apps(lang: str) -> dict[str, str]:
	"""The sentences that the installed apps translate."""
	known = frappe.local.request_cache.setdefault("translations", {})
	if lang not in known:
		known[lang] = {}
		for app in frappe.get_installed_apps():
			known[lang].update(_read(frappe.get_app_path(app, "translations", f"{lang}.csv")))
	return known[lang]


def _read(path: str) -> dict[str, str]:
	if not os.path.exists(path):
		return {}
	with open(path, encoding="utf-8", newline="") as file:
		rows = [row for row in csv.reader(file) if len(row) > 1]
	return {f"{row[0]}:{row[2]}" if len(row) > 2 and row[2] else row[0]: row[1] for row in rows}


def get_user_translations(lang: str) -> dict[str, str]:
	"""The sentences that this site translates its own way."""
	if not getattr(frappe.local, "db", None) or not frappe.db.table_exists("Translation"):
		return {}
	rows = frappe.get_all("Translation", {"language": lang}, ["source_text", "translated_text", "context"])
	return {
		f"{row.source_text}:{row.context}" if row.context else row.source_text: row.translated_text
		for row in rows
	}
