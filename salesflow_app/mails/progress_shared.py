"""“Project progress”: a row of the progress log that its writer shares with the team (seed 3)."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, get_fullname, get_url_to_form

from salesflow_app.mails import outbox
from salesflow_app.mails.outbox import Message

EVENT = "Progress Shared"


def send_progress_shared(opportunity: Document, row: Document) -> str | None:
	"""Tell the team of one row, once."""
	sales_person = opportunity.opportunity_owner or opportunity.owner
	facts = [
		(_("Opportunity"), opportunity.name),
		(_("Date"), format_date(row.progress_date)),
		(_("Activity"), _(row.activity)),
		(_("Progress"), row.note),
	]
	if opportunity.salesflow_in_negotiation:
		facts.append((_("In Negotiation"), _("Yes")))
	return outbox.send(
		EVENT,
		opportunity,
		outbox.resolve(
			EVENT,
			opportunity,
			sales_person=sales_person,
			account_manager=opportunity.salesflow_account_manager,
			client=opportunity.contact_email,
		),
		_("Project progress: {0}").format(opportunity.customer_name or opportunity.name),
		Message(
			intro=_("{0} reports on {1}.").format(
				get_fullname(row.reported_by), opportunity.customer_name or opportunity.name
			),
			facts=facts,
			button=(_("Open the opportunity"), get_url_to_form("Opportunity", opportunity.name)),
		),
		key=f"{EVENT}:{row.name}",
	)
