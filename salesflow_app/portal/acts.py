"""What all acts of a client share: right person, version they saw, name and ticks, one receipt."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, today

from salesflow_app.clients import access
from salesflow_app.evidence import log
from salesflow_app.rules.names import PersonNameError, clean_person_name
from salesflow_app.text.formats import date, utc_moment
from salesflow_app.text.sentences import translate

MOST_REFUSALS = 20
"""Refused acts of one person within an hour, over all documents; each act on a document counts once."""


def start_act(doctype: str, name: str, event: str) -> Document:
	"""The visible document, locked and as it is now. Only the named signatory gets it, and only in person.

	Raises DoesNotExistError for strangers, PermissionError for colleagues and stand-ins, which is kept as evidence.
	"""
	validate_tries()
	doc = access.lock_visible(doctype, name)
	if not access.is_named_signatory(doc):
		refuse(
			doc,
			event,
			"not the named signatory",
			_("{0} {1} can only be answered by the person it was sent to.").format(_(doc.doctype), doc.name),
		)
	if stand_in := get_stand_in():
		refuse(
			doc,
			event,
			stand_in,
			_(
				"{0} {1} is answered in person: log in with your own password or e-mail link, in a browser."
			).format(_(doc.doctype), doc.name),
		)
	return doc


def validate_tries() -> None:
	"""Whoever was refused again and again waits. Counted in the records, so a restart forgets nothing."""
	if log.count_refusals(frappe.session.user) >= MOST_REFUSALS:
		frappe.throw(
			_("Too many of your answers were refused. Please try again in an hour, or contact us."),
			frappe.PermissionError,
		)


def get_stand_in() -> str:
	"""Who or what acts in this person's name, as the records say it; empty where they act themselves."""
	impersonator = (frappe.session.data or {}).get("impersonated_by")
	if impersonator:
		return f"impersonated by {impersonator}"
	has_header = getattr(frappe.local, "request", None) and frappe.get_request_header("Authorization")
	return "by an API key or token" if has_header else ""


def refuse(doc: Document, event: str, why: str, sentence: str) -> None:
	"""Keep the try in the records and say `sentence`."""
	log.record_refusal(doc, event, why)
	frappe.throw(sentence, frappe.PermissionError)


def validate_version(doc: Document, content_hash: str) -> None:
	"""Refuse an answer to any version but the current one."""
	if not content_hash or content_hash != doc.content_hash:
		frappe.throw(
			_("{0} {1} has changed since you opened it. Reload the page and read it again.").format(
				_(doc.doctype), doc.name
			)
		)


def validate_open(doc: Document, open_states: tuple[str, ...]) -> None:
	"""Refuse an answer where none is awaited, or one that comes too late."""
	if doc.workflow_state not in open_states:
		frappe.throw(
			_("{0} {1} is {2}: it can no longer be answered.").format(
				_(doc.doctype), doc.name, _(doc.workflow_state)
			)
		)
	validate_last_day(doc)


def validate_last_day(doc: Document) -> None:
	"""Refuse an answer to what was valid until yesterday."""
	if doc.get("valid_till") and getdate(doc.valid_till) < getdate(today()):
		frappe.throw(
			_("{0} {1} was valid until {2}. Please ask us for a new one.").format(
				_(doc.doctype), doc.name, date(doc.valid_till)
			)
		)


def read_name(text: str) -> str:
	"""The signer's full name, cleaned. Raises ValidationError with a sentence for the field."""
	try:
		return clean_person_name(text)
	except PersonNameError as error:
		frappe.throw(_("Full name: {0}").format(frappe.utils.escape_html(translate(error))))


def read_words(text: str, label: str) -> str:
	"""The client's reason or request: required, at most 5,000 characters."""
	words = (text or "").strip()
	if not words:
		frappe.throw(_("{0}: please tell us in a few words.").format(label))
	if len(words) > 5000:
		frappe.throw(_("{0}: {1} characters are too many, the limit is 5,000.").format(label, len(words)))
	return words


def validate_ticks(authority: int | str, consent: int | str) -> None:
	"""Both ticks are needed; the texts are in `access.CONSENT_TEXTS`."""
	if not cint(authority):
		frappe.throw(_("Authority: please confirm that you are authorised to decide this for your company."))
	if not cint(consent):
		frappe.throw(_("Consent: please confirm that you agree to sign electronically."))


def get_consent_text(*ticks: str) -> str:
	"""The texts beside the ticks, in the language the client saw."""
	return "\n".join(_(access.CONSENT_TEXTS[tick]) for tick in ticks or ("consent", "authority"))


def get_receipt(doc: Document, event: str) -> dict:
	"""What the client sees after the act, the first time and every time after that."""
	entry = _get_entry(doc, event)
	if not entry:
		return {"state": doc.workflow_state, "message": _(doc.workflow_state), "receipt": None}
	return {
		"state": doc.workflow_state,
		"message": _("{0} by {1} on {2}").format(
			_(doc.workflow_state), entry[0].actor_name, utc_moment(entry[0].occurred_at)
		),
		"receipt": entry[0].name,
		"hash": entry[0].entry_hash,
	}


def _get_entry(doc: Document, event: str) -> list[dict]:
	"""The newest entry of the event, as it is now: a second click may start before the first one ends."""
	entry = frappe.qb.DocType("Salesflow Evidence Entry")
	return (
		frappe.qb.from_(entry)
		.select(entry.name, entry.occurred_at, entry.actor_name, entry.entry_hash)
		.where((entry.reference_doctype == doc.doctype) & (entry.reference_name == doc.name))
		.where(entry.event == event)
		.orderby(entry.sequence, order=frappe.qb.desc)
		.limit(1)
		.for_update()
		.run(as_dict=True)
	)
