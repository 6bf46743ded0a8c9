"""A link was opened: kept in the records, and never taken for a view. Mail scanners open every link."""

import frappe
from frappe import _
from frappe.utils import add_to_date, get_datetime, now_datetime

from salesflow_app.documents import background, shared_names
from salesflow_app.documents.locks import lock_row
from salesflow_app.evidence import log
from salesflow_app.people import tasks
from salesflow_app.signing import links

JOB = "salesflow_app.signing.opening.write_opened"
SHUT_OUT_JOB = "salesflow_app.signing.opening.write_shut_out"
TASK = "send_again"
PREVIEW_JOB = "salesflow_app.signing.opening.write_preview"
MOST_GUESSES, HOUR = 60, 3600
"""Addresses that lead nowhere, from one place within an hour."""


def record_opened(link: frappe._dict) -> None:
	"""Opening is a GET, which is rolled back: a job of its own writes it, once an hour for each link."""
	job = {"queue": "short", "job_id": f"salesflow-opened-{link.name}", "deduplicate": True}
	background.enqueue(JOB, **job, link=link.name, origin=log.get_origin())


def write_opened(link: str, origin: dict) -> None:
	"""The job of `record_opened`."""
	facts = frappe.db.get_value(links.DOCTYPE, link, ["reference_doctype", "reference_name"], as_dict=True)
	lock_row(facts.reference_doctype, facts.reference_name)
	row = links.lock(link)
	now = now_datetime()
	if row.last_opened and get_datetime(row.last_opened) > add_to_date(now, hours=-1):
		return
	links.note(link, first_opened=row.first_opened or now, last_opened=now)
	log.record(
		frappe.get_doc(row.reference_doctype, row.reference_name),
		"link_opened",
		kind="Client",
		actor=row.recipient_email,
		actor_name=row.recipient_name,
		origin=origin,
		words=link,
	)


def record_shut_out(link: frappe._dict) -> None:
	"""Somebody came with a link whose recipient lost the access or the address we knew: our staff send it anew."""
	job = {"queue": "short", "job_id": f"salesflow-shut-out-{link.name}", "deduplicate": True}
	background.enqueue(SHUT_OUT_JOB, **job, link=link.name)


def write_shut_out(link: str) -> None:
	"""The job of `record_shut_out`: one task for each document, as long as it waits for an answer."""
	facts = ["reference_doctype", "reference_name", "recipient_email"]
	row = frappe.db.get_value(links.DOCTYPE, link, facts, as_dict=True)
	doc = shared_names.load(row.reference_doctype, row.reference_name)
	text = _(
		"The link of {0} to {1} no longer opens it: their login, contact or access changed. Send it again"
	)
	tasks.assign(doc, [doc.account_manager], TASK, text.format(row.recipient_email, doc.name))


def record_preview(doctype: str, name: str) -> None:
	"""One of our people saw the page as the client does. Not a view of the client's."""
	job = {"queue": "short", "job_id": f"salesflow-preview-{doctype}-{name}-{frappe.session.user}"}
	facts = {"doctype": doctype, "name": name, "user": frappe.session.user, "origin": log.get_origin()}
	background.enqueue(PREVIEW_JOB, **job, deduplicate=True, **facts)


def write_preview(doctype: str, name: str, user: str, origin: dict) -> None:
	"""The job of `record_preview`."""
	log.record(frappe.get_doc(doctype, name), "previewed", kind="Staff", actor=user, origin=origin)


def note_seen(link: frappe._dict) -> None:
	"""The page was shown for a moment in a browser that somebody looks at."""
	now = now_datetime()
	links.note(link.name, first_seen=link.first_seen or now, last_seen=now)


def is_guessing() -> bool:
	"""Count an address that leads nowhere; True where there were too many from this place."""
	place = f"salesflow-guesses:{log.get_origin()['ip_address']}"
	count = frappe.utils.cint(frappe.cache.get_value(place, expires=True)) + 1
	frappe.cache.set_value(place, count, expires_in_sec=HOUR)
	return count > MOST_GUESSES
