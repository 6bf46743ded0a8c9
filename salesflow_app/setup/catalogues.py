"""Frappe reads translations from `.mo` files, which `bench build` makes of `locale/*.po`: here for a site that was not built since."""

from __future__ import annotations

import os
from pathlib import Path

import frappe
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

APP = "salesflow_app"


def compile_new() -> None:
	"""Make the `.mo` files that are missing or older than their source, on a bench whose assets can be written."""
	assets = Path(frappe.local.sites_path, "assets")
	if not assets.is_dir() or not os.access(assets, os.W_OK):
		return
	for source in sorted(Path(frappe.get_app_path(APP, "locale")).glob("*.po")):
		target = assets / "locale" / source.stem / "LC_MESSAGES" / f"{APP}.mo"
		if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
			_compile(source, target)


def _compile(source: Path, target: Path) -> None:
	"""Whole or not at all, because other sites of the bench read the file."""
	target.parent.mkdir(parents=True, exist_ok=True)
	unfinished = target.with_suffix(f".{os.getpid()}")
	with source.open("rb") as text, unfinished.open("wb") as file:
		write_mo(file, read_po(text))
	unfinished.replace(target)
