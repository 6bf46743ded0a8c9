"""What one request or process works with: the site, its database, the session and the flags."""

import json
import os

from werkzeug.local import Local, release_local


class _dict(dict):
	"""A dict whose keys are attributes too; a key that is not there reads as None."""

	__slots__ = ()

	def __getattr__(self, key):
		if not key.startswith("__"):
			return self.get(key)
		raise AttributeError(f"{key}")

	def __setattr__(self, key, value):
		self[key] = value

	def __delattr__(self, key):
		del self[key]

	def __getstate__(self):
		return None

	def __reduce__(self):
		return (_dict, (dict(self),))

	def update(self, *args, **kwargs) -> "_dict":
		"""Take over other values; returns the dict itself."""
		dict.update(self, *args, **kwargs)
		return self

	def copy(self) -> "_dict":
		"""A shallow copy."""
		return _dict(self)


local = Local()

FLAGS = tuple(
	"""
	in_install_db in_install_app in_import in_test mute_messages ignore_links mute_emails has_dataurl
	new_site read_only
	""".split()
)

db = local("db")
qb = local("qb")
conf = local("conf")
request, response, session = map(local, ("request", "response", "session"))
form_dict = form = local("form_dict")
user, flags, lang = map(local, ("user", "flags", "lang"))
error_log, debug_log, message_log = map(local, ("error_log", "debug_log", "message_log"))


def get_common_site_config(sites_path: str | None = None) -> dict:
	"""Values of `common_site_config.json`."""
	return _read_config(sites_path or getattr(local, "sites_path", "."), "common_site_config.json")


def get_site_config(sites_path: str | None = None, site_path: str | None = None) -> dict:
	"""The site's configuration over the common one."""
	sites_path = sites_path or getattr(local, "sites_path", ".")
	site_path = site_path or getattr(local, "site_path", None)
	config = get_common_site_config(sites_path)
	if site_path:
		config.update(_read_config(site_path, "site_config.json"))
	config.setdefault("db_type", "sqlite")
	return config


def _read_config(folder: str, file_name: str) -> _dict:
	try:
		with open(os.path.join(folder, file_name)) as file:
			return _dict(json.load(file))
	except FileNotFoundError:
		return _dict()


def get_site_path(*joins: str) -> str:
	"""Path inside the site's folder."""
	return os.path.join(local.site_path, *joins)


def init(site: str, sites_path: str = ".", new_site: bool = False, force: bool = False) -> None:
	"""Begin to work on a site; nothing is read from its database yet."""
	from frappe.query_builder import get_query_builder

	if not force and getattr(local, "initialised", False):
		return
	for name in ("error_log", "message_log", "debug_log", "rollback_observers"):
		setattr(local, name, [])
	for name in ("cache", "document_cache", "role_permissions", "valid_columns", "new_doc_templates"):
		setattr(local, name, {})
	for name in ("jloader", "jenv", "request_ip", "task_id"):
		setattr(local, name, None)
	local.request_cache = {}
	local.locked_documents, local.realtime_log = [], []
	local.flags = _dict(
		dict.fromkeys(FLAGS, False), currently_saving=[], redirect_location="", new_site=new_site
	)
	local.site, local.sites_path = site, sites_path
	local.site_path = os.path.join(sites_path, site) if site else None
	local.all_apps = None
	local.conf = get_site_config()
	local.lang = local.user_lang = local.conf.lang or "en"
	local.module_app = local.app_modules = None
	local.response = _dict(docs=[])
	local.form_dict, local.session = _dict(), _dict()
	local.dev_server = False
	local.qb = get_query_builder("sqlite")
	local.initialised = True


def connect(site: str | None = None, db_name: str | None = None, set_admin_as_user: bool = True) -> None:
	"""Open the site's database."""
	from frappe.database import get_db

	if site:
		init(site)
	local.db = get_db(cur_db_name=db_name or local.conf.db_name)
	if set_admin_as_user:
		set_user("Administrator")


def destroy() -> None:
	"""Close the database and forget everything about the site."""
	if getattr(local, "db", None):
		local.db.close()
	release_local(local)


def set_user(username: str) -> None:
	"""Let somebody else be the one who acts from now on."""
	local.session.update(user=username, sid=username, data=_dict())
	for name in ("cache", "role_permissions", "new_doc_templates"):
		setattr(local, name, {})
	local.form_dict, local.jenv, local.user_perms = _dict(), None, None
