"""A small stand-in for Frappe 15: the names that apps know, on SQLite, without a server."""

import importlib
from importlib.util import find_spec
from types import ModuleType

from frappe.exceptions import *  # noqa: F403
from frappe.exceptions import (  # noqa: F401
	DoesNotExistError,
	DuplicateEntryError,
	NameError,
	PermissionError,
	ValidationError,
)

__version__ = "15.72.4"
__title__ = "Frappe Framework"
STANDARD_USERS = ("Guest", "Administrator")
in_test = False

from frappe.calls import (  # noqa: E402, F401
	allowed_http_methods_for_whitelisted_func,
	are_emails_muted,
	as_json,
	generate_hash,
	get_desk_link,
	get_request_header,
	get_roles,
	guest_methods,
	has_permission,
	has_website_permission,
	is_whitelisted,
	make_property_setter,
	only_for,
	only_has_select_perm,
	parse_json,
	ping,
	publish_progress,
	publish_realtime,
	read_only,
	safe_eval,
	validate_and_sanitize_search_inputs,
	whitelist,
	whitelisted,
	xss_safe_methods,
)
from frappe.context import (  # noqa: E402, F401
	_dict,
	conf,
	connect,
	db,
	debug_log,
	destroy,
	error_log,
	flags,
	form,
	form_dict,
	get_common_site_config,
	get_site_config,
	get_site_path,
	init,
	lang,
	local,
	message_log,
	qb,
	request,
	response,
	session,
	set_user,
	user,
)
from frappe.documents import (  # noqa: E402, F401
	can_cache_doc,
	clear_cache,
	clear_document_cache,
	copy_doc,
	delete_doc,
	get_all,
	get_cached_doc,
	get_cached_value,
	get_doc,
	get_document_cache_key,
	get_last_doc,
	get_list,
	get_meta,
	get_precision,
	get_single,
	get_system_settings,
	get_value,
	new_doc,
	rename_doc,
	request_cache,
	set_value,
)
from frappe.installed import (  # noqa: E402, F401
	call,
	clear_hooks,
	get_all_apps,
	get_app_path,
	get_attr,
	get_doc_hooks,
	get_file_items,
	get_hooks,
	get_installed_apps,
	get_module,
	get_module_list,
	get_module_path,
	get_newargs,
	get_pymodule_path,
	read_file,
	scrub,
	setup_module_map,
	unscrub,
)
from frappe.messages import (  # noqa: E402, F401
	_,
	bold,
	clear_last_message,
	clear_messages,
	errprint,
	get_message_log,
	get_traceback,
	log_error,
	msgprint,
	throw,
)

from frappe.cache import cache  # noqa: E402, F401  # isort: skip

whitelist(allow_guest=True)(ping)

ELSEWHERE = {
	"sendmail": "frappe.email.sending",
	"enqueue": "frappe.utils.background_jobs",
	"render_template": "frappe.utils.jinja",
	"get_template": "frappe.utils.jinja",
	"get_jenv": "frappe.utils.jinja",
	"get_print": "frappe.utils.print_utils",
	"attach_print": "frappe.utils.print_utils",
	"format_value": "frappe.utils.formatters",
	"respond_as_web_page": "frappe.website.utils",
	"redirect": "frappe.website.utils",
}
"""Functions of `frappe` -> the modules in which they live."""


def __getattr__(name: str):
	if name.startswith("__"):
		raise AttributeError(name)
	if name == "format":
		return __getattr__("format_value")
	if name in ELSEWHERE:
		found = getattr(importlib.import_module(ELSEWHERE[name]), name)
		if not isinstance(found, ModuleType):
			globals()[name] = found
		return found
	if find_spec(f"frappe.{name}"):
		return importlib.import_module(f"frappe.{name}")
	raise NotImplementedError(f"frappe.{name} is not offered by the sandbox")
