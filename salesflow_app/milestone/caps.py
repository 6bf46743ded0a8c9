"""Time and material up to a cap: what was worked is billed, the rest of the cap stays a milestone of its own."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.documents import lifecycle
from salesflow_app.documents.acts import system_act
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.text.formats import money

KEPT = (
	"milestone_name sow sales_order company customer account_manager milestone_no milestone_count trigger deliverables "
	"basis is_cap currency payment_days planned_date customer_po_no customer_po_date"
).split()


def validate_worked(milestone: Document) -> None:
	"""What is reported was worked, and is no more than the client signed."""
	if not milestone.is_cap or not lifecycle.has_moved_to(milestone, states.READY_TO_BILL):
		return
	precision = milestone.precision("amount")
	worked, cap = flt(milestone.worked_amount, precision), flt(milestone.amount, precision)
	if 0 < worked <= cap:
		return
	frappe.throw(
		_(
			"Payment Milestone {0}, Worked (Net): enter what was worked, more than 0 and at most {1}. For more than the client signed, use Create > Change Order on SOW {2}."
		).format(milestone.name, money(cap, milestone.currency, precision), milestone.sow)
	)


def split(milestone: Document) -> None:
	"""Bill what was worked; the rest of the cap is planned again, so that all milestones still sum to what was signed."""
	if not milestone.is_cap:
		return
	precision = milestone.precision("amount")
	rest = flt(flt(milestone.amount) - flt(milestone.worked_amount), precision)
	if rest <= 0:
		return
	other = frappe.new_doc("Payment Milestone")
	other.update({field: milestone.get(field) for field in KEPT})
	other.update({"amount": rest, "basis": "Fixed", "percentage": 0})
	with system_act(other):
		other.insert(ignore_permissions=True)  # who reports what was worked leaves the rest of the cap behind
	milestone.db_set({"amount": milestone.worked_amount, "basis": "Fixed", "percentage": 0})
	milestone.add_comment(
		"Info",
		_("{0} of the cap is left in Payment Milestone {1}").format(
			money(rest, milestone.currency, precision), other.name
		),
	)
