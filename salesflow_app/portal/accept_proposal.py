"""The client accepts a Work Proposal: evidence, options and SOW request or order, all or nothing."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, now_datetime

from salesflow_app.conversions.quotation_to_sales_order import insert_order
from salesflow_app.conversions.work_proposal_to_sow import get_sow
from salesflow_app.deal.origin import get_customer, get_opportunity_type
from salesflow_app.documents import lifecycle
from salesflow_app.documents.acts import system_act
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.evidence.frozen import is_as_frozen
from salesflow_app.mails.proposal_answered import send_proposal_answered
from salesflow_app.people import tasks
from salesflow_app.portal import acts
from salesflow_app.proposal import price_offer, selection
from salesflow_app.salesflow_app.workflows import CLIENT
from salesflow_app.salesflow_app.workflows import sow as sow_states
from salesflow_app.salesflow_app.workflows import work_proposal as states
from salesflow_app.sealing import work as sealing
from salesflow_app.sow import need
from salesflow_app.text.formats import money

EVENT = "accepted"
CONFLICTS = (frappe.QueryDeadlockError, frappe.QueryTimeoutError, frappe.TimestampMismatchError)
"""Someone else changed it at the same moment: `retry_on_conflict` tries again."""
TOTALS = (
	"total_one_time",
	"total_monthly",
	"total_optional",
	"total_cost",
	"margin_percentage",
	"margin_unknown",
)


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def accept(
	name: str,
	content_hash: str,
	full_name: str,
	title: str = "",
	authority: int = 0,
	consent: int = 0,
	selected: str = "[]",
) -> dict:
	"""Accept the proposal as its named contact, with the options in `selected` (row names as a JSON list).

	A second click returns the first receipt. Raises DoesNotExistError, PermissionError or ValidationError, and
	then nothing has changed.
	"""
	proposal = acts.start_act("Work Proposal", name, EVENT)
	if proposal.workflow_state == states.ACCEPTED:
		return acts.get_receipt(proposal, EVENT)
	acts.validate_open(proposal, states.CLIENT_OPEN)
	acts.validate_version(proposal, content_hash)
	acts.validate_ticks(authority, consent)
	signer = acts.read_name(full_name)
	options = selection.read_selection(proposal, selected)
	validate_unchanged(proposal)
	validate_quotation(proposal)
	take_acceptance(
		proposal,
		signer,
		options,
		consent_text=acts.get_consent_text(),
		actor_title=" ".join((title or "").split())[:140],
	)
	return acts.get_receipt(proposal, EVENT)


def take_acceptance(proposal: Document, signer: str, options: list[Document], **facts: str) -> None:
	"""Accept, and make what follows. `facts` go into the records, beside who accepted what."""
	set_answer(proposal, signer, options)
	selected = describe_selection(proposal)
	facts["words"] = "\n".join(filter(None, [facts.get("words"), selected]))
	lifecycle.move(
		proposal,
		states.ACCEPTED,
		CLIENT,
		content_hash=proposal.content_hash,
		actor_name=signer,
		**facts,
	)
	next_document = go_on(proposal)
	send_proposal_answered(proposal, next_document)
	sealing.ask(proposal, follows=next_document.doctype)


def validate_unchanged(proposal: Document) -> None:
	"""What is in the database must still be what was sent."""
	if not is_as_frozen(proposal):
		frappe.throw(
			_("Work Proposal {0} has changed since it was sent. Please ask {1} to send it again.").format(
				proposal.name, proposal.account_manager
			)
		)


def validate_quotation(proposal: Document) -> None:
	"""Say before the acceptance, not after it, that no order could follow."""
	if frappe.db.get_value("Quotation", proposal.quotation, "docstatus") != 1:
		frappe.throw(
			_(
				"Work Proposal {0} cannot be accepted because its offer was withdrawn. Please contact {1}."
			).format(proposal.name, proposal.account_manager)
		)


def set_answer(proposal: Document, signer: str, options: list[Document]) -> None:
	"""Record who answered and what was selected; the totals then count the selected rows."""
	for row in options:
		row.db_set("is_selected", 1, update_modified=False)
	price_offer.set_totals(proposal)
	proposal.db_set(
		{
			"answered_by": signer,
			"answered_on": now_datetime(),
			**{fieldname: proposal.get(fieldname) for fieldname in TOTALS},
		}
	)


def describe_selection(proposal: Document) -> str:
	"""The selected options in words, for the evidence."""
	rows = [row for row in proposal.items if row.is_optional and row.is_selected]
	precision = proposal.precision("total_one_time")
	return "\n".join(
		f"+ {row.item_name or row.item_code}: {money(row.amount, proposal.currency, precision)}"
		for row in rows
	)


# What follows


def go_on(proposal: Document) -> Document:
	"""Make what follows. If that fails, nothing has changed, and staff find the reason in the Error Log."""
	try:
		return make_next_document(proposal)
	except CONFLICTS:
		raise
	except frappe.ValidationError:
		frappe.log_error(title=f"Acceptance of {proposal.name} failed", defer_insert=True)
		frappe.clear_messages()
		frappe.throw(
			_(
				"Work Proposal {0}: your acceptance was not recorded; nothing has changed. Please contact {1}."
			).format(proposal.name, proposal.account_manager)
		)


def make_next_document(proposal: Document) -> Document:
	"""A requested SOW where the deal needs one, else the draft order. Part of the acceptance: both or neither."""
	sow = find_sow(proposal)
	if sow or needs_sow(proposal):
		return sow or request_sow(proposal)
	return make_order(proposal)


def find_sow(proposal: Document) -> Document | None:
	"""A SOW over the same offer that somebody has already begun, so that it is not ordered twice."""
	name = frappe.db.get_value(
		"SOW",
		{"quotation": proposal.quotation, "workflow_state": ("not in", sow_states.GIVEN_UP)},
		"name",
		order_by="creation asc",
		for_update=True,
	)
	if not name:
		return None
	sow = frappe.get_doc({"doctype": "SOW", "name": name})
	with system_act(sow):  # the client does not see it until it is sent
		return sow.load_from_db() or sow


def needs_sow(proposal: Document) -> bool:
	"""Do discovery, opportunity or the SOW rules ask for a SOW? A retainer always does: its months are milestones."""
	if proposal.total_monthly:
		return True
	if need.get_wish(proposal.opportunity, proposal.discovery):
		return True
	answer = need.evaluate(
		proposal.company,
		customer=get_customer(proposal),
		item_groups=[row.item_group for row in proposal.items if not row.is_optional or row.is_selected],
		opportunity_type=get_opportunity_type(proposal),
		amount=flt(proposal.total_one_time + proposal.total_monthly) * flt(proposal.conversion_rate),
	)
	return bool(answer.sow_needed)


def request_sow(proposal: Document) -> Document:
	"""The SOW itself asks the Sales Assistant to draft it. The client does not see it until it is sent."""
	sow = get_sow(proposal)
	with system_act(sow):
		return sow.insert(ignore_permissions=True)  # the client's acceptance requests it


def make_order(proposal: Document) -> Document:
	"""Insert the draft order; approving and submitting it is up to staff."""
	order = insert_order(proposal)
	tasks.assign(
		order,
		[proposal.account_manager],
		"have_approved",
		_("{0} accepted Work Proposal {1}: check the order and submit it for approval").format(
			proposal.customer_name, proposal.name
		),
	)
	return order
