"""Personal links: made when a mail is written, found by their token, ended for good. Only hashes are stored."""

import secrets
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import frappe
from frappe.model.document import Document
from frappe.utils import get_url, getdate, now_datetime
from frappe.utils.data import get_system_timezone

from salesflow_app.documents import shared_names
from salesflow_app.documents.acts import system_act
from salesflow_app.documents.locks import get_locked
from salesflow_app.evidence.canonical import text_hash
from salesflow_app.people.accounts import has_account, is_website_user
from salesflow_app.people.contacts import find_confirmed

DOCTYPE = "Salesflow Review Link"
SIGN, READ, FEEDBACK = "Sign", "Read", "Feedback"
DAYS = 90
"""How long a link lasts where its document has no last day."""
LONGEST_TOKEN = 128
FIELDS = (
	"name reference_doctype reference_name document_version content_hash purpose recipient_name recipient_email "
	"user contact expires_at revoked_on revoked_because first_opened last_opened first_seen code_hash code_session "
	"code_expires_at code_attempts verified_session verified_until"
).split()


def get_way(doc: Document, email: str, full_name: str | None, route: str) -> tuple[str, str]:
	"""The address for the mail that is being written, and what of it is a secret.

	Who has a login goes to the page at `route`; everybody else gets a personal link, whose token is kept nowhere else.
	"""
	email = email.strip().lower()
	if has_account(email):
		return get_url(route), ""
	token = get_token(doc, email, full_name)
	return get_url(f"/review/{token}"), token


def get_token(doc: Document, email: str, full_name: str | None, purpose: str = SIGN) -> str:
	"""The token of a new link. A mail is written once for each language of its readers: these share the link."""
	made = frappe.flags.setdefault("salesflow_links", {})
	key = (doc.doctype, doc.name, doc.version, doc.content_hash, email, purpose)
	if key not in made or not frappe.db.exists(DOCTYPE, {"token_hash": text_hash(made[key])}):
		made[key] = make_link(doc, email, full_name, purpose)
	return made[key]


def make_link(doc: Document, email: str, full_name: str | None, purpose: str = SIGN) -> str:
	"""Insert a link to the document as it is now; returns the token, which is 256 bits of chance."""
	shared_names.share(doc)
	token, email = secrets.token_urlsafe(32), email.strip().lower()
	link = frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"document_version": doc.version,
			"content_hash": doc.content_hash,
			"purpose": purpose,
			"recipient_name": (full_name or email)[:140],
			"recipient_email": email,
			"user": _get_user(email) if purpose == SIGN else "",
			"contact": find_confirmed("Customer", _get_customer(doc), email) or "",
			"expires_at": get_expiry(doc),
			"token_hash": text_hash(token),
			"session_hash": text_hash(get_session_key(token)),
		}
	)
	with system_act(link):
		link.insert(ignore_permissions=True)  # the app alone writes links
	return token


def _get_user(email: str) -> str:
	return email if is_website_user(email) else ""


def _get_customer(doc: Document) -> str:
	return doc.party_name if doc.doctype == "Work Proposal" else doc.customer


def get_expiry(doc: Document) -> str:
	"""The end of the document's last day where the site is, in UTC."""
	if not doc.valid_till:
		return to_text(datetime.now(timezone.utc) + timedelta(days=DAYS))
	end = datetime.combine(getdate(doc.valid_till), time.max, ZoneInfo(get_system_timezone()))
	return to_text(end.astimezone(timezone.utc))


def to_text(moment: datetime) -> str:
	return moment.isoformat(timespec="seconds")


def get_now() -> str:
	"""The present moment in UTC, as links and codes keep it: texts of one length, which compare like moments."""
	return to_text(datetime.now(timezone.utc))


def get_session_key(token: str) -> str:
	"""What a browser keeps instead of the token: it opens the same link, and leads back to no address."""
	return text_hash(f"salesflow review session\0{token}")


def find_by_token(token: str) -> frappe._dict | None:
	return _find({"token_hash": text_hash(token)}) if _is_possible(token) else None


def find_by_key(key: str) -> frappe._dict | None:
	"""The link that a browser's session opens."""
	return _find({"session_hash": text_hash(key)}) if _is_possible(key) else None


def _is_possible(secret: str) -> bool:
	return 22 <= len(secret) <= LONGEST_TOKEN


def _find(filters: dict) -> frappe._dict | None:
	return frappe.db.get_value(DOCTYPE, filters, FIELDS, as_dict=True)


def lock(name: str) -> frappe._dict:
	"""The link as it is now; nobody ends it until this transaction does."""
	return get_locked(DOCTYPE, name, FIELDS)


def note(name: str, **values) -> None:
	"""Write what happened to a link. It has no other history, so `modified` stays."""
	frappe.db.set_value(DOCTYPE, name, values, update_modified=False)


def revoke(doctype: str, name: str, why: str) -> None:
	"""End all links to the document for good; whatever happens to it later revives none."""
	of_document = {"reference_doctype": doctype, "reference_name": name, "revoked_on": ("is", "not set")}
	for link in frappe.get_all(DOCTYPE, of_document, pluck="name", order_by="creation asc"):
		note(link, revoked_on=now_datetime(), revoked_because=why)


def end_of_lost(lost: Document) -> None:
	"""Where the deal is lost, what the client still had in hand can no longer be answered by link."""
	if lost.status != "Lost":
		return
	field = "opportunity" if lost.doctype == "Opportunity" else "quotation"
	for doctype in ("Work Proposal", "SOW"):
		for name in frappe.get_all(doctype, {field: lost.name}, pluck="name", order_by="creation asc"):
			revoke(doctype, name, f"{lost.doctype} {lost.name}: {lost.status}")
