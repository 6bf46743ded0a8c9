"""The client answered on paper, by purchase order or mail: once a second person confirms, it counts as in the portal."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from salesflow_app.documents import shared_names
from salesflow_app.documents.acts import system_act
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.portal import accept_proposal, acts, sign_msa, sign_sow
from salesflow_app.signing import offline


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def confirm(name: str) -> dict:
	"""Confirm an offline answer as the second person; the document is signed or accepted with it, or nothing changes.

	Raises PermissionError for whoever recorded it and for others without the role, else ValidationError.
	"""
	frappe.has_permission(offline.DOCTYPE, "read", name, throw=True)
	answer = frappe.get_doc(offline.DOCTYPE, name)
	lock_row(answer.reference_doctype, answer.reference_name)
	answer = frappe.get_doc(offline.DOCTYPE, name, for_update=True)
	doc = shared_names.load(answer.reference_doctype, answer.reference_name, for_update=True)
	doc.check_permission("read")
	event = accept_proposal.EVENT if doc.doctype == "Work Proposal" else sign_sow.EVENT
	if answer.status == offline.CONFIRMED:
		return acts.get_receipt(doc, event)
	offline.validate_second_person(answer)
	offline.validate_as_recorded(answer, doc)
	take_answer(answer, doc)
	note_confirmed(answer, doc)
	return acts.get_receipt(doc, event)


def take_answer(answer: Document, doc: Document) -> None:
	acts.validate_last_day(doc)
	signer = acts.read_name(answer.answered_by)
	doc.offline_answer = offline.get_label(answer)
	if doc.doctype == "SOW":
		_sign(answer, doc, signer)
	elif doc.doctype == "Contract":
		_sign_msa(answer, doc, signer)
	else:
		_accept(answer, doc, signer)


def _sign(answer: Document, sow: Document, signer: str) -> None:
	sign_sow.validate_unchanged(sow)
	sign_sow.validate_offer(sow)
	sign_sow.set_signature(sow, signer, answer.answered_title, answer.customer_po_no)
	sow.signed_ip = ""  # that of our own browser would say nothing about the client
	sign_sow.submit(sow, kind=offline.KIND, words=offline.get_words(answer))


def _sign_msa(answer: Document, msa: Document, signer: str) -> None:
	sign_msa.validate_unchanged(msa)
	sign_msa.set_signature(msa, signer, answer.answered_title)
	msa.update({"ip_address": "", "salesflow_offline_answer": offline.get_label(answer)})
	sign_msa.save(msa, kind=offline.KIND, words=offline.get_words(answer))


def _accept(answer: Document, proposal: Document, signer: str) -> None:
	accept_proposal.validate_unchanged(proposal)
	accept_proposal.validate_quotation(proposal)
	proposal.db_set("offline_answer", proposal.offline_answer)
	accept_proposal.take_acceptance(
		proposal,
		signer,
		_find_options(answer, proposal),
		kind=offline.KIND,
		actor_title=answer.answered_title or "",
		words=offline.get_words(answer),
	)


def _find_options(answer: Document, proposal: Document) -> list[Document]:
	"""The optional rows that the record names by their numbers."""
	numbers = {part.strip() for part in (answer.options_accepted or "").split(",") if part.strip()}
	rows = [row for row in proposal.items if str(row.idx) in numbers]
	unknown = numbers - {str(row.idx) for row in rows if row.is_optional}
	if unknown:
		frappe.throw(
			_("Options Accepted: {0} is not the number of an optional row of {1}.").format(
				frappe.utils.escape_html(", ".join(sorted(unknown))), proposal.name
			)
		)
	return rows


def note_confirmed(answer: Document, doc: Document) -> None:
	with system_act(answer):
		answer.update(
			{
				"status": offline.CONFIRMED,
				"confirmed_by": frappe.session.user,
				"confirmed_on": now_datetime(),
			}
		)
		answer.save(ignore_permissions=True)  # who confirms may have the right to read it alone
	doc.add_comment("Info", _("Recorded offline: {0}").format(frappe.utils.escape_html(doc.offline_answer)))
