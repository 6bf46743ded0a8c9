"""Files that prove something: papers of a shipment, evidence of a milestone."""

import filetype
import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from salesflow_app import compat

OFFICE_2007 = "docx xlsx pptx odt ods odp zip".split()
OFFICE_97 = "doc xls ppt msg".split()
IMAGES = "png jpg jpeg gif webp tif tiff heic".split()
TEXTS = "csv txt eml".split()
KINDS = ["pdf", *IMAGES, *OFFICE_2007, *OFFICE_97, *TEXTS]
"""Endings of what people keep as a paper. Pages and programs that run when they are opened are none."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Office 97 begin, and newer ones with a password."""
BEGINNING = 8192


def validate_paper(doc: Document, row: Document) -> None:
	"""Refuse an attachment that is empty, or no paper. What a link leads to cannot be looked at, so links are taken."""
	if row.attachment.startswith(("http://", "https://")):
		return
	filters = {"file_url": row.attachment, "is_folder": 0}
	name = frappe.db.get_value("File", filters, "name", order_by="creation asc")
	file = frappe.get_doc("File", name) if name else None
	problem = _find_problem(file) if file else None
	if problem:
		frappe.throw(
			_("{0} {1}, {2}, row {3}: {4} {5}. Attach the paper itself, as a PDF for example.").format(
				_(doc.doctype),
				doc.name or _("(new)"),
				_(doc.meta.get_label(row.parentfield)),
				row.idx,
				frappe.bold(escape_html(file.file_name or "")),
				problem,
			)
		)


def _find_problem(file: Document) -> str | None:
	if not file.file_size:
		return _("is empty")
	ending = (file.file_name or "").rpartition(".")[2].lower()
	if ending not in KINDS:
		return _("is not a paper")
	try:
		content = compat.read_bytes(file)
	except OSError:
		return _("is not on the server")
	return None if is_what_it_says(ending, content[:BEGINNING]) else _("is not what its name says")


def is_what_it_says(ending: str, content: bytes) -> bool:
	"""Does the beginning of a file fit its ending? A browser may go by the one, a reader by the other."""
	if ending in TEXTS:  # words are not guessed at: a list that begins with “BMW” would be a bitmap
		is_text = b"\0" not in _as_text(content) and not content.startswith(b"%PDF-")
		return is_text and not _is_page(content)
	if ending in OFFICE_97:
		return content.startswith(OLE)
	if ending in OFFICE_2007:
		return content.startswith((b"PK\x03\x04", b"PK\x05\x06", OLE))
	kind = filetype.guess(content)
	return bool(kind) and (kind.mime.startswith("image/") if ending in IMAGES else kind.extension == ending)


def _as_text(content: bytes) -> bytes:
	"""Excel writes its texts as UTF-16 too, where every second byte may be zero."""
	is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
	return content.replace(b"\0", b"") if is_wide else content


def _is_page(content: bytes) -> bool:
	return _as_text(content).lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n").startswith(b"<")
