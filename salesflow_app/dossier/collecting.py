"""Brings the entries of a deal together, in time order, and keeps what the reader may not read apart: a number and a reason."""

from collections import Counter
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate

from salesflow_app.dossier import documents, entries, readers, shapes, sources
from salesflow_app.dossier.entries import Entry


@dataclass
class Filters:
	"""What the reader asks for. Dates also reach what is left out; kind and person would tell what it is."""

	kind: str = ""
	person: str = ""
	from_date: str = ""
	to_date: str = ""

	def fits_dates(self, entry: Entry) -> bool:
		day = entry.at.date()
		return not (
			(self.from_date and day < getdate(self.from_date))
			or (self.to_date and day > getdate(self.to_date))
		)

	def fits(self, entry: Entry) -> bool:
		return (
			self.fits_dates(entry)
			and (not self.kind or entry.kind == self.kind)
			and (not self.person or entry.who == self.person)
		)


@dataclass
class Dossier:
	"""The entries that the reader may read, and how many there are of what they may not, by reason."""

	doctype: str
	name: str
	entries: list[Entry]
	left_out: dict[str, int] = field(default_factory=dict)
	people: list[str] = field(default_factory=list)

	@property
	def counts(self) -> dict[str, int]:
		"""Kind -> number of entries."""
		return dict(Counter(entry.kind for entry in self.entries))


def make_filters(values: dict | None) -> Filters:
	"""From what a request sent. Raises ValidationError for dates that are none, or in the wrong order."""
	values = values or {}
	made = Filters(**{key: str(values.get(key) or "")[:140] for key in Filters.__annotations__})
	for label, text in ((_("From Date"), made.from_date), (_("To Date"), made.to_date)):
		_validate_date(label, text)
	if made.from_date and made.to_date and getdate(made.from_date) > getdate(made.to_date):
		frappe.throw(
			_("Dossier: {0} lies after {1}. Swap the two dates.").format(_("From Date"), _("To Date"))
		)
	return made


def _validate_date(label: str, text: str) -> None:
	try:
		getdate(text or None)
	except Exception:  # whatever the parser makes of a text that is no date
		frappe.clear_last_message()
		frappe.throw(
			_("Dossier, {0}: {1} is not a valid date.").format(label, frappe.utils.escape_html(text))
		)


def collect(doctype: str, name: str, filters: Filters | None = None) -> Dossier:
	"""The dossier as the session's user may read it. Raises PermissionError, DoesNotExistError.

	The number of statements depends on the kinds of documents and records, not on how many there are.
	"""
	doctype = documents.get_start(doctype)
	readers.validate_reader(doctype, name)
	filters = filters or Filters()
	found = documents.find(doctype, name)
	readable, hidden = _part(found)
	entries.fill_names(readable)
	people = sorted({entry.who for entry in readable if entry.who}, key=str.casefold)
	shown = sorted((entry for entry in readable if filters.fits(entry)), key=lambda entry: entry.order)
	reasons = Counter(_get_reason(*why) for why, entry in hidden if filters.fits_dates(entry))
	return Dossier(doctype, name, shown, dict(sorted(reasons.items())), people)


def _part(found: dict[str, list[str]]) -> tuple[list[Entry], list[tuple[tuple, Entry]]]:
	"""What the reader may read, and the rest, each with what it needs a right for. The one place where this is decided."""
	may_read = readers.split(found)
	lost = _get_readable_analyses(found)
	readable, hidden = [], []
	for entry in _gather(found):
		entry.at = get_datetime(entry.at)
		if entry.name not in may_read[entry.doctype]:
			hidden.append(((entry.doctype, ""), entry))
		elif entry.needs == sources.LOST and entry.record[1] not in lost:
			hidden.append((("", entry.needs), entry))
		elif entry.needs not in ("", sources.LOST) and not readers.may_read_kind(entry.needs):
			hidden.append((("", entry.needs), entry))
		else:
			readable.append(entry)
	return readable, hidden


def _gather(found: dict[str, list[str]]) -> list[Entry]:
	gathered = [entry for doctype, names in found.items() for entry in shapes.get_entries(doctype, names)]
	for source in sources.ALL:
		gathered += source(found)
	return gathered


def _get_readable_analyses(found: dict[str, list[str]]) -> set[str]:
	"""By the rights on lost data alone: no role, an auditor's neither, reads the analysis of another leader."""
	if not frappe.has_permission(sources.LOST, "read"):
		return set()
	names = [name for doctype in ("Opportunity", "Quotation") for name in found.get(doctype, [])]
	filters = {"reference_name": ("in", names or [""])}
	return set(frappe.get_list(sources.LOST, filters, pluck="name", limit_page_length=0))


def _get_reason(doctype: str, record: str) -> str:
	if record == sources.LOST:
		return _("only the leader of the sales person reads why a deal was lost")
	if record:
		return _("your roles do not read {0}").format(_(record))
	return _("you may not read the {0} that they belong to").format(_(doctype))


def describe_left_out(left_out: dict[str, int]) -> list[str]:
	"""One sentence for each reason."""
	return [
		_("1 entry is left out, because {0}.").format(reason)
		if number == 1
		else _("{0} entries are left out, because {1}.").format(number, reason)
		for reason, number in left_out.items()
	]
