"""Portal Settings: the menu of the portal, filled from what the apps bring."""

import frappe
from frappe.model.document import Document


class PortalSettings(Document):
	"""The portal's menu."""

	def add_item(self, item: dict) -> bool:
		"""Add a menu item where none of that route is there; returns whether it was added."""
		for row in self.menu:
			if row.route == item.get("route"):
				return False
		self.append("menu", {**item, "enabled": 1})
		return True

	def sync_menu(self):
		"""Add the items that the apps' hooks name, and take away those that no app names any more."""
		items = [*frappe.get_hooks("portal_menu_items"), *frappe.get_hooks("standard_portal_menu_items")]
		changed = [self.add_item(item) for item in items]
		routes = {item["route"] for item in items}
		kept = [row for row in self.menu if row.route in routes]
		if any(changed) or len(kept) < len(self.menu):
			self.set("menu", kept)
			self.flags.ignore_permissions = True
			self.save()

	def on_update(self):
		frappe.clear_cache()
