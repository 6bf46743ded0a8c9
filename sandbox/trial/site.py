"""Makes a site with ERPNext, its company and the app."""

import json
from pathlib import Path

import erpnext.installer
import frappe
import frappe.installer as installer

SITE = "salesflow.test"
APPS = ("frappe", "erpnext", "salesflow_app")
PASSWORD = "admin"


def make_site(folder: Path, site: str = SITE, with_app: bool = True) -> Path:
	"""Make `folder/sites` with one finished site, with or without the app; returns the folder."""
	sites = Path(folder).resolve() / "sites"
	sites.mkdir(parents=True, exist_ok=True)
	(sites / "apps.txt").write_text("\n".join(APPS) + "\n")
	(sites / "common_site_config.json").write_text(json.dumps({"developer_mode": 0}) + "\n")
	installer.make_site(site, str(sites), PASSWORD)
	try:
		installer.install_app("erpnext")
		erpnext.installer.complete_wizard()
		if with_app:
			installer.install_app("salesflow_app")
		frappe.db.commit()
	finally:
		frappe.destroy()
	return Path(folder)
