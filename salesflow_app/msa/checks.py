"""What an MSA must fulfil before it may be ready and sent."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, today, validate_email_address

from salesflow_app.people.accounts import is_website_user
from salesflow_app.text.formats import date, one_line
from salesflow_app.text.place_holders import PLACE_HOLDER
from salesflow_app.text.rich_text import is_empty

MOST_PLACE_HOLDERS = 3


def validate_ready(msa: Document) -> None:
	"""Refuse with everything that is missing, each with the field to fill."""
	problems = list(find_problems(msa))
	if problems:
		frappe.throw(
			_("Contract {0} is not ready: {1}").format(
				msa.name, "<br>".join(f"• {problem}" for problem in problems)
			)
		)


def find_problems(msa: Document) -> Iterator[str]:
	if not msa.salesflow_company:
		yield _("Company: choose which of our companies the agreement is with.")
	if msa.is_signed:
		yield _("Signed: untick it. The client signs once the agreement was sent.")
	yield from _find_text_problems(msa)
	yield from _find_date_problems(msa)
	yield from _find_signatory_problems(msa)


def _find_text_problems(msa: Document) -> Iterator[str]:
	if is_empty(msa.contract_terms):
		yield _("Contract Terms: there are none.")
	found = PLACE_HOLDER.findall(one_line(msa.contract_terms))
	for place_holder in found[:MOST_PLACE_HOLDERS]:
		yield _("Contract Terms: replace the place holder {0}").format(
			frappe.utils.escape_html(place_holder[:100])
		)


def _find_date_problems(msa: Document) -> Iterator[str]:
	now = getdate(today())
	if not msa.start_date:
		yield _("Start Date: enter when the agreement begins.")
	if msa.end_date and getdate(msa.end_date) < now:
		yield _("End Date: {0} is in the past.").format(date(msa.end_date))
	if msa.salesflow_valid_till and getdate(msa.salesflow_valid_till) < now:
		yield _("Sign Until: {0} is in the past.").format(date(msa.salesflow_valid_till))
	if cint(msa.salesflow_notice_days) < 0:
		yield _("Notice Period: enter 0 or more days.")


def _find_signatory_problems(msa: Document) -> Iterator[str]:
	email = (msa.salesflow_signatory_email or "").strip()
	if not (msa.salesflow_signatory_name or "").strip():
		yield _("Client Signatory: enter the name of the person who signs.")
	if not email:
		yield _("Client Signatory's Email: enter one; the signing link is sent there.")
	elif not validate_email_address(email):
		yield _("Client Signatory's Email: {0} is not a valid email address.").format(
			frappe.utils.escape_html(email)
		)
	elif frappe.db.exists("User", email) and not is_website_user(email):
		yield _("Client Signatory's Email: {0} is one of our own users.").format(
			frappe.utils.escape_html(email)
		)
