"""The page `/review`: what a personal link shows, from the document itself to the sentence that it is over."""

from contextlib import AbstractContextManager
from dataclasses import replace

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.clients import access
from salesflow_app.documents import shared_names
from salesflow_app.documents.visits import Visit, visiting
from salesflow_app.evidence.verifying import RecordError
from salesflow_app.people.accounts import is_outsider
from salesflow_app.people.languages import group_by_language
from salesflow_app.portal import feedback_view, msa_view, page, proposal_view, questions, sow_view
from salesflow_app.portal.originals import tell_mismatch
from salesflow_app.portal.people_view import get_contact
from salesflow_app.portal.receipt import get_receipt
from salesflow_app.signing import links, opening, sessions, status
from salesflow_app.text.formats import read_view
from salesflow_app.text.reader import write_in

PAGE = "/review"
TEMPLATES = {
	"SOW": "www/salesflow/sow.html",
	"Work Proposal": "www/salesflow/proposal.html",
	"Contract": "www/salesflow/msa.html",
	"Client Feedback": "www/salesflow/feedback.html",
}
VIEWS = {
	"SOW": sow_view.get_page_view,
	"Work Proposal": proposal_view.get_page_view,
	"Contract": msa_view.get_page_view,
	"Client Feedback": feedback_view.get_page_view,
}
AMENDED = ("Work Proposal", "Contract")
"""Their versions are documents of their own."""
OVER, DONE = "templates/salesflow/review_over.html", "templates/salesflow/review_done.html"
DOOR = "salesflow_app.portal.by_link.act"


def show(context) -> None:
	"""Fill the page: take the token out of the address first, so that nobody else reads it there."""
	frappe.local.no_cache = context.no_cache = 1
	token = str(frappe.form_dict.get("token") or "")
	if token and (link := links.find_by_token(token)):
		sessions.start(token)
		opening.record_opened(link)
		frappe.local.flags.redirect_location = frappe.flags.redirect_location = PAGE
		raise frappe.Redirect(302)
	link = None if token else sessions.find_link()
	page.fill_frame(context)
	if is_staff() and frappe.form_dict.get("see_as_client"):
		return show_preview(context)
	context.csrf_token = "" if frappe.session.user == "Guest" else frappe.sessions.get_csrf_token()
	context.link = {"door": DOOR, "form_token": sessions.get_form_token()}
	if link:
		show_link(context, link)
	else:
		show_unknown(context, is_guess=bool(token))


def show_unknown(context, is_guess: bool) -> None:
	"""One answer for whatever is no link: guessed, shortened, or the browser has forgotten it."""
	has_guessed_often = is_guess and opening.is_guessing()
	context.http_status_code = 429 if has_guessed_often else 404
	context.title = _("This link does not work")
	context.sentence = _(
		"Please open the link in our email again. If you copied it, make sure that it is complete."
	)
	context.template = OVER


def show_link(context, link: frappe._dict) -> None:
	"""The document, the receipt, or the sentence that the link is over, in the language of its recipient."""
	frappe.local.lang = context.lang = get_language(link)
	visit, now = sessions.get_visit(link), status.get_status(link)
	if is_staff():
		show_over(context, link, "staff")
	elif now == status.OPEN or is_thanked(link, now):
		show_document(context, link, visit)
	elif shows_receipt(visit, now):
		show_done(context, link, visit)
	else:
		if now == status.REVOKED and not link.revoked_on:
			opening.record_shut_out(link)
		show_over(context, link, now)


def is_staff() -> bool:
	"""Is one of our people logged in here? They do not read or answer in the client's place."""
	return not is_outsider()


def is_thanked(link: frappe._dict, now: str) -> bool:
	"""Was the feedback given? The page shows it, to whoever has the link: it binds nobody."""
	return now == status.ANSWERED and link.purpose == links.FEEDBACK


def shows_receipt(visit: Visit, now: str) -> bool:
	"""Was it answered, and did this browser give the code?"""
	return now == status.ANSWERED and visit.is_verified


def show_document(context, link: frappe._dict, visit: Visit) -> None:
	"""The same page as in the portal. Earlier versions are for reading."""
	visit = _get_asked(visit)
	try:
		with visiting(visit):
			doc = access.get_visible(visit.doctype, visit.name)
			context.view = read_view(_stay_here(VIEWS[visit.doctype](doc)))
			context.thread = read_view(questions.get_thread(doc))
	except RecordError:
		context.title, context.sentence = _("Document not shown"), tell_mismatch(doc)
		context.template = OVER
		return
	context.link.update(_get_steps(link, visit))
	context.consent_texts = access.CONSENT_TEXTS
	context.template = TEMPLATES[visit.doctype]


