"""Makes a site, and installs apps on it or removes them."""

import json
from pathlib import Path

import frappe
import frappe.site_records as records
from frappe.database import schema
from frappe.model import registry, sync
from frappe.utils.fixtures import sync_fixtures

FOLDERS = ("private/files", "private/backups", "public/files", "locks", "logs")


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
	frappe.flags.in_install_db = frappe.flags.in_install = True
	schema.create_system_tables()
	doctypes = registry.get_doctypes("frappe")
	sync.make_tables(doctypes)
	sync.write_rows(doctypes, {name: sync.get_stamp(registry.get_definition(name)) for name in doctypes})
	frappe.flags.in_install_db = False
	add_to_installed_apps("frappe")
	frappe.clear_cache()
	make_records(doctypes)
	set_passwords(admin_password)
	finish_install("frappe")
	frappe.db.commit()


def make_records(doctypes: list[str]) -> None:
	"""Users, roles, languages, countries, currencies and the like."""
	_make_roles(doctypes)
	add_module_defs("frappe")
	for (doctype, field), names in records.NAMED.items():
		for name in names.split(", "):
			insert(doctype, name, **({} if field == "name" else {field: name}))
	for state, style in records.STATES.items():
		insert("Workflow State", state, workflow_state_name=state, style=style)
	_make_places()
	for folder in records.FOLDERS:
		frappe.get_doc({"doctype": "File", "is_folder": 1, **folder}).insert(ignore_permissions=True)
	for name, values in records.USERS.items():
		insert("User", name, send_welcome_email=0, enabled=1, **values)
	for doctype, values in records.SETTINGS.items():
		settings = frappe.get_single(doctype)
		settings.update(values)
		settings.flags.ignore_mandatory = settings.flags.ignore_permissions = True
		settings.save()


def _make_roles(doctypes: list[str]) -> None:
	for role in records.ROLES.split(", "):
		insert("Role", role, role_name=role, desk_access=int(role not in records.PORTAL_ROLES))
	sync.make_roles(doctypes)


def _make_places() -> None:
	for code, name in records.LANGUAGES.items():
		insert("Language", code, language_code=code, language_name=name, enabled=1)
	for country in records.COUNTRIES.split(", "):
		code, _space, name = country.partition(" ")
		insert("Country", name, country_name=name, code=code)
	for name, (fraction, symbol, number_format, enabled) in records.CURRENCIES.items():
		insert(
			"Currency",
			name,
			currency_name=name,
			fraction=fraction,
			fraction_units=100,
			symbol=symbol,
			number_format=number_format,
			enabled=enabled,
			smallest_currency_fraction_value=records.SMALLEST.get(name, 0),
		)
	for country, template in records.ADDRESS_TEMPLATES.items():
		insert("Address Template", country, country=country, template=template, is_default=1)


def insert(doctype: str, name: str, **values) -> None:
	"""Insert a record unless it is there."""
	if not frappe.db.exists(doctype, name):
		doc = frappe.get_doc({"doctype": doctype, "name": name, **values})
		doc.flags.ignore_permissions = doc.flags.ignore_mandatory = True
		doc.insert(set_name=name)


def set_passwords(admin_password: str) -> None:
	"""The Administrator has every role, and a password."""
	from frappe.desk.page.setup_wizard.setup_wizard import add_all_roles_to
	from frappe.utils.password import update_password

	add_all_roles_to("Administrator")
	update_password("Administrator", admin_password)


# Apps


def install_app(
	name: str, verbose: bool = False, set_as_patched: bool = True, force: bool = False
) -> bool | None:
	"""Install an app: its DocTypes, records, fields and fixtures, in the order of its hooks."""
	installed = frappe.get_installed_apps()
	if name in installed and not force:
		print(f"App {name} already installed")
		return None
	if name not in frappe.get_all_apps():
		raise Exception("App not in apps.txt")
	for required in frappe.get_hooks("required_apps", app_name=name):
		install_app(required.split("/")[-1]) if required.split("/")[-1] not in installed else None
	frappe.flags.in_install = name
	frappe.clear_cache()
	if _call_hooks("before_install", name) is False:
		return False
	add_module_defs(name)
	sync.sync_for(name, force=force, reset_permissions=True)
	add_to_installed_apps(name)
	frappe.clear_cache()
	note_patches(name)
	_call_hooks("after_install", name)
	finish_install(name)
	frappe.clear_cache()
	return True


