"""A Client Feedback as the client sees it. Only what is named here reaches the client."""

from frappe.model.document import Document

from salesflow_app.documents.visits import get_visit
from salesflow_app.feedback import questions
from salesflow_app.mails.feedback_asked import get_title
from salesflow_app.portal import company_card
from salesflow_app.portal.answers import is_expired
from salesflow_app.portal.people_view import get_contact
from salesflow_app.portal.states import get_state
from salesflow_app.rules.feedback import HIGHEST, LOWEST
from salesflow_app.salesflow_app.workflows.client_feedback import ASKED
from salesflow_app.text.formats import date, moment


def get_page_view(doc: Document) -> dict:
	"""The questions, or what was answered to them."""
	is_open, visit = doc.workflow_state == ASKED and not is_expired(doc), get_visit()
	return {
		"doctype": doc.doctype,
		"name": doc.name,
		"title": get_title(doc),
		"state": get_state(doc.doctype, doc.workflow_state, doc.workflow_state == ASKED and not is_open),
		"company": doc.company,
		"card": company_card.get_card(doc.company),
		"full_name": doc.recipient_name or "",
		"questions": questions.read(doc),
		"marks": list(range(LOWEST, HIGHEST + 1)),
		"words": doc.words or "",
		"until": date(doc.valid_till) if is_open else "",
		"answered": moment(doc.answered_on) if doc.answered_on else "",
		"is_open": is_open and not (visit and visit.is_staff),
		"contact": get_contact(doc),
	}
