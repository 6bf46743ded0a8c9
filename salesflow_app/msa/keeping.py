"""What a save of an MSA keeps and refuses. Contracts of other kinds, and MSAs signed outside SalesFlow, stay as ERPNext has them."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from salesflow_app.documents import authors, lifecycle
from salesflow_app.documents.acts import get_act
from salesflow_app.evidence.canonical import canonical_hash
from salesflow_app.evidence.content import msa_content
from salesflow_app.msa import checks, following, review
from salesflow_app.msa.standing import is_kept
from salesflow_app.people import tasks
from salesflow_app.salesflow_app.workflows import contract as states

TITLE = "Master Service Agreement"
SIGNATURE = ("is_signed", "signee", "signed_on", "ip_address")


def set_draft(contract: Document) -> None:
	"""Which draft is ours: an MSA with a customer. Of all others our fields say nothing."""
	before = contract.get_doc_before_save()
	if before:
		contract.salesflow_authors = before.salesflow_authors
	if before and is_kept(before) and not _is_msa(contract):
		_refuse_other_kind(contract, before)
	restore_state(contract)
	is_ours = _is_msa(contract) and (contract.docstatus == 0 or is_kept(before or contract))
	if not is_ours:
		contract.salesflow_state = None
	elif contract.docstatus == 0 and not (before and is_kept(before)):
		_begin(contract)


def restore_state(contract: Document) -> None:
	"""Nobody takes an MSA out of our keeping by leaving its state empty."""
	before = contract.get_doc_before_save()
	if before and is_kept(before) and not contract.salesflow_state:
		contract.salesflow_state = before.salesflow_state


def _is_msa(contract: Document) -> bool:
	return bool(contract.salesflow_is_msa) and contract.party_type == "Customer"


def _refuse_other_kind(contract: Document, before: Document) -> None:
	if before.salesflow_state == states.DRAFT:
		return
	frappe.throw(
		_("Contract {0} is {1}, so it stays an MSA with a customer.").format(
			contract.name, _(before.salesflow_state)
		)
	)


def _begin(contract: Document) -> None:
	"""A new draft has no history of its own, whatever was copied or sent with it."""
	contract.salesflow_state = states.DRAFT
	if contract.get("amended_from"):
		contract.update(dict.fromkeys(SIGNATURE))
	for df in _get_server_fields(contract):
		contract.set(df.fieldname, None)
	if contract.salesflow_replaces:
		_validate_replaced(contract)


def _validate_replaced(contract: Document) -> None:
	"""Only an agreement between the same two parties makes room for this one."""
	facts = ["party_type", "party_name", "salesflow_company", "salesflow_is_msa"]
	old = frappe.db.get_value("Contract", contract.salesflow_replaces, facts, as_dict=True)
	if not old or any(old[field] != contract.get(field) for field in facts):
		frappe.throw(
			_("Contract, Replaces: {0} is no MSA between {1} and {2}. Leave it empty.").format(
				contract.salesflow_replaces, contract.party_name, contract.salesflow_company
			)
		)


def _get_server_fields(contract: Document) -> list:
	return [
		df
		for df in contract.meta.fields
		if df.fieldname.startswith("salesflow_")
		and df.read_only
		and df.no_copy
		and df.fieldname not in ("salesflow_state", "salesflow_replaces")
	]


def validate(msa: Document) -> None:
	"""Before every save of a draft, and before its submission."""
	if _is_submitted_by_hand(msa):
		return _leave_to_erpnext(msa)
	keep_server_fields(msa)
	msa.salesflow_title = msa.salesflow_title or TITLE
	authors.note(msa, _has_new_content(msa))
	review.validate(msa)
	lifecycle.validate_state(msa)
	validate_content(msa)
	if lifecycle.has_moved_to(msa, states.LEGAL_REVIEW, states.READY, states.SENT):
		checks.validate_ready(msa)
	following.stamp(msa)


def _is_submitted_by_hand(msa: Document) -> bool:
	before = msa.get_doc_before_save()
	state = before.salesflow_state if before else msa.salesflow_state
	return msa.docstatus == 1 and state in states.EDITED_BEFORE and msa.salesflow_state == state


def _leave_to_erpnext(msa: Document) -> None:
	"""Somebody records an agreement that was signed elsewhere. What the review has not passed is not among them."""
	if review.is_needed() and msa.salesflow_state != states.READY:
		frappe.throw(
			_(
				"Contract {0}: Salesflow Settings ask for a legal review of each MSA before it is submitted. Use “Request Legal Review”."
			).format(msa.name)
		)
	if msa.salesflow_state != states.DRAFT:
		tasks.close(msa, "send", review.TASK)
	msa.salesflow_state = None


def keep_server_fields(msa: Document) -> None:
	"""Restore what only the server writes; ERPNext's signature, too, is the client's own act."""
	if get_act(msa):
		return
	before = msa.get_doc_before_save()
	for df in _get_server_fields(msa) if before else ():
		msa.set(df.fieldname, before.get(df.fieldname))
	msa.salesflow_replaces = before.salesflow_replaces if before else msa.salesflow_replaces
	if before and before.docstatus == 1:
		_refuse_signature(msa, before)


def _refuse_signature(msa: Document, before: Document) -> None:
	if any(str(msa.get(field) or "") != str(before.get(field) or "") for field in SIGNATURE):
		frappe.throw(
			_(
				"Contract {0}, Signed: the client signs it on their page. What they signed on paper is recorded with Create > Offline Answer."
			).format(msa.name)
		)


def _has_new_content(msa: Document) -> bool:
	before = msa.get_doc_before_save()
	return not before or canonical_hash(msa_content(msa)) != canonical_hash(msa_content(before))


def validate_content(msa: Document) -> None:
	"""Once it left the draft, its content stays."""
	before = msa.get_doc_before_save()
	if not before or before.salesflow_state == states.DRAFT or get_act(msa) or not _has_new_content(msa):
		return
	way_out = (
		_("Use “Revise” first")
		if before.salesflow_state == states.READY
		else _("Use “Send Back” first")
		if before.salesflow_state == states.LEGAL_REVIEW
		else _("Use “New Version” instead")
	)
	frappe.throw(
		_("Contract {0} is in state {1}, so its content cannot be changed. {2}.").format(
			msa.name, frappe.bold(_(before.salesflow_state)), way_out
		)
	)


def validate_cancel(msa: Document) -> None:
	"""Only what was not signed is cancelled, to make room for its next version."""
	restore_state(msa)
	if not is_kept(msa):
		return
	before = msa.get_doc_before_save()
	keep_server_fields(msa)
	if before.salesflow_state in states.BINDING:
		frappe.throw(
			_(
				"Contract {0} was signed by the client, so it is not cancelled. Use “Terminate” instead."
			).format(msa.name)
		)
	if msa.salesflow_state == before.salesflow_state:
		msa.salesflow_state = states.SUPERSEDED
	lifecycle.validate_state(msa)


def refuse_if_sent(msa: Document, what: str) -> None:
	if is_kept(msa) and cint(msa.salesflow_version):
		frappe.throw(
			_("Contract {0} was sent to the client, so it cannot be {1}: its records must be kept.").format(
				msa.name, what
			)
		)
