"""The connections of a form, said briefly."""

from frappe import _


def get_connections(fieldname: str, groups: dict[str | None, list[str]], other_fields=(), **more) -> dict:
	"""A dashboard's data. `other_fields` names the DocTypes that link by another field: field, its DocTypes."""
	data = {"fieldname": fieldname, "transactions": [_get_group(*group) for group in groups.items()], **more}
	exceptions = {doctype: field for field, doctypes in other_fields for doctype in doctypes}
	if exceptions:
		data["non_standard_fieldnames"] = exceptions
	return data


def _get_group(label: str | None, doctypes: list[str]) -> dict:
	return {"label": _(label), "items": doctypes} if label else {"items": doctypes}
