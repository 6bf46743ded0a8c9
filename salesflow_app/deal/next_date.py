"""The next date of a deal: a day on the Opportunity, and a task for whoever sells it."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from salesflow_app.deal.advice import FINISHED, NEXT_STEP
from salesflow_app.deal.origin import get_sales_person
from salesflow_app.people import tasks

WATCHED = ("salesflow_next_date", "opportunity_owner")


def follow(opportunity: Document) -> None:
	"""The task follows the date and the seller. Where neither changed, it costs nothing."""
	before = opportunity.get_doc_before_save()
	if not any(_read(before, field) != _read(opportunity, field) for field in WATCHED):
		return
	if before and before.salesflow_next_date:
		tasks.close(opportunity, NEXT_STEP)
	if opportunity.salesflow_next_date and opportunity.status not in FINISHED:
		text = _("Next step with {0}").format(opportunity.customer_name or opportunity.name)
		date = opportunity.salesflow_next_date
		tasks.assign(opportunity, [get_sales_person(opportunity)], NEXT_STEP, text, date=date)


def read_day(given: str) -> date:
	"""What was typed as the next date. Raises ValidationError, which names the field, where it is no date."""
	try:
		return getdate(given)
	except (ValueError, TypeError, frappe.ValidationError):
		frappe.clear_messages()
	frappe.throw(_("{0}: {1} is not a valid date.").format(frappe.bold(_("Next Date")), escape_html(given)))


def _read(doc: Document | None, field: str) -> str:
	return str((doc and doc.get(field)) or "")
