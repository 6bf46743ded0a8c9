"""“Case lost”: to the leader alone, whatever the mail rules say: only the leader should know.

The mail belongs to the Lost Analysis, not to the Opportunity, so that no timeline shows it to others. Its row in
the outbox, which others may read, says neither why nor where the mail is.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.text.formats import date

EVENT = "Case Lost"


def send_case_lost(lost_analysis: Document, *, is_successor: bool = False) -> None:
	"""Tell the leader named on the analysis, once; a successor of that leader once more.

	Where nobody leads, the first one who is named hears of it.
	"""
	if not lost_analysis.leader:
		return
	key = f"{EVENT}:{lost_analysis.entry_key}"
	if is_successor:
		key += f":{lost_analysis.leader}"
	entries.add(EVENT, lost_analysis, key)


def write(lost_analysis: Document, moment: frappe._dict) -> Mail:
	nothing = _("Not specified")
	deal = (_(lost_analysis.reference_doctype), lost_analysis.reference_name)
	return Mail(
		get_addresses([lost_analysis.leader]),
		_("Deal lost: {0} ({1})").format(lost_analysis.customer_name, lost_analysis.reference_name),
		Message(
			intro=_("{0} {1} was lost. This mail was sent to you only.").format(*deal),
			facts=[
				(_("Customer"), lost_analysis.customer_name or ""),
				(_("Sales Person"), get_fullname(lost_analysis.sales_person)),
				(_("Lost On"), date(lost_analysis.lost_on)),
				(_("Lost Reasons"), lost_analysis.lost_reasons or nothing),
				(_("Competitors"), lost_analysis.competitors or nothing),
				(_("Detailed Reason"), lost_analysis.detailed_reason or nothing),
			],
			button=(_("Write Analysis"), get_url_to_form("Salesflow Lost Analysis", lost_analysis.name)),
		),
	)
