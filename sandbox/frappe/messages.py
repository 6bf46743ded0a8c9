"""Sentences for the user: translation, the message log, and errors that carry a sentence."""

import functools
import json
import logging
import pathlib

from frappe import exceptions
from frappe.context import _dict, local


def _(msg: str, lang: str | None = None, context: str | None = None) -> str:
	"""The sentence in the reader's language, where an app's catalogue has it."""
	language = lang or getattr(local, "lang", None) or "en"
	if not msg or language == "en":
		return "" if msg is None else str(msg)
	words = _get_words(language)
	return words.get(str(msg).strip()) or str(msg)


def _get_words(language: str) -> dict[str, str]:
	from frappe.installed import get_app_path, get_installed_apps

	return _read_catalogues(tuple(get_app_path(app, "locale") for app in get_installed_apps()), language)


@functools.cache
def _read_catalogues(folders: tuple[str, ...], language: str) -> dict[str, str]:
	"""Message -> translation; where a language is a country's way, also what its parent says."""
	from babel.messages.pofile import read_po

	found = {}
	names = dict.fromkeys((language.replace("_", "-").partition("-")[0], language.replace("-", "_")))
	for path in (pathlib.Path(folder, f"{name}.po") for name in names for folder in folders):
		if path.exists():
			with path.open("rb") as file:
				found.update({m.id: m.string for m in read_po(file) if m.id and m.string})
	return found


def msgprint(
	msg: str,
	title: str | None = None,
	raise_exception=False,
	as_table: bool = False,
	as_list: bool = False,
	indicator: str | None = None,
	alert: bool = False,
	primary_action: str | None = None,
	is_minimizable: bool = False,
	wide: bool = False,
	*,
	realtime=False,
) -> None:
	"""Show a message to the user, and raise an error with it where one is given."""
	out = _dict(message=msg)
	if as_table and isinstance(msg, list | tuple):
		out.as_table = 1
	if as_list and isinstance(msg, list | tuple):
		out.as_list = 1
	out.title = title or _("Message", context="Default title of the message dialog")
	if raise_exception and not indicator:
		indicator = "red"
	named = {
		"indicator": indicator,
		"alert": alert and 1,
		"is_minimizable": is_minimizable,
		"wide": wide,
		"primary_action": primary_action,
	}
	out.update({key: value for key, value in named.items() if value})
	if raise_exception:
		out.raise_exception = 1
		out["__frappe_exc_id"] = generate_error_id()
	if not local.flags.mute_messages:
		local.message_log.append(out)
	if raise_exception:
		raise _get_error(raise_exception, msg, out["__frappe_exc_id"])


def generate_error_id() -> str:
	"""Ties a message to the error that it was raised with."""
	from frappe.utils import generate_hash

	return generate_hash(length=56)


def _get_error(raise_exception, msg, error_id: str) -> Exception:
	if isinstance(raise_exception, Exception):
		error = raise_exception
		error.args = (msg,)
	elif isinstance(raise_exception, type) and issubclass(raise_exception, Exception):
		error = raise_exception(msg)
	else:
		error = exceptions.ValidationError(msg)
	error.__frappe_exc_id = error_id
	return error


def throw(
	msg: str,
	exc=exceptions.ValidationError,
	title: str | None = None,
	is_minimizable: bool = False,
	wide: bool = False,
	as_list: bool = False,
	primary_action=None,
) -> None:
	"""Raise an error and show its message to the user."""
	msgprint(
		msg,
		raise_exception=exc,
		title=title,
		indicator="red",
		is_minimizable=is_minimizable,
		wide=wide,
		as_list=as_list,
		primary_action=primary_action,
	)


def clear_messages() -> None:
	"""Drop what would be shown to the user."""
	local.message_log = []


def get_message_log() -> list[dict]:
	"""What will be shown to the user."""
	return [_dict(row) if isinstance(row, dict) else json.loads(row) for row in local.message_log]


def clear_last_message() -> None:
	"""Drop the newest message."""
	if local.message_log:
		local.message_log = local.message_log[:-1]


def errprint(msg: str) -> None:
	"""Note a text for the developer."""
	local.error_log.append({"exc": str(msg)})


def bold(text) -> str:
	"""The text in bold."""
	return f"<strong>{text}</strong>"


def logger(module: str | None = None) -> logging.Logger:
	"""Python's logger of that name."""
	return logging.getLogger(module or "frappe")


def log_error(title=None, message=None, reference_doctype=None, reference_name=None, *, defer_insert=False):
	"""Write an Error Log with the traceback of the error being handled."""
	import frappe

	if message and "\n" in (title or ""):
		title, message = message, title
	doc = frappe.get_doc(
		{
			"doctype": "Error Log",
			"method": str(title or _("Error"))[:140],
			"error": str(message or frappe.get_traceback()),
			"reference_doctype": reference_doctype,
			"reference_name": reference_name,
		}
	)
	return doc.insert(ignore_permissions=True)
