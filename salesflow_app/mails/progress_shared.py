"""“Project progress”: a row of the progress log that its writer shares with the team."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.deal import origin
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import resolve
from salesflow_app.outbox import entries
from salesflow_app.text.formats import date

EVENT = "Progress Shared"
FIELDS = ("progress_date", "activity", "note", "reported_by")


def send_progress_shared(opportunity: Document, row: Document) -> None:
	"""When a row is shared, once."""
	entries.add(EVENT, opportunity, f"{EVENT}:{row.name}", **{field: row.get(field) for field in FIELDS})


def write(opportunity: Document, moment: frappe._dict) -> Mail:
	client = opportunity.customer_name or opportunity.name
	facts = [
		(_("Opportunity"), opportunity.name),
		(_("Date"), date(moment.progress_date)),
		(_("Activity"), _(moment.activity)),
		(_("Progress"), moment.note),
	]
	if opportunity.salesflow_in_negotiation:
		facts.append((_("In Negotiation"), _("Yes")))
	return Mail(
		resolve(
			EVENT,
			opportunity,
			sales_person=origin.get_sales_person(opportunity),
			account_manager=opportunity.salesflow_account_manager,
			client=opportunity.contact_email,
		),
		_("Project progress: {0}").format(client),
		Message(
			intro=_("{0} shared progress on {1}.").format(get_fullname(moment.reported_by), client),
			facts=facts,
			button=(_("Open Opportunity"), get_url_to_form("Opportunity", opportunity.name)),
		),
	)
