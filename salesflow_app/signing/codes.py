"""The six digits that a client gets by email before they answer by personal link: one browser, ten minutes, five tries.

A wrong code is an answer like any other, not an error: its count is committed with the request.
"""

import json
import secrets
from datetime import datetime, timedelta, timezone

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from salesflow_app.documents import shared_names
from salesflow_app.documents.locks import lock_row
from salesflow_app.evidence import log
from salesflow_app.evidence.canonical import text_hash
from salesflow_app.outbox import entries
from salesflow_app.signing import links

EVENT = "Review Code"
MINUTES, TRIES = 10, 5
VERIFIED_MINUTES = 60
"""How long a browser that gave the code may answer."""
MOST_CODES, WINDOW = 3, 15
"""At most three codes to an address in a quarter of an hour, by whichever of its links."""


class TooManyCodesError(frappe.ValidationError):
	http_status_code = 429


def send_code(link: frappe._dict, session: str) -> None:
	"""Have a code sent to the address on record, for this browser alone. Raises TooManyCodesError."""
	doc = _lock_document(link)
	asked = _get_asked(link)
	if sum(len(times) for times in asked.values()) >= MOST_CODES:
		frappe.throw(
			_(
				"We have sent you {0} codes within {1} minutes. Please wait before you ask for a new one."
			).format(MOST_CODES, WINDOW),
			TooManyCodesError,
		)
	links.note(
		link.name,
		code_requests=json.dumps([*asked.get(link.name, []), links.get_now()]),
		code_session=session,
		code_expires_at=_get_moment(minutes=MINUTES),
		code_hash=None,
	)
	request = secrets.token_hex(8)
	entries.add(EVENT, doc, f"{EVENT}:{link.name}:{request}", link=link.name, session=session)
	log.record(doc, "code_sent")


def _get_asked(link: frappe._dict) -> dict[str, list[str]]:
	"""Link -> when codes were asked for lately, of all links of the address; they stay locked."""
	table = frappe.qb.DocType(links.DOCTYPE)
	rows = (
		frappe.qb.from_(table)
		.select(table.name, table.code_requests)
		.where(table.recipient_email == link.recipient_email)
		.orderby(table.name)
		.for_update()
		.run(as_dict=True)
	)
	since = _get_moment(minutes=-WINDOW)
	lists = {row.name: json.loads(row.code_requests or "[]") for row in rows}
	return {name: [moment for moment in moments if moment > since] for name, moments in lists.items()}


def _get_moment(minutes: int) -> str:
	return links.to_text(datetime.now(timezone.utc) + timedelta(minutes=minutes))


def _lock_document(link: frappe._dict) -> Document:
	"""The document first, then its link: whoever ends a link holds the document."""
	lock_row(link.reference_doctype, link.reference_name)
	return shared_names.load(link.reference_doctype, link.reference_name)


def make_code(link: str, session: str) -> str:
	"""A new code, known to its mail alone; it replaces the one before it."""
	code = f"{secrets.randbelow(10**6):06}"
	links.note(
		link,
		code_hash=_get_hash(session, code),
		code_session=session,
		code_expires_at=_get_moment(minutes=MINUTES),
		code_attempts=0,
	)
	return code


def _get_hash(session: str, code: str) -> str:
	return text_hash(f"salesflow review code\0{session}\0{code}")


def check_code(link: frappe._dict, session: str, code: str) -> str:
	"""Take the code that the client typed. Returns why not, empty where it is right; either is recorded."""
	doc = _lock_document(link)
	now = links.lock(link.name)
	if problem := _find_problem(now, session, "".join((code or "").split())):
		if now.code_hash and now.code_attempts < TRIES:
			links.note(link.name, code_attempts=now.code_attempts + 1)
		log.record(doc, "code_failed", words=problem[0])
		return problem[1]
	links.note(
		link.name,
		code_hash=None,
		code_session=None,
		verified_session=session,
		verified_on=now_datetime(),
		verified_until=_get_moment(minutes=VERIFIED_MINUTES),
	)
	log.record(doc, "code_passed")
	return ""


def _find_problem(link: frappe._dict, session: str, code: str) -> tuple[str, str] | None:
	"""What is wrong, for the records and for the client."""
	if not link.code_hash:
		return "no code", _(
			"There is no code to confirm yet, or it was already used. Wait for our email, or ask for a new code."
		)
	if link.code_session != session:
		return "other browser", _(
			"This code was asked for in another browser. Please ask for a new one here."
		)
	if link.code_attempts >= TRIES:
		return "too many tries", _("Too many wrong codes. Please ask for a new one.")
	if link.code_expires_at <= links.get_now():
		return "too late", _("This code is older than {0} minutes. Please ask for a new one.").format(MINUTES)
	if not secrets.compare_digest(_get_hash(session, code[:20]), link.code_hash):
		left = TRIES - link.code_attempts - 1
		if not left:
			return "wrong", _("This code is not right. Please ask for a new one.")
		return "wrong", _("This code is not right. Tries left: {0}.").format(left)
	return None
