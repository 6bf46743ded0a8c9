"""Log files of the site, in its `logs` folder."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import frappe

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def logger(
	module: str | None = None,
	with_more_info: bool = False,
	allow_site: bool | str = True,
	filter: object = None,
	max_size: int = 100_000,
	file_count: int = 20,
) -> logging.Logger:
	"""The log of a module; where no site is at hand, it keeps nothing."""
	site = getattr(frappe.local, "site", None)
	log = logging.getLogger(f"{module or 'frappe'}-{site or 'all'}")
	if log.handlers or not site:
		return log
	folder = Path(frappe.local.site_path, "logs")
	folder.mkdir(parents=True, exist_ok=True)
	handler = RotatingFileHandler(
		folder / f"{module or 'frappe'}.log", maxBytes=max_size, backupCount=file_count, delay=True
	)
	handler.setFormatter(logging.Formatter(FORMAT))
	log.addHandler(handler)
	log.propagate = False
	return log
