"""Definitions of standard DocTypes: the apps' own JSON files, and the compact fact files of the sandbox."""

import functools
import importlib
import json
import shlex
from pathlib import Path

import frappe

FACTS = ("frappe", "erpnext")
PERMISSIONS = (
	"read write create delete submit cancel amend report export import share print email select if_owner"
).split()


def get_definition(doctype: str) -> dict:
	"""The DocType's JSON as a dict, not to be changed. Raises DoesNotExistError."""
	for app in _get_apps():
		if (found := _load(app).get(doctype)) is not None:
			return found
	raise frappe.DoesNotExistError(f"DocType {doctype} not found", doctype="DocType")


def has_definition(doctype: str) -> bool:
	"""Is it a standard DocType of an app of this bench?"""
	return any(doctype in _load(app) for app in _get_apps())


def get_doctypes(app: str | None = None) -> list[str]:
	"""Names of the standard DocTypes of an app, or of all."""
	return [name for one in ([app] if app else _get_apps()) for name in _load(one)]


def _get_apps() -> tuple[str, ...]:
	apps = tuple(frappe.get_all_apps())
	return (*FACTS, *(app for app in apps if app not in FACTS))


@functools.cache
def _load(app: str) -> dict[str, dict]:
	folder = Path(importlib.import_module(app).__file__).parent
	found = {}
	for path in sorted(folder.glob("fields/*.txt")) if app in FACTS else ():
		found.update({one["name"]: one for one in parse_facts(path.read_text("utf-8"))})
	if app not in FACTS:
		for path in sorted(folder.glob("*/doctype/*/*.json")):
			one = json.loads(path.read_text("utf-8"))
			if one.get("doctype") == "DocType":
				found[one["name"]] = _ordered(one)
	return found


def _ordered(definition: dict) -> dict:
	"""The definition with its fields in the order of `field_order`."""
	order = {name: place for place, name in enumerate(definition.get("field_order") or ())}
	definition["fields"].sort(key=lambda field: order.get(field["fieldname"], len(order)))
	return definition


# Fact files


def parse_facts(text: str) -> list[dict]:
	"""DocType definitions of one fact file; how it is written is told in `sandbox/README.md`."""
	definitions, in_fields = [], False
	for number, line in enumerate(text.splitlines(), 1):
		try:
			if line.startswith("# "):
				definitions.append(_start(line[2:].strip()))
				in_fields = False
			elif line.strip() == "-":
				in_fields = True
			elif line.strip() and not line.startswith("//"):
				(_add_field if in_fields else _add_key)(definitions[-1], line)
		except (ValueError, IndexError) as error:
			raise ValueError(f"line {number}: {line}: {error}") from error
	return definitions


def _start(name: str) -> dict:
	return {"doctype": "DocType", "name": name, "fields": [], "permissions": []}


def _add_key(definition: dict, line: str) -> None:
	key, _colon, value = line.partition(":")
	key, value = key.strip(), value.strip()
	if key == "perm" or key.startswith("perm "):
		definition["permissions"].append(_get_permission(int(key[4:] or 0), value))
	else:
		definition[key] = json.loads(value) if value[:1] in "[{" and value else _get_value(value)


def _get_permission(level: int, text: str) -> dict:
	role, _colon, words = text.partition(":")
	unknown = set(words.split()) - set(PERMISSIONS)
	if unknown:
		raise ValueError(f"unknown permissions {unknown}")
	return {"role": role.strip(), "permlevel": level, **dict.fromkeys(words.split(), 1)}


def _add_field(definition: dict, line: str) -> None:
	parts = _split(line)
	name, fieldtype, options, flags = parts + [""] * (4 - len(parts))
	field = {"fieldname": name, "fieldtype": fieldtype, "label": name.replace("_", " ").title()}
	if fieldtype.endswith("Break"):
		field.pop("label")
	if options:
		field["options"] = options.replace("\\n", "\n")
	for word in shlex.split(flags):
		key, equals, value = word.partition("=")
		field[key] = _get_value(value) if equals else 1
	if isinstance(field.get("default"), int | float):
		field["default"] = str(field["default"])
	definition["fields"].append(field)


def _split(line: str) -> list[str]:
	"""The four parts of a field's line; a `|` inside the flags' quotes stays."""
	return [part.strip() for part in line.split("|", 3)]


def _get_value(text: str):
	digits = text[1:] if text.startswith("-") else text
	if digits.isdigit() and (digits == "0" or not digits.startswith("0")):
		return int(text)
	return text.replace("\\n", "\n")
