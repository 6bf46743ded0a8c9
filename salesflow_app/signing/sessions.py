"""The browser's session of a personal link: a cookie of its own, made from the token and a secret of this browser.

Nothing is stored: opening a link is a GET, which writes nothing, and mail scanners do it too.
"""

import secrets

import frappe
from frappe import _

from salesflow_app.documents.visits import Visit
from salesflow_app.evidence.canonical import text_hash
from salesflow_app.signing import links

COOKIE = "salesflow_review"
HOURS = 12
HEADER = "X-Salesflow-Review"
"""Carries a value that only our page knows: another website can send the cookie along, not this."""


def start(token: str) -> None:
	"""Give the browser a session for the link with this token; sent with the answer by `portal/browser.py`."""
	frappe.flags.salesflow_review_cookie = f"{links.get_session_key(token)}.{secrets.token_urlsafe(24)}"


def set_cookie(response, is_secure: bool) -> None:
	"""For our own pages alone; no script reads it, and no other website's form sends it."""
	if value := frappe.flags.get("salesflow_review_cookie"):
		response.set_cookie(
			COOKIE, value, max_age=HOURS * 3600, httponly=True, samesite="Lax", secure=is_secure
		)


def get_cookie() -> str:
	request = getattr(frappe.local, "request", None)
	return request.cookies.get(COOKIE, "") if request else ""


def find_link() -> frappe._dict | None:
	"""The link that this browser opened last."""
	return links.find_by_key(get_cookie().partition(".")[0])


def get_secret() -> str:
	"""This browser's own secret: a code that it asked for is of no use in another one."""
	return get_cookie().partition(".")[2]


def get_session() -> str:
	"""What links and records keep of this browser: the hash of its secret."""
	return text_hash(get_secret())


def get_form_token() -> str:
	"""What our page sends along with each answer."""
	return text_hash(f"salesflow review form\0{get_cookie()}") if get_cookie() else ""


def validate_form_token() -> None:
	"""Refuse an answer that our page did not send."""
	sent = frappe.get_request_header(HEADER) or ""
	if not get_cookie() or not secrets.compare_digest(sent.encode(), get_form_token().encode()):
		frappe.throw(
			_("This answer did not come from our page. Open the link in our email again."),
			frappe.CSRFTokenError,
		)


def get_visit(link: frappe._dict) -> Visit:
	"""The recipient of the link, in this browser."""
	session = get_session()
	return Visit(
		link=link.name,
		doctype=link.reference_doctype,
		name=link.reference_name,
		email=link.recipient_email,
		full_name=link.recipient_name,
		user=link.user if link.purpose == links.SIGN else "",
		session=session,
		is_signer=link.purpose == links.SIGN,
		is_verified=is_verified(link, session),
	)


def is_verified(link: frappe._dict, session: str) -> bool:
	"""Has this browser given the code, not too long ago?"""
	return (
		bool(link.verified_session)
		and link.verified_session == session
		and link.verified_until > links.get_now()
	)
