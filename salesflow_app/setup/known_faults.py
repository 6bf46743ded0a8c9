"""Faults of the installed Frappe that affect users of SalesFlow: shown at install and in Salesflow Settings."""

from dataclasses import dataclass

import click
from frappe import _

from salesflow_app import compat


@dataclass(frozen=True)
class Fault:
	"""What goes wrong in versions of Frappe from `first` on, until `mended`."""

	first: tuple[int, int]
	mended: tuple[int, int]
	sentence: str


FAULTS = (
	Fault(
		(16, 0),
		(16, 10),
		"Workflow buttons answer “No permission for Workflow” to everyone but System Managers.",
	),
	Fault(
		(16, 0),
		(16, 14),
		"Portal lists such as /invoices show one user's page to others. "
		"SalesFlow prevents this for everyone who is signed in.",
	),
)


def get_sentences() -> list[str]:
	"""One sentence per fault of the installed versions, with the version that fixes it."""
	return [
		_("Known fault of this version of Frappe, fixed in {0}: {1}").format(
			".".join(map(str, fault.mended)), _(fault.sentence)
		)
		for fault in FAULTS
		if compat.is_frappe_between(fault.first, fault.mended)
	]


def show() -> None:
	"""Print the faults, at the end of an install."""
	for sentence in get_sentences():
		click.secho(sentence, fg="yellow")
