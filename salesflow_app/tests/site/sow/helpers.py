"""What tests of Statements of Work share."""

import frappe
import pytest

REFUSED = (frappe.ValidationError, frappe.PermissionError)


def refuse(function, *args, match: str = "", **kwargs) -> str:
	"""The sentence with which `function` refuses."""
	with pytest.raises(REFUSED, match=match) as caught:
		function(*args, **kwargs)
	return str(caught.value)
