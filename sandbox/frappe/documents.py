"""Shortcuts to documents: get, make, copy, delete, rename and cache them."""

import functools
import pickle
from copy import copy, deepcopy

import frappe
from frappe.context import local
from frappe.exceptions import DoesNotExistError
from frappe.messages import _, throw
from frappe.offered import not_offered

CLEARED = ("name", "owner", "creation", "modified", "modified_by", "docstatus")


def get_doc(*args, **kwargs):
	"""A document by name, by filters, by its values or by keywords."""
	from frappe.model.document import get_doc

	doc = get_doc(*args, **kwargs)
	if key := can_cache_doc(args):
		_replace_cached(key, doc)
	return doc


def new_doc(doctype: str, *, parent_doc=None, parentfield=None, as_dict: bool = False, **kwargs):
	"""A document with its default values, not saved."""
	from frappe.model.create_new import get_new_doc

	return get_new_doc(doctype, parent_doc, parentfield, as_dict).update(kwargs)


def get_single(doctype: str):
	"""The document of a single DocType."""
	return get_doc(doctype, doctype)


def get_last_doc(doctype: str, filters=None, order_by="creation desc", *, for_update=False):
	"""The newest document."""
	for name in get_all(doctype, filters=filters, pluck="name", order_by=order_by, limit_page_length=1):
		return get_doc(doctype, name, for_update=for_update)
	raise DoesNotExistError(doctype=doctype)


def get_meta(doctype: str, cached: bool = True):
	"""Fields, permissions and settings of a DocType, as customised on this site."""
	from frappe.model.meta import get_meta

	return get_meta(doctype, cached)


def get_precision(doctype: str, fieldname: str, currency: str | None = None, doc=None) -> int:
	"""Number of decimals of a field."""
	from frappe.model.meta import get_field_precision

	df = get_meta(doctype).get_field(fieldname)
	return get_field_precision(df, doc=doc, currency=currency)


def get_list(doctype: str, *args, **kwargs):
	"""Rows that the user may read."""
	from frappe.model.db_query import DatabaseQuery

	return DatabaseQuery(doctype).execute(*args, **kwargs)


def get_all(doctype: str, *args, **kwargs):
	"""Rows, whoever asks."""
	return get_list(doctype, *args, **{"limit_page_length": 0, **kwargs, "ignore_permissions": True})


def get_value(*args, **kwargs):
	"""Same as `frappe.db.get_value`."""
	return frappe.db.get_value(*args, **kwargs)


def set_value(doctype, docname, fieldname, value=None):
	"""Change a document through its own checks."""
	from frappe.client import set_value

	return set_value(doctype, docname, fieldname, value)


def copy_doc(doc, ignore_no_copy: bool = True):
	"""An unsaved copy; with `ignore_no_copy=False` it lacks the fields that are marked `no_copy`."""
	copied = get_doc(deepcopy(doc.as_dict()))
	for one in [copied, *copied.get_all_children()]:
		one.update({**dict.fromkeys(CLEARED), "__islocal": 1})
		if not ignore_no_copy:
			_clear_no_copy(one)
	return copied.update({"amended_from": None, "amendment_date": None})


def _clear_no_copy(doc) -> None:
	names = (df.fieldname for df in doc.meta.get("fields", {"no_copy": 1}))
	doc.update({name: None for name in names if hasattr(doc, name)})


def delete_doc(*args, **kwargs):
	"""Delete a document; refused where another one links to it."""
	from frappe.model.delete_doc import delete_doc

	return delete_doc(*args, **kwargs)


rename_doc = not_offered("frappe.rename_doc")


# The document cache


def get_document_cache_key(doctype: str, name: str) -> str:
	"""Key of a document in the cache."""
	return f"document_cache::{doctype}::{name}"


def can_cache_doc(args) -> str | None:
	"""Key in the cache for the arguments of `get_doc`, where they name one document."""
	if len(args) in (1, 2) and all(isinstance(each, str) for each in args):
		return get_document_cache_key(args[0], args[-1])
	return None


def _replace_cached(key: str, doc) -> None:
	if frappe.cache.get_value(key) is not None:
		_keep(key, doc)


def _keep(key: str, doc) -> None:
	"""As Redis has it: a pickle, which is read when somebody asks."""
	kept = copy(doc)
	kept.__dict__.update(flags=frappe._dict(), _doc_before_save=None)
	frappe.cache.set_value(key, pickle.dumps(kept))


def get_cached_doc(*args, **kwargs):
	"""A document as it was read last; not to be changed."""
	key = can_cache_doc(args)
	if key and (doc := frappe.cache.get_value(key)) is not None:
		if isinstance(doc, bytes):
			doc = pickle.loads(doc)
			frappe.cache.set_value(key, doc)
		return doc
	doc = get_doc(*args, **kwargs)
	if key:
		_keep(key, doc)
	return doc


def get_cached_value(doctype: str, name: str, fieldname="name", as_dict: bool = False):
	"""Values of a document as it was read last; None where there is none."""
	is_one = isinstance(fieldname, str)
	try:
		found = get_cached_doc(doctype, name)
	except DoesNotExistError:
		return frappe.clear_last_message()
	if is_one and as_dict:
		throw(_("Cannot make dict for single fieldname"))
	values = frappe._dict({key: found.get(key) for key in ([fieldname] if is_one else fieldname)})
	if is_one:
		return values[fieldname]
	return values if as_dict else [values[key] for key in fieldname]


def clear_document_cache(doctype: str, name: str | None = None) -> None:
	"""Forget what is cached of a document, or of all of a DocType."""
	if name is None:
		frappe.cache.delete_keys(f"document_cache::{doctype}::")
	else:
		frappe.cache.delete_value(get_document_cache_key(doctype, name))
	attribute = frappe.scrub(doctype) if doctype in ("System Settings", "Website Settings") else None
	if attribute and hasattr(local, attribute):
		delattr(local, attribute)


def get_system_settings(key: str):
	"""A value of System Settings."""
	return _get_settings("system_settings", "System Settings").get(key)


def _get_settings(attribute: str, doctype: str):
	"""A single of settings, read once a request."""
	known = getattr(local, attribute, None)
	if known is None:
		known = get_cached_doc(doctype)
		setattr(local, attribute, known)
	return known


def request_cache(func):
	"""Remember a function's results until the request ends."""

	@functools.wraps(func)
	def wrapper(*args, **kwargs):
		if not hasattr(local, "request_cache"):
			return func(*args, **kwargs)
		try:
			key = (args, frozenset(kwargs.items()))
			known = local.request_cache.setdefault(func, {})
			if key not in known:
				known[key] = func(*args, **kwargs)
			return known[key]
		except TypeError:
			return func(*args, **kwargs)

	return wrapper


def clear_cache(user: str | None = None, doctype: str | None = None) -> None:
	"""Forget what is cached of a user, of a DocType, or of everything."""
	from frappe.model.meta import clear_meta_cache

	if doctype:
		clear_meta_cache(doctype)
		clear_document_cache(doctype)
	elif user:
		for name in ("roles", "bootinfo", "defaults"):
			frappe.cache.hdel(name, user)
	else:
		clear_meta_cache()
		frappe.clear_hooks()
		frappe.cache.flushall()
		for fn in frappe.get_hooks("clear_cache"):
			frappe.get_attr(fn)()
	local.role_permissions = {}
	local.cache = {}
	local.new_doc_templates = {}
	for request in (getattr(local, "request_cache", None), getattr(frappe.db, "value_cache", None)):
		if request:
			request.clear()
