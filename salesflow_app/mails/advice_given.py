"""Advice given: the leader's advice goes to the sales person of the deal."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.deal import origin
from salesflow_app.evidence.canonical import text_hash
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries

EVENT = "Advice Given"


def send_advice_given(opportunity: Document) -> None:
	"""Once for each wording; not to somebody who advises himself."""
	if origin.get_sales_person(opportunity) == opportunity.salesflow_advice_by:
		return
	key = f"{EVENT}:{opportunity.name}:{text_hash(opportunity.salesflow_advice)[:16]}"
	entries.add(
		EVENT,
		opportunity,
		key,
		advice=opportunity.salesflow_advice,
		advice_by=opportunity.salesflow_advice_by,
	)


def write(opportunity: Document, moment: frappe._dict) -> Mail:
	client = opportunity.customer_name or opportunity.name
	return Mail(
		get_addresses([origin.get_sales_person(opportunity)]),
		_("Advice on {0}").format(client),
		Message(
			intro=_("{0} gave you advice on {1}.").format(get_fullname(moment.advice_by), client),
			facts=[(_("Advice"), moment.advice)],
			button=(_("Open Opportunity"), get_url_to_form("Opportunity", opportunity.name)),
		),
	)
