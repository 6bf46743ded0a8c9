"""The writer of each mail, by the event that the outbox knows it by."""

from collections.abc import Callable

import frappe
from frappe.model.document import Document

from salesflow_app.mails import (
	account_manager_named,
	advice_given,
	advice_late,
	answer_reminder,
	case_lost,
	cleared_for_shipment,
	client_silence,
	copy_sent,
	delegate_named,
	discovery_recap,
	final_pack,
	invoice_sent,
	invoice_withdrawn,
	mail_check,
	milestone_acceptance,
	milestone_notice,
	notice_reminder,
	order_closed,
	order_won,
	payment_confirmed,
	payment_reminder,
	production_order,
	progress_shared,
	proposal_accepted,
	proposal_answered,
	proposal_review,
	proposal_sent,
	question_answered,
	question_asked,
	review_code,
	sow_answered,
	sow_sent,
	sow_signed,
	sow_terminated,
)
from salesflow_app.mails.message import Mail

Writer = Callable[[Document, frappe._dict], Mail]

WRITERS: dict[str, Writer] = {
	account_manager_named.EVENT: account_manager_named.write,
	advice_given.EVENT: advice_given.write,
	advice_late.EVENT: advice_late.write,
	answer_reminder.EVENT: answer_reminder.write,
	case_lost.EVENT: case_lost.write,
	cleared_for_shipment.EVENT: cleared_for_shipment.write,
	client_silence.OPENED: client_silence.write_opened,
	client_silence.EXPIRING: client_silence.write_expiring,
	copy_sent.EVENT: copy_sent.write,
	delegate_named.EVENT: delegate_named.write,
	discovery_recap.EVENT: discovery_recap.write,
	final_pack.EVENT: final_pack.write,
	invoice_sent.EVENT: invoice_sent.write,
	invoice_withdrawn.EVENT: invoice_withdrawn.write,
	milestone_acceptance.EVENT: milestone_acceptance.write,
	milestone_notice.EVENT: milestone_notice.write,
	notice_reminder.EVENT: notice_reminder.write,
	order_closed.CLOSED: order_closed.write_closed,
	order_closed.REOPENED: order_closed.write_reopened,
	order_won.EVENT: order_won.write,
	payment_confirmed.CONFIRMED: payment_confirmed.write_confirmed,
	payment_confirmed.REVERSED: payment_confirmed.write_reversed,
	payment_reminder.EVENT: payment_reminder.write,
	production_order.ORDERED: production_order.write_order,
	production_order.CHANGED: production_order.write_change,
	production_order.CANCELLED: production_order.write_cancelled,
	progress_shared.EVENT: progress_shared.write,
	proposal_accepted.EVENT: proposal_accepted.write,
	proposal_answered.EVENT: proposal_answered.write,
	proposal_review.ASKED: proposal_review.write_asked,
	proposal_review.APPROVED: proposal_review.write_approved,
	proposal_review.SENT_BACK: proposal_review.write_sent_back,
	proposal_sent.EVENT: proposal_sent.write,
	question_answered.EVENT: question_answered.write,
	question_asked.EVENT: question_asked.write,
	review_code.EVENT: review_code.write,
	sow_answered.EVENT: sow_answered.write,
	sow_sent.EVENT: sow_sent.write,
	sow_signed.CLIENT: sow_signed.write_for_client,
	sow_signed.STAFF: sow_signed.write_for_staff,
	sow_terminated.EVENT: sow_terminated.write,
	mail_check.EVENT: mail_check.write,
}
"""Each takes the document as it is when the mail is written, and what only the moment knew, `actor` included."""

SECRET = {case_lost.EVENT}
"""What these say stands nowhere but in the mail itself."""
