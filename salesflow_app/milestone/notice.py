"""The notice of a milestone to billing: shown, checked, refused while something is missing."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.milestone.notice_blocks import get_blocks
from salesflow_app.milestone.notice_facts import get_facts
from salesflow_app.rules import notice
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.text import masters
from salesflow_app.text.rendering import render_as_one
from salesflow_app.text.sentences import translate


@frappe.whitelist()
def preview(name: str) -> dict:
	"""The notice of a Payment Milestone as billing will get it: missing, warnings and the six blocks.

	Of one that is paid or waived (`is_over`), nothing is asked for any more.
	"""
	milestone = frappe.get_doc("Payment Milestone", name)
	milestone.check_permission("read")
	facts, is_over = get_facts(milestone), milestone.workflow_state in states.FINISHED
	return {
		"is_over": is_over,
		"missing": [] if is_over else [vars(row) for row in notice.missing(facts)],
		"warnings": [] if is_over else [translate(warning) for warning in notice.warnings(facts)],
		"blocks": get_blocks(milestone, facts),
		"text_html": get_text(milestone),
	}


def get_text(milestone: Document) -> str:
	"""What the approved Milestone Notice master says of the milestone, in the language that is set: safe HTML.

	Empty where no such master is approved.
	"""
	master = masters.get_approved("Milestone Notice", "", frappe.local.lang)
	return render_as_one(master, milestone) if master else ""


def find_missing(milestone: Document) -> list[notice.Missing]:
	"""What billing needs and does not have, each with the document it is on."""
	return notice.missing(get_facts(milestone))


def validate_complete(milestone: Document) -> None:
	"""Raise ValidationError that names each missing field and the document it is on."""
	missing = find_missing(milestone)
	if missing:
		rows = [
			_("{0} on {1} {2}: {3}").format(
				frappe.bold(_(row.field_label)),
				_(row.doctype),
				frappe.utils.get_link_to_form(row.doctype, row.name) if row.name else "",
				_(row.way_out),
			)
			for row in missing
		]
		frappe.throw(
			_("Payment Milestone {0} cannot be reported to billing yet:").format(milestone.name)
			+ "<br>"
			+ "<br>".join(f"• {row}" for row in rows),
			title=_("Notice Incomplete"),
		)
