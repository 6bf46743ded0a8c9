"""Makes a site, and installs apps on it. An app is not removed again: a trial is thrown away as a whole."""

import json
from pathlib import Path

import frappe
from frappe import records
from frappe.database import schema
from frappe.model import registry, sync
from frappe.offered import refuse_others

FOLDERS = ("private/files", "public/files")
NOT_FOR_STAFF = ("Administrator", "Guest", "All", "Customer", "Supplier", "Partner", "Employee")


def make_site(site: str, sites_path: str = ".", admin_password: str = "admin") -> None:
	"""Make a site with Frappe alone, and connect to it."""
	folder = Path(sites_path, site)
	for name in FOLDERS:
		(folder / name).mkdir(parents=True, exist_ok=True)
	config = {"db_name": site.split(".")[0].replace("-", "_"), "db_type": "sqlite"}
	(folder / "site_config.json").write_text(json.dumps(config, indent=1) + "\n")
	frappe.init(site, sites_path=sites_path, new_site=True)
	frappe.connect()
	install_frappe(admin_password)


def install_frappe(admin_password: str) -> None:
	"""The tables of the framework and the records of a new site."""
	from frappe.utils.password import update_password

	frappe.flags.in_install_db = frappe.flags.in_install = True
	schema.create_system_tables()
	doctypes = registry.get_doctypes("frappe")
	sync.make_tables(doctypes)
	sync.write_rows(doctypes)
	frappe.flags.in_install_db = False
	_add_to_installed_apps("frappe")
	_add_module_defs("frappe")
	found = records.read("frappe")
	for table in found.tables:
		records.insert_table(**table)
	sync.make_roles(doctypes)
	records.save_settings(found.settings)
	add_all_roles_to("Administrator")
	update_password("Administrator", admin_password)
	_finish_install("frappe")


def add_all_roles_to(name: str) -> None:
	"""Give a user every role that staff can have."""
	user = frappe.get_doc("User", name)
	user.append_roles(*frappe.get_all("Role", {"name": ("not in", NOT_FOR_STAFF)}, pluck="name"))
	user.save(ignore_permissions=True)  # a new site has no users yet


def install_app(name: str, verbose: bool = False, set_as_patched: bool = True, force: bool = False) -> None:
	"""Install an app: its DocTypes, records, fields and fixtures, in the order of its hooks."""
	frappe.flags.in_install = name
	_call_hooks("before_install", name)
	_add_module_defs(name)
	sync.sync_for(name)
	_add_to_installed_apps(name)
	_call_hooks("after_install", name)
	_finish_install(name)


def _finish_install(name: str) -> None:
	"""What follows the app's own part: menu and fixtures."""
	frappe.get_single("Portal Settings").sync_menu()
	sync.import_fixtures(name)
	_call_hooks("after_sync", name)
	frappe.flags.in_install = False
	frappe.clear_cache()


def _call_hooks(hook: str, app: str) -> None:
	for path in frappe.get_hooks(hook, app_name=app):
		frappe.get_attr(path)()


def _add_module_defs(app: str) -> None:
	for module in frappe.get_module_list(app):
		records.insert("Module Def", module, module_name=module, app_name=app)


def _add_to_installed_apps(app: str) -> None:
	frappe.db.set_global("installed_apps", json.dumps([*frappe.get_installed_apps(), app]))
	frappe.db.own_cache.clear()
	frappe.clear_cache()
	frappe.local.module_app = None


__getattr__ = refuse_others(__name__)
