"""One entry of a dossier, and the kinds of entries there are."""

from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe import _

DOCUMENT, STEP, VERSION, APPROVAL, VIEW, SIGNATURE = (
	"document",
	"step",
	"version",
	"approval",
	"view",
	"signature",
)
MAIL, TASK, FILE, INVOICE, PAYMENT = "mail", "task", "file", "invoice", "payment"
WORDS, NOTE, LOST = "words", "note", "lost"


@dataclass
class Entry:
	"""What happened, when (the site's time), by whom, to which document. `record` is the row that tells of it."""

	at: datetime
	kind: str
	doctype: str
	name: str
	title: str
	who: str = ""
	words: str = ""
	record: tuple[str, str] | None = None
	file_url: str = ""
	amount: float = 0
	currency: str = ""
	needs: str = ""
	"""The DocType of the record, where readers of the document do not read it without a right of their own."""

	@property
	def order(self) -> tuple:
		return (self.at, self.doctype, self.name, self.record or ("", ""))


def get_labels() -> dict[str, str]:
	"""Kind -> what the reader calls it."""
	return {
		DOCUMENT: _("Documents"),
		STEP: _("Steps"),
		VERSION: _("Changes"),
		APPROVAL: _("Approvals"),
		VIEW: _("Views"),
		SIGNATURE: _("Signatures"),
		MAIL: _("Mails"),
		TASK: _("Tasks"),
		FILE: _("Papers and files"),
		INVOICE: _("Invoices"),
		PAYMENT: _("Payments"),
		WORDS: _("Words of the client"),
		NOTE: _("Notes and comments"),
		LOST: _("Why it was lost"),
	}


def fill_names(entries: list[Entry]) -> None:
	"""Users by their full names, with one statement."""
	users = sorted(
		{entry.who for entry in entries if "@" in entry.who or entry.who in ("Administrator", "Guest")}
	)
	if not users:
		return
	rows = frappe.get_all("User", {"name": ("in", users)}, ["name", "full_name"], order_by="name asc")
	names = {row.name: row.full_name for row in rows}
	for entry in entries:
		entry.who = names.get(entry.who) or entry.who
