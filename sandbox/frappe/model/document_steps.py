"""What runs at each step of a document's life: the controller, the apps' handlers, versions."""

import frappe

BEFORE_WRITING = {
	"save": ("before_validate", "validate", "before_save"),
	"submit": ("before_validate", "validate", "before_submit"),
	"cancel": (None, "before_cancel"),
	"update_after_submit": (None, "before_update_after_submit"),
}
AFTER_WRITING = {
	"save": ("on_update",),
	"submit": ("on_update", "on_submit"),
	"cancel": ("on_cancel",),
	"update_after_submit": ("on_update_after_submit",),
}


class DocumentSteps:
	"""Part of `Document`."""

	def run_method(self, method: str, *args, **kwargs):
		"""Run the controller's method and the handlers in the apps' hooks."""
		function = getattr(self, method, None)
		result = function(*args, **kwargs) if callable(function) else None
		result = self._run_handlers(method, result, *args, **kwargs)
		return result

	def _run_handlers(self, method: str, result, *args, **kwargs):
		hooks = frappe.get_doc_hooks()
		for handler in hooks.get(self.doctype, {}).get(method, []) + hooks.get("*", {}).get(method, []):
			result = _merge(result, frappe.get_attr(handler)(self, method, *args, **kwargs))
		return result

	def run_before_save_methods(self) -> None:
		"""What runs before the document is written."""
		self.reset_seen()
		first, *others = BEFORE_WRITING[self._action]
		if first:
			self.run_method(first)
		if not self.flags.ignore_validate:
			for step in others:
				self.run_method(step)
			self.set_title_field()

	def run_post_save_methods(self) -> None:
		"""What runs after the document is written."""
		for step in AFTER_WRITING[self._action]:
			self.run_method(step)
		tell = self.notify_update if self.flags.get("notify_update", True) else None
		guard = self.check_no_back_links_exist if self._action == "cancel" else None
		for follow in filter(None, (guard, self.clear_cache, tell, self.save_version)):
			follow()
		self.run_method("on_change")
		mine, saving = (self.doctype, self.name), frappe.flags.currently_saving
		if mine in saving:
			saving.remove(mine)
		self._latest = None

	def set_title_field(self) -> None:
		"""Fill the title as its field says."""
		df = self.meta.get_field("title") if self.meta.title_field == "title" else None
		if not df:
			return
		values = {key: value or "" for key, value in self.as_dict().items()}
		if df.options:
			self.set("title", df.options.format(**values))
		elif self.is_new() and df.default and self.get("title") in (None, "", df.default):
			self.set("title", df.default.format(**values))

	def reset_seen(self) -> None:
		"""Only who changes the document has seen it as it is now."""
		if self.meta.track_seen:
			frappe.db.set_value(
				self.doctype, self.name, "_seen", frappe.as_json([frappe.session.user]), update_modified=False
			)

	def clear_cache(self) -> None:
		"""Forget the document in the cache."""
		frappe.clear_document_cache(self.doctype, self.name)

	def save_version(self) -> None:
		"""Keep what changed, where the DocType tracks changes."""
		before = self._doc_before_save
		is_tracked = self.meta.track_changes and self.doctype != "Version"
		is_quiet = self.flags.ignore_version or frappe.flags.in_install
		if is_quiet or not is_tracked or (frappe.flags.in_patch and not before):
			return
		if not before and (amended_from := self.get("amended_from")):
			before = frappe.get_doc(self.doctype, amended_from)
		changes = frappe.new_doc("Version")
		if changes.update_version_info(before, self):
			changes.insert(ignore_permissions=True)

	def notify_update(self) -> None:
		"""Tell open browsers; no browser listens to a sandbox."""


def _merge(result, new):
	"""What several handlers return: dicts are merged, else the last one that says something wins."""
	if isinstance(new, dict) and isinstance(result, dict):
		return {**result, **new}
	return new if new is not None else result