def finish_install(name: str) -> None:
	"""What follows the app's own part: menu, clock, fixtures, versions."""
	frappe.get_single("Portal Settings").sync_menu()
	sync_jobs()
	sync_fixtures(name)
	_call_hooks("after_sync", name)
	note_versions()
	frappe.flags.in_install = False


def sync_jobs() -> None:
	"""Rows for what the clock runs."""
	from frappe.core.doctype.scheduled_job_type.scheduled_job_type import sync_jobs

	sync_jobs()


def _call_hooks(hook: str, app: str):
	for path in frappe.get_hooks(hook, app_name=app):
		if frappe.get_attr(path)() is False:
			return False
	return None


def add_module_defs(app: str, ignore_if_duplicate: bool = False) -> None:
	"""Note the app's modules."""
	for module in frappe.get_module_list(app):
		insert("Module Def", module, module_name=module, app_name=app)


def add_to_installed_apps(app_name: str, rebuild_website: bool = True) -> None:
	"""The site has the app from now on."""
	_set_installed_apps([*frappe.get_installed_apps(), app_name])


def remove_from_installed_apps(app_name: str) -> None:
	"""The site does not have the app any more."""
	_set_installed_apps([name for name in frappe.get_installed_apps() if name != app_name])


def _set_installed_apps(names: list[str]) -> None:
	frappe.db.set_global("installed_apps", json.dumps(list(dict.fromkeys(names))))
	frappe.clear_cache()
	frappe.local.module_app = frappe.local.app_modules = None


def note_versions() -> None:
	"""Names and versions of the installed apps, where the site shows them."""
	doc = frappe.get_single("Installed Applications")
	rows = [
		{"app_name": name, "app_version": frappe.get_module(name).__version__, "git_branch": "sandbox"}
		for name in frappe.get_installed_apps()
	]
	if [row.app_name for row in doc.installed_applications] != [row["app_name"] for row in rows]:
		doc.set("installed_applications", rows)
		doc.flags.ignore_version = True
		doc.save(ignore_permissions=True)


def note_patches(app: str) -> None:
	"""A new app needs none of its patches."""
	for patch in get_patches(app):
		frappe.new_doc("Patch Log", patch=patch).insert(ignore_permissions=True)


def get_patches(app: str) -> list[str]:
	"""Patches that the app's `patches.txt` names."""
	lines = frappe.get_file_items(frappe.get_app_path(app, "patches.txt"))
	return [line for line in lines if not line.startswith("[")]


def remove_app(
	app_name: str, dry_run: bool = False, yes: bool = False, no_backup: bool = False, force: bool = False
) -> None:
	"""Remove an app with its DocTypes and their documents."""
	if app_name not in frappe.get_installed_apps() and not force:
		print(f"App {app_name} not installed on Site {frappe.local.site}")
		return
	if dry_run:
		raise NotImplementedError("frappe.installer.remove_app(dry_run=True)")
	frappe.flags.in_uninstall = True
	_call_hooks("before_uninstall", app_name)
	modules = frappe.get_all("Module Def", {"app_name": app_name}, pluck="name")
	_remove_records(modules)
	_remove_doctypes(modules)
	for module in modules:
		frappe.delete_doc("Module Def", module, force=True, ignore_permissions=True)
	_call_hooks("after_uninstall", app_name)
	remove_from_installed_apps(app_name)
	frappe.get_single("Portal Settings").sync_menu()
	sync_jobs()
	note_versions()
	frappe.db.commit()
	frappe.flags.in_uninstall = False
	frappe.clear_cache()


def _remove_records(modules: list[str]) -> None:
	"""Records of the modules, such as workspaces and print formats."""
	linked = frappe.get_all(
		"DocField",
		{"fieldtype": "Link", "options": "Module Def", "parent": ("!=", "DocType")},
		pluck="parent",
	)
	for doctype in dict.fromkeys(linked):
		for name in frappe.get_all(doctype, {"module": ("in", modules)}, pluck="name"):
			frappe.delete_doc(doctype, name, force=True, ignore_permissions=True)


def _remove_doctypes(modules: list[str]) -> None:
	rows = frappe.get_all("DocType", {"module": ("in", modules)}, ["name", "issingle"])
	for row in rows:
		frappe.delete_doc("DocType", row.name, force=True, ignore_permissions=True)
