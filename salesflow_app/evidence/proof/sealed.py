"""A sealed PDF: unchanged, sealed by a certificate that is known, and the one that the entries tell of."""

import io
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from asn1crypto import pem
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from .findings import TAMPERED, Finding
from .hashes import sha256

ATTACHMENT = "evidence.json"
TITLE = "sealed PDF"


def check(
	title: str, pdf: bytes, event: Mapping[str, Any], rows: Sequence[Mapping], certificates: Sequence[str]
) -> Iterator[Finding]:
	"""What is wrong with a sealed PDF. `event` is what the entry “sealed” says, `rows` the entries of its chain.

	Certificates are PEM text; a seal by any other is not trusted, whatever name it bears.
	"""
	item = f"{title}, {TITLE}"
	is_same = sha256(pdf) == event.get("pdf_hash")
	try:
		seal, attached = open_pdf(pdf, certificates, event.get("occurred_at"))
		problems = [*find_problems(seal, event), *_find_differences(attached, event, rows)]
	except Exception:  # whatever a changed byte makes of a PDF or of the evidence in it
		problems = ["changed: it can no longer be read as a sealed PDF"]
	if not is_same and not problems:
		problems = ["changed since it was sealed"]
	for problem in problems:
		yield Finding(TAMPERED, item, problem)


def open_pdf(
	pdf: bytes, certificates: Sequence[str], sealed_at: str | None = None
) -> tuple[PdfSignatureStatus, dict]:
	"""The state of the one seal in a PDF, and the evidence attached to it. Raises where there is no such thing."""
	reader = PdfFileReader(io.BytesIO(pdf))
	(signature,) = reader.embedded_signatures
	_be_quiet()
	status = call_apart(validate_pdf_signature, signature, _get_context(certificates, sealed_at))
	return status, read_attachment(reader)


def call_apart(function: Callable, *values: Any, **named: Any) -> Any:
	"""Call it in a thread of its own: pyHanko starts an event loop, which a thread that runs one refuses."""
	with ThreadPoolExecutor(max_workers=1) as pool:
		return pool.submit(function, *values, **named).result()


def find_problems(seal: PdfSignatureStatus, event: Mapping[str, Any]) -> Iterator[str]:
	"""What is wrong with the seal itself."""
	if not seal.intact:
		yield "changed: what was sealed is not what is there"
	elif not seal.valid:
		yield "the seal was not made with the key of its certificate"
	elif not seal.trusted:
		yield "the seal is not trusted: its certificate is not the seller's"
	if seal.coverage != SignatureCoverageLevel.ENTIRE_FILE or not seal.docmdp_ok:
		yield "something was added after it was sealed"
	time_stamp = seal.timestamp_validity
	if time_stamp and not (time_stamp.intact and time_stamp.valid):
		yield "its time stamp is not genuine"
	if event.get("trusted_time") and not time_stamp:
		yield "it had a time stamp of an authority, which is gone"


def get_trusted_time(seal: PdfSignatureStatus) -> str:
	"""The time that an authority stamped, as ISO text; empty where there is none."""
	return seal.timestamp_validity.timestamp.isoformat() if seal.timestamp_validity else ""


def read_attachment(reader: PdfFileReader) -> dict:
	"""The evidence in the PDF. Raises KeyError or ValueError where there is none."""
	names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
	files = {str(names[i]): names[i + 1] for i in range(0, len(names), 2)}
	return json.loads(files[ATTACHMENT]["/EF"]["/F"].data)


def _find_differences(attached: dict, event: Mapping[str, Any], rows: Sequence[Mapping]) -> Iterator[str]:
	"""The evidence in the PDF against the entries: both were written at the same time and must still agree."""
	if attached.get("certificate_id") != event.get("certificate_id"):
		yield "has a seal, but is another document: certificate {}, not {}".format(
			attached.get("certificate_id"), event.get("certificate_id")
		)
		return
	if attached.get("content_hash") != event.get("content_hash"):
		yield "was made of another content than was answered"
	known = {row["sequence"]: row for row in rows}
	for sealed in attached.get("entries") or []:
		row = known.get(sealed["sequence"])
		if not row or row["entry_hash"] != sealed["entry_hash"]:
			yield f"entry {sealed['sequence']} is not the one that was sealed with it"
		elif "payload" in sealed and sealed["payload"] != row["payload"]:
			yield f"entry {sealed['sequence']} says something else than was sealed with it"


def _get_context(certificates: Sequence[str], sealed_at: str | None) -> ValidationContext:
	"""Nothing is fetched. A certificate that ran out since does not make an old seal bad."""
	roots = [Certificate.load(pem.unarmor(text.encode())[2]) for text in certificates]
	moment = datetime.fromisoformat(sealed_at) if sealed_at else None
	return ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)


def _be_quiet() -> None:
	"""pyHanko writes a line for each certificate that it does not trust; our findings say it."""
	for name in ("pyhanko", "pyhanko_certvalidator"):
		logging.getLogger(name).setLevel(logging.CRITICAL)
