"""The one door for people who come by personal link: it says who they are, then calls what the portal calls.

What an answer needs is decided where it always is, in the functions behind it.
"""

from collections.abc import Callable

import frappe
from frappe import _

from salesflow_app.clients import access
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.documents.visits import visiting
from salesflow_app.portal import (
	accept_proposal,
	ask,
	decline,
	delegate,
	download,
	give_feedback,
	price_selection,
	request_changes,
	review,
	sign_msa,
	sign_sow,
	view_document,
)
from salesflow_app.signing import codes, links, opening, sessions, status

ANSWERS = {
	"salesflow_app.portal.sign_sow.sign": sign_sow.sign,
	"salesflow_app.portal.sign_msa.sign": sign_msa.sign,
	"salesflow_app.portal.accept_proposal.accept": accept_proposal.accept,
	"salesflow_app.portal.decline.decline": decline.decline,
	"salesflow_app.portal.delegate.delegate": delegate.delegate,
	"salesflow_app.portal.request_changes.request_changes": request_changes.request_changes,
}
"""What binds or ends something: it needs the code."""
READING = {
	"salesflow_app.portal.ask.ask": ask.ask,
	"salesflow_app.portal.view_document.view": view_document.view,
	"salesflow_app.portal.price_selection.price_selection": price_selection.price_selection,
}
OPINIONS = {"salesflow_app.portal.give_feedback.give": give_feedback.give}
"""What binds nobody and is answered once: the link is enough, and is good for nothing else."""
SEND_CODE, CHECK_CODE = "send_code", "check_code"


class LinkOverError(frappe.ValidationError):
	http_status_code = 410


@frappe.whitelist(allow_guest=True, methods=["POST"])  # the link says who it is, without a login
@retry_on_conflict
def act(act: str, values: dict | str | None = None) -> dict:
	"""Do what a page of the portal asks for, as the recipient of this browser's link.

	Raises DoesNotExistError without a link, CSRFTokenError from another page, LinkOverError where the link is over,
	PermissionError without a code, and whatever the act raises; then nothing has changed.
	"""
	link = find_link()
	sessions.validate_form_token()
	values = _read_values(values)
	if act in OPINIONS or link.purpose == links.FEEDBACK:
		return give_opinion(link, act, values)
	if act == SEND_CODE:
		return send_code(link)
	if act == CHECK_CODE:
		return check_code(link, str(values.get("code") or ""))
	return answer(link, act, values) if act in ANSWERS else read(link, act, values)


def _read_values(values: dict | str | None) -> dict:
	try:
		read = frappe.parse_json(values or {})
	except ValueError:
		read = {}
	return read if isinstance(read, dict) else {}


def call(function: Callable, values: dict) -> dict:
	"""Call a function of the portal with those of the values that it takes."""
	return function(**frappe.get_newargs(function, values))


def find_link() -> frappe._dict:
	"""The link of this browser. The same words whether there is none, or one that nobody was given."""
	link = sessions.find_link()
	if not link or review.is_staff():
		frappe.throw(
			_("Please open the link in our email again: this browser does not know it any more."),
			frappe.DoesNotExistError,
		)
	return link


def answer(link: frappe._dict, act: str, values: dict) -> dict:
	"""An answer that counts: the document is held first, then the link, so that neither changes meanwhile."""
	lock_row(link.reference_doctype, link.reference_name)
	link = links.lock(link.name)
	visit = sessions.get_visit(link)
	now = status.get_status(link)
	if now == status.ANSWERED and visit.is_verified:
		now = status.OPEN  # a second click gets the first receipt
	validate_open(link, now)
	validate_document(link, values)
	if not visit.is_verified:
		frappe.throw(
			_("Please confirm your email address first: ask for a code on this page and enter it."),
			frappe.PermissionError,
		)
	with visiting(visit), review.in_their_language(link):
		return call(ANSWERS[act], values)


def give_opinion(link: frappe._dict, act: str, values: dict) -> dict:
	"""The one answer of a link that asks for feedback. Whoever comes second waits, and is thanked for the first answer."""
	if act not in OPINIONS or link.purpose != links.FEEDBACK:
		access.raise_not_found("DocType", act[:140])
	lock_row(link.reference_doctype, link.reference_name)
	link = links.lock(link.name)
	now = status.get_status(link)
	validate_open(link, status.OPEN if now == status.ANSWERED else now)
	validate_document(link, values)
	with visiting(sessions.get_visit(link)), review.in_their_language(link):
		return call(OPINIONS[act], values)


def read(link: frappe._dict, act: str, values: dict) -> dict:
	"""What binds nobody: the page was shown, what options come to, a question."""
	if act not in READING:
		access.raise_not_found("DocType", act[:140])
	validate_open(link, status.get_status(link))
	validate_document(link, values)
	visit = sessions.get_visit(link)
	with visiting(visit), review.in_their_language(link):
		done = call(READING[act], values)
	if READING[act] is view_document.view:
		opening.note_seen(link)
	return done


def send_code(link: frappe._dict) -> dict:
	"""A code for this browser, to the address on record."""
	validate_open(link, status.get_status(link))
	with visiting(sessions.get_visit(link)), review.in_their_language(link):
		codes.send_code(link, sessions.get_session())
		return {"message": _("We have sent you a code."), "receipt": None}


def check_code(link: frappe._dict, code: str) -> dict:
	"""Take a code. A wrong one is answered with its sentence and a refusal's status, and its count stays."""
	validate_open(link, status.get_status(link))
	with visiting(sessions.get_visit(link)), review.in_their_language(link):
		problem = codes.check_code(link, sessions.get_session(), code)
	if problem:
		frappe.local.response["http_status_code"] = 417
		frappe.msgprint(problem)
	return {"message": problem, "receipt": None}


def validate_open(link: frappe._dict, now: str) -> None:
	if now != status.OPEN:
		with review.in_their_language(link):
			frappe.throw(review.tell(link, now)["sentence"], LinkOverError)


def validate_document(link: frappe._dict, values: dict) -> None:
	"""The link decides the document; a page of another one is refused."""
	name, doctype = values.get("name"), values.get("doctype")
	if name != link.reference_name or (doctype and doctype != link.reference_doctype):
		access.raise_not_found(link.reference_doctype, str(name)[:140])


@frappe.whitelist(allow_guest=True, methods=["GET"])  # the same document as on their page
def pdf() -> None:
	"""Send the PDF of the document that this browser's link opens."""
	link = find_link()
	visit = sessions.get_visit(link)
	now = status.get_status(link)
	if link.purpose == links.FEEDBACK:
		access.raise_not_found(link.reference_doctype, link.reference_name)
	validate_open(link, status.OPEN if review.shows_receipt(visit, now) else now)
	with visiting(visit), review.in_their_language(link):
		download.pdf(link.reference_doctype, link.reference_name)
