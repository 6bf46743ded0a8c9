"""“Case lost”: to the leader alone, whatever the mail rules say: only the supervisor should know (seed 3).

The mail hangs on the Lost Analysis, not on the Opportunity, so that no timeline shows it to others.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, get_fullname, get_url_to_form

from salesflow_app.mails import outbox
from salesflow_app.mails.outbox import Message

EVENT = "Case Lost"


def send_case_lost(lost_analysis: Document, *, is_successor: bool = False) -> str | None:
	"""Tell the leader named on the analysis, once; a successor of that leader once more."""
	key = f"{EVENT}:{lost_analysis.entry_key}"
	if is_successor:
		key += f":{lost_analysis.leader}"
	communication = outbox.send(
		EVENT,
		lost_analysis,
		outbox.get_addresses([lost_analysis.leader]),
		_("Case lost: {0} ({1})").format(lost_analysis.customer_name, lost_analysis.reference_name),
		_write(lost_analysis),
		key=key,
	)
	_close_side_door(key)
	return communication


def _close_side_door(key: str) -> None:
	"""A list of Mail Entry could show the text by way of its link (`communication.content`)."""
	frappe.db.set_value("Mail Entry", {"mail_key": key}, "communication", None)


def _write(lost_analysis: Document) -> Message:
	nothing = _("not given")
	return Message(
		intro=_("{0} {1} is lost. You alone get this mail.").format(
			_(lost_analysis.reference_doctype), lost_analysis.reference_name
		),
		facts=[
			(_("Customer"), lost_analysis.customer_name or ""),
			(_("Sales Person"), get_fullname(lost_analysis.sales_person)),
			(_("Lost On"), format_date(lost_analysis.lost_on)),
			(_("Lost Reasons"), lost_analysis.lost_reasons or nothing),
			(_("Competitors"), lost_analysis.competitors or nothing),
			(_("Detailed Reason"), lost_analysis.detailed_reason or nothing),
		],
		button=(_("Write the analysis"), get_url_to_form("Lost Analysis", lost_analysis.name)),
	)
