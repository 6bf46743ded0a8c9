"""Frappe reads translations from `.mo` files, which `bench build` makes of `locale/*.po`: here for a site that was not built since."""

from __future__ import annotations

import os
from pathlib import Path

import click
import frappe
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from frappe import _

APP = "salesflow_app"


def compile_new() -> None:
	"""Make the `.mo` files that are missing or older than their source; where that cannot be, say what makes them."""
	assets = Path(frappe.local.sites_path, "assets")
	for source in sorted(Path(frappe.get_app_path(APP, "locale")).glob("*.po")) if assets.is_dir() else ():
		target = assets / "locale" / source.stem / "LC_MESSAGES" / f"{APP}.mo"
		if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
			continue
		try:
			_compile(source, target)
		except OSError as error:
			words = _("{0} cannot be written ({1}). Run “bench build --app {2}” as the user who owns it.")
			click.secho(words.format(target, error.strerror, APP), fg="yellow")


def _compile(source: Path, target: Path) -> None:
	"""Whole or not at all, because other sites of the bench read the file."""
	target.parent.mkdir(parents=True, exist_ok=True)
	unfinished = target.with_suffix(f".{os.getpid()}")
	with source.open("rb") as text, unfinished.open("wb") as file:
		write_mo(file, read_po(text))
	unfinished.replace(target)
