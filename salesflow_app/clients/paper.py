"""From the HTML of our print formats to a PDF: what goes onto the paper, within which limits. Fetches nothing."""

import base64
import json
import re
import subprocess
import sys
from html import escape
from pathlib import Path
from urllib.parse import unquote

import frappe
from bs4 import BeautifulSoup, Tag
from frappe import _

MARK = "sf-paper"
"""The class of what is printed. All else on Frappe's print page is for the screen."""
STYLE = Path(__file__).parents[1] / "templates" / "salesflow" / "paper.css"
PROCESS = Path(__file__).parent / "paper_process.py"
SECONDS, LONGEST_WAIT, MEGABYTES = 60, 110, 2048
MOST_LINES = 5_000
MOST_CHARACTERS = 6_000_000
MOST_BYTES_OF_PICTURES = 8_000_000
OWN_PICTURE = re.compile(r"/(?:private/)?files/[^?#:\\]+")
KINDS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif", ".webp": "webp"}


def is_paper(html: str) -> bool:
	"""Was this page made by one of our print formats?"""
	return f'class="{MARK}"' in html


def make_pdf(html: str) -> bytes:
	"""The PDF of a print page. Raises ValidationError where it is too long, or the server cannot make it."""
	page = BeautifulSoup(html, "html.parser")
	paper = page.find(class_=MARK)
	_validate_size(paper, html)
	_inline_pictures(paper)
	return _run(_get_document(page, paper), paper)


def _validate_size(paper: Tag, html: str) -> None:
	lines = len(paper.find_all("tr"))
	if lines > MOST_LINES or len(html) > MOST_CHARACTERS:
		frappe.throw(
			_(
				"{0} is too long for a PDF: it has {1} lines, and at most {2} can be printed. Split it."
			).format(_get_name(paper), lines, MOST_LINES)
		)


def _get_name(paper: Tag) -> str:
	return escape(str(paper.get("data-name") or _("This document")))


def _inline_pictures(paper: Tag) -> None:
	"""Pictures that are files of this site are read from the disk and become part of the document; others go."""
	left = MOST_BYTES_OF_PICTURES
	for picture in paper.find_all("img", src=True):
		is_own = bool(picture.find_parent(class_="sf-own-picture"))
		path = None if picture["src"].startswith("data:") else _find_picture(picture["src"], is_own)
		if path and path.stat().st_size <= left:
			left -= path.stat().st_size
			kind = KINDS[path.suffix.lower()]
			picture["src"] = f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
		elif not picture["src"].startswith("data:"):
			picture.decompose()


def _find_picture(src: str, is_own: bool) -> Path | None:
	"""The file behind an address, if its File record says that it is public, or the letter head's or company's own."""
	match = OWN_PICTURE.fullmatch(src.removeprefix(frappe.utils.get_url()))
	if not match or Path(match[0]).suffix.lower() not in KINDS:
		return None
	filters = {"file_url": unquote(match[0]), "is_folder": 0}
	if not match[0].startswith("/files/"):
		filters["attached_to_doctype"] = ("in", ("Letter Head", "Company") if is_own else ("",))
	name = frappe.db.get_value("File", filters)
	path = Path(frappe.get_doc("File", name).get_full_path()) if name else None
	return path if path and path.is_file() else None


def _get_document(page: BeautifulSoup, paper: Tag) -> str:
	"""A page of its own: Frappe's frame and styles are for the screen, and would have to be fetched."""
	from frappe.utils.jinja_globals import is_rtl  # a real site alone makes these PDFs

	title = f"{paper.get('data-title') or ''}, {paper.get('data-name') or ''}".strip(", ")
	styles = "".join(str(style) for style in page.find_all("style", class_="sf-style"))
	language = escape(frappe.local.lang or "en")
	direction = "rtl" if is_rtl() else "ltr"
	return (
		f'<!DOCTYPE html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
		f"<title>{escape(title)}</title>{styles}<style>{STYLE.read_text('utf-8')}</style></head>"
		f"<body>{paper}</body></html>"
	)


def _run(document: str, paper: Tag) -> bytes:
	order = json.dumps({"html": document, "seconds": SECONDS, "megabytes": MEGABYTES})
	try:
		done = subprocess.run(
			[sys.executable, "-I", str(PROCESS)],
			input=order.encode(),
			capture_output=True,
			timeout=LONGEST_WAIT,
			check=False,
			env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/tmp"},
		)
	except subprocess.TimeoutExpired:
		done = None
	if done and done.returncode == 0 and done.stdout.startswith(b"%PDF"):
		return done.stdout
	_refuse(done, paper)


def _refuse(done: subprocess.CompletedProcess | None, paper: Tag) -> None:
	if done:
		frappe.log_error("PDF was not made", done.stderr.decode(errors="replace")[-5000:], defer_insert=True)
	if done and done.returncode == 3:
		frappe.throw(
			_("PDFs need the system library Pango on this server. Ask your administrator to install it.")
		)
	frappe.throw(
		_(
			"The PDF of {0} could not be made within {1} seconds. Try again; if that does not help, shorten the document."
		).format(_get_name(paper), SECONDS)
	)
