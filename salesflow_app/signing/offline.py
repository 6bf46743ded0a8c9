"""Answers outside the portal: what has to be there before one is recorded, and who confirms it."""

import hashlib

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app import compat
from salesflow_app.documents import shared_names
from salesflow_app.people import roles, tasks
from salesflow_app.signing.status import OPEN_STATES
from salesflow_app.text.formats import date

DOCTYPE = "Salesflow Offline Answer"
WAITING, CONFIRMED = "Waiting", "Confirmed"
KIND = "Staff, offline"
"""How the records name who gives such an answer."""
CONFIRMERS = ("Sales Manager", "Account Manager", "Operations Manager")
TASK = "confirm_offline"
STARTS = {b"%PDF-": ".pdf", b"\x89PNG\r\n": ".png", b"\xff\xd8\xff": ".jpg"}
MAIL_STARTS = (b"received:", b"return-path:", b"from:", b"delivered-to:", b"mime-version:", b"date:", b"x-")


def get_open_document(answer: Document) -> Document:
	"""The proposal or SOW, which the writer may read and which waits for its answer."""
	if answer.reference_doctype not in OPEN_STATES:
		frappe.throw(_("Document Type: only an MSA, a SOW or a Work Proposal is answered by the client."))
	doc = shared_names.load(answer.reference_doctype, answer.reference_name)
	doc.check_permission("read")
	validate_open(doc)
	return doc


def validate_open(doc: Document) -> None:
	if doc.workflow_state not in OPEN_STATES[doc.doctype]:
		frappe.throw(
			_("{0} {1} is {2}: only what was sent and not answered yet can be answered offline.").format(
				_(doc.doctype), doc.name, _(doc.workflow_state)
			)
		)


def read_file(answer: Document) -> str:
	"""The hash of the attached file. Refuses one that is missing, public, or not what a signed paper can be."""
	found = frappe.get_all("File", {"file_url": answer.file or ""}, ["name", "is_private"], limit=1)
	if not found or not found[0].is_private:
		frappe.throw(_("File: attach the signed paper, purchase order or email as a private file."))
	content = compat.read_bytes(frappe.get_doc("File", found[0].name))
	if not is_paper(content):
		frappe.throw(_("File: only PDF, PNG, JPEG or EML files are kept as proof of an answer."))
	return hashlib.sha256(content).hexdigest()


def is_paper(content: bytes) -> bool:
	"""Judged by what is in the file, not by what it is called."""
	return content.startswith(tuple(STARTS)) or content[:40].lower().startswith(MAIL_STARTS)


def ask_for_confirmation(answer: Document) -> None:
	"""Whoever may confirm has the task, but for the one who recorded it."""
	doc = shared_names.load(answer.reference_doctype, answer.reference_name)
	users = [doc.account_manager, *roles.get_operations_managers(doc.company)]
	tasks.assign(
		doc,
		[user for user in dict.fromkeys(users) if user and user != answer.recorded_by],
		TASK,
		_("{0} {1} was answered offline ({2}): compare it with the file, and confirm it").format(
			_(doc.doctype), doc.name, _(answer.way)
		),
	)


def validate_second_person(answer: Document) -> None:
	"""Never the one who recorded it, and never one without the role."""
	me = frappe.session.user
	if me in (answer.recorded_by, answer.owner):
		frappe.throw(
			_(
				"Salesflow Offline Answer of {0}: you recorded it, so somebody else has to confirm it ({1})."
			).format(answer.reference_name, " / ".join(_(role) for role in CONFIRMERS)),
			frappe.PermissionError,
		)
	if not set(CONFIRMERS) & set(frappe.get_roles()):
		frappe.throw(
			_("Salesflow Offline Answer of {0}: to confirm it needs the role {1}.").format(
				answer.reference_name, " / ".join(_(role) for role in CONFIRMERS)
			),
			frappe.PermissionError,
		)


def validate_as_recorded(answer: Document, doc: Document) -> None:
	"""Neither the document nor the file has changed since it was recorded."""
	validate_open(doc)
	if (answer.document_version, answer.content_hash) != (doc.version, doc.content_hash):
		frappe.throw(
			_(
				"{0} {1} was sent anew since this was recorded. Record the answer to the present version."
			).format(_(doc.doctype), doc.name)
		)
	if read_file(answer) != answer.file_hash:
		frappe.throw(
			_("File: it has changed since it was recorded. Save this record again, then confirm it.")
		)


def get_label(answer: Document) -> str:
	"""What documents and lists show: how, and of which date."""
	return f"{_(answer.way)}, {date(answer.answered_on)}"


def get_words(answer: Document) -> str:
	"""What the records say about it."""
	number = answer.customer_po_no and _("purchase order {0}").format(answer.customer_po_no)
	file_name = frappe.db.get_value("File", {"file_url": answer.file}, "file_name")
	lines = [
		", ".join(filter(None, [get_label(answer), number])),
		_("Recorded by {0}, confirmed by {1}").format(answer.recorded_by, frappe.session.user),
		f"{file_name}, SHA-256 {answer.file_hash}",
		answer.remarks,
	]
	return "\n".join(filter(None, lines))
