"""Turns one HTML document into a PDF, in a process of its own: no Frappe, no network, no files, limited time and memory.

Started by `paper.py` with the document on standard input; the PDF goes to standard output.
"""

import json
import re
import resource
import sys

PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*", re.ASCII)
"""The one kind of address that is read: a picture that is part of the document itself."""


def main() -> None:
	"""Exit code 0 with a PDF, 3 where the system lacks a library that WeasyPrint needs, else an error."""
	order = json.load(sys.stdin)
	set_limits(order["seconds"], order["megabytes"])
	try:
		import weasyprint
	except OSError as error:
		sys.stderr.write(str(error))
		raise SystemExit(3) from None
	sys.stdout.buffer.write(write(weasyprint, order["html"]))


def set_limits(seconds: int, megabytes: int) -> None:
	"""Whoever is over them is ended by the system."""
	resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
	resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
	resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write(weasyprint, html: str) -> bytes:
	"""A PDF with tags for screen readers, as PDF/UA asks for them."""
	page = weasyprint.HTML(string=html, url_fetcher=refuse)
	return page.write_pdf(pdf_variant="pdf/ua-1")


def refuse(url: str, *_args, **_options) -> dict:
	"""Read no address at all, except a picture that is written out in the document."""
	if not PICTURE.fullmatch(url):
		raise ValueError("SalesFlow fetches nothing for a PDF")
	from urllib.request import urlopen

	answer = urlopen(url)  # a data: address, matched above, is decoded and goes nowhere
	return {"string": answer.read(), "mime_type": answer.headers.get_content_type()}


if __name__ == "__main__":
	main()