def _get_asked(visit: Visit) -> Visit:
	"""An earlier version of the proposal or MSA that the address asks for, to be read alone."""
	asked, name = frappe.form_dict.get("earlier"), visit.name
	while asked and visit.doctype in AMENDED and name:
		name = frappe.db.get_value(visit.doctype, name, "amended_from")
		if name == asked:
			return replace(visit, name=name, is_signer=False)
	return visit


def _stay_here(view: dict) -> dict:
	"""Addresses on this page lead to this page: the portal asks for a login."""
	view["milestone_links"] = []
	for version in view.get("versions") or []:
		version["route"] = f"{PAGE}?version={version['number']}"
	if view.get("past"):
		view["past"]["current"] = PAGE
	if view.get("earlier"):
		view["earlier"]["route"] = f"{PAGE}?earlier={view['earlier']['name']}"
	if view.get("newest"):
		view["newest"]["route"] = PAGE
	return view


def _get_steps(link: frappe._dict, visit: Visit) -> dict:
	"""Whether the code is still to come, and where it goes."""
	is_sent = link.code_session == visit.session and (link.code_expires_at or "") > links.get_now()
	return {
		"needs_code": visit.is_signer and not visit.is_verified,
		"is_code_sent": is_sent,
		"email": visit.email,
	}


def show_preview(context) -> None:
	"""The page for one of our people, without its answers. That they looked is recorded, never as the client's view."""
	doctype, name = str(frappe.form_dict.get("doctype")), str(frappe.form_dict.get("name"))
	try:
		if doctype not in VIEWS or not frappe.has_permission(doctype, "read", name):
			access.raise_not_found(doctype, name)
		visit = Visit(link="", doctype=doctype, name=name, email="", full_name="", is_staff=True)
		with visiting(visit):
			doc = access.get_visible(doctype, name)
			context.view = read_view(_stay_here(VIEWS[doctype](doc)))
			context.thread = read_view(questions.get_thread(doc))
	except (frappe.DoesNotExistError, frappe.PermissionError, RecordError):
		frappe.clear_messages()
		return show_unknown(context, is_guess=False)
	opening.record_preview(doctype, name)
	context.link = {"is_preview": True}
	context.consent_texts = access.CONSENT_TEXTS
	context.template = TEMPLATES[doctype]


def show_done(context, link: frappe._dict, visit: Visit) -> None:
	"""Thank you: what was recorded, what happens next and when."""
	with visiting(visit):
		doc = access.get_visible(link.reference_doctype, link.reference_name)
		context.view = read_view(
			{
				"doctype": doc.doctype,
				"name": doc.name,
				"title": doc.title,
				"receipt": get_receipt(doc),
				"contact": get_contact(doc),
			}
		)
	context.template = DONE


def show_over(context, link: frappe._dict, now: str) -> None:
	"""Says that the link is over, and why; nothing of the document."""
	context.update(tell(link, now))
	context.contact = None if now == "staff" else get_contact(_get_doc(link))
	context.http_status_code = 200 if now == status.ANSWERED else 403 if now == "staff" else 410
	context.template = OVER


def tell(link: frappe._dict, now: str) -> dict[str, str]:
	"""Title and sentence of a link that shows no document."""
	title, sentence = {
		status.ANSWERED: (_("Already answered"), _("This document has already been answered. Thank you.")),
		status.REPLACED: (
			_("This link has been replaced"),
			_(
				"There is a newer version of this document, or we are preparing one. Use the link in our latest email."
			),
		),
		status.REVOKED: (
			_("This link was withdrawn"),
			_("This link can no longer be used. Please ask us for a new one."),
		),
		status.EXPIRED: (
			_("This link has expired"),
			_("The last day for an answer has passed. Please ask us for a new version."),
		),
		status.WITHDRAWN: (
			_("This document was withdrawn"),
			_("This document is no longer in force and cannot be answered."),
		),
		"staff": (
			_("This is the client's personal link"),
			_("You are logged in as one of our staff. Use “See as Client” on the document instead."),
		),
	}[now]
	if link.purpose == links.FEEDBACK and now in (status.EXPIRED, status.WITHDRAWN, status.REVOKED):
		sentence = _("We no longer wait for your feedback. You can still write to us at any time.")
	return {"title": title, "sentence": sentence}


def _get_doc(link: frappe._dict) -> Document | frappe._dict:
	return shared_names.get_values(link.reference_doctype, link.reference_name, ["account_manager"])


def get_language(link: frappe._dict) -> str:
	"""The recipient's own language, else their company's."""
	customer_language = frappe.db.get_value("Customer", status.get_customer(link), "language")
	return next(iter(group_by_language([link.recipient_email], customer_language)))


def in_their_language(link: frappe._dict) -> AbstractContextManager:
	return write_in(get_language(link))
