"""Who looks after a mail that did not go out: somebody who works here has the task, whatever roles are empty."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.deal import origin
from salesflow_app.outbox.entries import DOCTYPE, FAILED, NOT_SENT
from salesflow_app.people import roles, tasks
from salesflow_app.people.accounts import is_website_user, keep_enabled
from salesflow_app.settings import get_settings

REFUSED, OUTAGE, NOBODY = "mail_refused", "mails_do_not_leave", "mail_without_reader"
"""Keys of the tasks: one mail, all mails, a mail that nobody is named for."""
SETTINGS = "Salesflow Settings"


def ask_about(row: frappe._dict, words: str) -> None:
	"""Somebody looks after this one mail. `words` name the document with {0} and {1}."""
	if frappe.db.exists(row.reference_doctype, row.reference_name):
		doc = frappe.get_doc(row.reference_doctype, row.reference_name)
		tasks.assign(doc, get_keepers(doc), REFUSED, words.format(_(doc.doctype), doc.name))


def ask_about_reader(row: frappe._dict, why: str) -> None:
	"""Nobody gets this mail. Where no rule names anybody for its kind, that is asked once, and not for each document."""
	if row.event in _get_ruled_events() and not _has_rule(row.event):
		text = _("Nobody is named to get the mail “{0}”: see Who Gets Which Mail in Salesflow Settings")
		doc = frappe.get_doc(SETTINGS)
		tasks.assign(doc, _get_site_keepers(), f"{NOBODY}:{row.event}", text.format(_(row.event)), once=True)
		return
	text = _("Mail “{0}” about {1} {2} has nobody to go to: {3}")
	if frappe.db.exists(row.reference_doctype, row.reference_name):
		doc = frappe.get_doc(row.reference_doctype, row.reference_name)
		text = text.format(_(row.event), _(doc.doctype), doc.name, why)
		tasks.assign(doc, get_keepers(doc), REFUSED, text)


def _get_ruled_events() -> list[str]:
	return (frappe.get_meta("Salesflow Mail Rule").get_field("mail_event").options or "").split("\n")


def _has_rule(event: str) -> bool:
	return any(rule.mail_event == event for rule in get_settings().mail_rules)


def count_without_reader() -> int:
	"""Rows that were not sent while somebody has the task to see why. What was no longer needed is none of them."""
	open_task = {"status": "Open", "reference_type": SETTINGS, tasks.KEY: ("like", f"{NOBODY}:%")}
	keys = frappe.get_all("ToDo", open_task, pluck=tasks.KEY)
	names = frappe.get_all("ToDo", {"status": "Open", tasks.KEY: REFUSED}, pluck="reference_name")
	if not keys and not names:
		return 0
	events = [key.removeprefix(f"{NOBODY}:") for key in keys]
	either = {"event": ("in", events or [""]), "reference_name": ("in", names or [""])}
	return len(frappe.get_all(DOCTYPE, {"state": NOT_SENT}, or_filters=either, pluck="name"))


def ask_site(problem: str) -> None:
	"""Mails do not leave this site: one task, however many wait."""
	if not _get_open_outage():
		text = _("Mails do not leave, and are tried again for three days: {0}").format(problem)
		tasks.assign(frappe.get_doc(SETTINGS), _get_site_keepers(), OUTAGE, text)


def close(row: frappe._dict) -> None:
	"""The mail has left after all."""
	tasks.close(frappe._dict(doctype=row.reference_doctype, name=row.reference_name), REFUSED)


def close_if_all_left() -> None:
	"""Nothing waits for the mail server any more. One statement where nobody was asked."""
	if _get_open_outage() and not frappe.db.exists(DOCTYPE, {"state": FAILED, "next_try": ("is", "set")}):
		tasks.close(frappe._dict(doctype=SETTINGS, name=SETTINGS), OUTAGE)


def _get_open_outage() -> str | None:
	return frappe.db.exists("ToDo", {"reference_type": SETTINGS, tasks.KEY: OUTAGE, "status": "Open"})


def get_keepers(doc: Document) -> list[str]:
	"""Whoever looks after the client, else who wrote the document, else who looks after mails; nobody who has left."""
	return next((kept for kept in map(_keep_staff, _get_candidates(doc)) if kept), [])


def _get_candidates(doc: Document) -> Iterator[list[str | None]]:
	yield [_get_manager(doc)]
	yield [doc.owner]
	yield roles.get_sales_assistants(doc.get("company"))
	yield _get_site_keepers(doc.get("company"))


def _get_manager(doc: Document) -> str | None:
	named = doc.get("account_manager") or doc.get("salesflow_account_manager")
	party_type, party = origin.get_party(doc)
	is_customer = not named and party_type == "Customer" and party
	return frappe.get_cached_value("Customer", party, "account_manager") if is_customer else named


def _get_site_keepers(company: str | None = None) -> list[str]:
	"""Who can mend it, else who has to do without."""
	return roles.get_role_users("System Manager") or roles.get_operations_managers(company)


def _keep_staff(users: list[str | None]) -> list[str]:
	named = [user for user in users if user and user not in roles.NOT_PEOPLE]
	return [user for user in keep_enabled(named) if not is_website_user(user)]
