"""`bench migrate`: brings a site to the state of the apps' files."""

import frappe
import frappe.installer as installer
from frappe.model import registry, sync
from frappe.utils.fixtures import sync_fixtures


class SiteMigration:
	"""All steps of a migration, in Frappe's order."""

	def __init__(self, skip_failing: bool = False, skip_search_index: bool = False):
		self.skip_failing = skip_failing

	def run(self, site: str) -> None:
		"""Migrate the site that is connected."""
		frappe.flags.in_migrate = True
		frappe.clear_cache()
		try:
			self.before()
			self.sync()
			self.after()
			frappe.db.commit()
		finally:
			frappe.flags.in_migrate = False
			frappe.clear_cache()

	def before(self) -> None:
		"""What the apps want done first, and their patches for the old state."""
		for app in frappe.get_installed_apps():
			_call_hooks("before_migrate", app)
		self.run_patches()

	def run_patches(self) -> None:
		"""Run what the apps' `patches.txt` names and the site has not seen yet."""
		done = set(frappe.get_all("Patch Log", pluck="patch"))
		for app in frappe.get_installed_apps():
			for patch in installer.get_patches(app):
				if patch not in done:
					frappe.flags.in_patch = True
					frappe.get_attr(f"{patch.split()[0]}.execute")()
					frappe.flags.in_patch = False
					frappe.get_doc({"doctype": "Patch Log", "patch": patch}).insert(ignore_permissions=True)

	def sync(self) -> None:
		"""DocTypes, records, clock, fixtures and menu."""
		for app in frappe.get_installed_apps():
			installer.add_module_defs(app)
		sync.sync_all()
		remove_orphans()
		installer.sync_jobs()
		sync_fixtures()
		frappe.get_single("Portal Settings").sync_menu()
		installer.note_versions()

	def after(self) -> None:
		"""What the apps want done last."""
		for app in frappe.get_installed_apps():
			_call_hooks("after_migrate", app)


def remove_orphans() -> None:
	"""Forget standard DocTypes that no installed app has any more."""
	installed = set(frappe.get_installed_apps())
	for name in frappe.get_all("DocType", {"custom": 0}, pluck="name"):
		if not registry.has_definition(name) or registry.get_app_of(name) not in installed:
			frappe.delete_doc("DocType", name, force=True, ignore_permissions=True)


def _call_hooks(hook: str, app: str) -> None:
	for path in frappe.get_hooks(hook, app_name=app):
		frappe.get_attr(path)()


def migrate(site: str | None = None) -> None:
	"""Migrate the site that is connected."""
	SiteMigration().run(site or frappe.local.site)
