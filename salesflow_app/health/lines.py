"""One line of the health page, and how the checks are run: one that cannot be done is a line itself."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.utils import get_url


@dataclass(frozen=True)
class Line:
	"""What is wrong with one thing, and where it is mended."""

	title: str
	sentence: str
	route: str
	"""Below /app/."""

	@property
	def link(self) -> str:
		return get_url(f"/app/{self.route}")


@dataclass(frozen=True)
class Check:
	"""`find` yields what is wrong: sentence and route. Nothing is wrong where it yields nothing."""

	title: str
	find: Callable[[], Iterable[tuple[str, str]]]


def run(checks: Iterable[Check]) -> tuple[list[Line], list[str]]:
	"""What is wrong, and the titles of what is in order."""
	wrong, fine = [], []
	for check in checks:
		found = list(_run(check))
		wrong += found
		if not found:
			fine.append(_(check.title))
	return wrong, fine


def _run(check: Check) -> Iterator[Line]:
	title = _(check.title)
	try:
		for sentence, route in check.find():
			yield Line(title, sentence, route)
	except Exception as error:  # whatever is broken must not hide the other lines
		frappe.log_error(title=f"salesflow-health: {check.title}"[:140])
		text = _("This could not be checked ({0}). See the Error Log.").format(type(error).__name__)
		yield Line(title, text, "error-log")
