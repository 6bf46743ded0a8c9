"""The leader's advice, to the sales person of the deal."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.evidence.canonical import text_hash
from salesflow_app.mails import outbox
from salesflow_app.mails.outbox import Message

EVENT = "Advice Given"


def send_advice_given(opportunity: Document) -> str | None:
	"""Send the advice, once for each wording; not to somebody who advises himself."""
	sales_person = opportunity.opportunity_owner or opportunity.owner
	if sales_person == opportunity.salesflow_advice_by:
		return None
	message = Message(
		intro=_("{0} advises on {1}:").format(
			get_fullname(opportunity.salesflow_advice_by), opportunity.customer_name or opportunity.name
		),
		facts=[(_("Advice"), opportunity.salesflow_advice)],
		button=(_("Open the opportunity"), get_url_to_form("Opportunity", opportunity.name)),
	)
	return outbox.send(
		EVENT,
		opportunity,
		outbox.get_addresses([sales_person]),
		_("Advice on {0}").format(opportunity.customer_name or opportunity.name),
		message,
		key=f"{EVENT}:{opportunity.name}:{text_hash(opportunity.salesflow_advice)[:16]}",
	)
