"""What follows a step of an MSA: stamps with it, then records, tasks, and the mail to the client."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from salesflow_app.clients.invite import invite
from salesflow_app.documents import authors, lifecycle, shared_names
from salesflow_app.evidence import frozen
from salesflow_app.mails import msa_sent
from salesflow_app.msa import review
from salesflow_app.msa.standing import is_kept
from salesflow_app.people import tasks
from salesflow_app.salesflow_app.workflows import contract as states


def stamp(msa: Document) -> None:
	"""What the step that is being taken writes on the Contract."""
	before = msa.get_doc_before_save()
	if lifecycle.has_moved_to(msa, states.READY) and before.salesflow_state == states.LEGAL_REVIEW:
		authors.forget(msa)
		msa.update({"salesflow_reviewed_by": frappe.session.user, "salesflow_reviewed_on": now_datetime()})
	elif msa.salesflow_state == states.DRAFT:
		msa.update({"salesflow_reviewed_by": None, "salesflow_reviewed_on": None})
	if lifecycle.has_moved_to(msa, states.SENT):
		_stamp_sending(msa)


def _stamp_sending(msa: Document) -> None:
	earlier = msa.amended_from and frappe.db.get_value("Contract", msa.amended_from, "salesflow_version")
	msa.update(
		{
			"salesflow_version": cint(earlier) + 1,
			"salesflow_sent_on": now_datetime(),
			"salesflow_reason": None,
		}
	)
	frozen.freeze(msa)
	msa.salesflow_content_hash = msa.content_hash
	shared_names.share(msa)


def follow(msa: Document) -> None:
	"""After a save that may have taken a step: records, tasks, and the mail to the client."""
	before = msa.get_doc_before_save()
	if not is_kept(msa) or not (before and is_kept(before)):
		return
	shared_names.share(msa)
	lifecycle.finish_step(msa)
	review.follow(msa)
	if lifecycle.has_moved_to(msa, states.READY):
		text = _("Send the MSA {0} to {1}").format(msa.name, msa.customer_name)
		tasks.assign(msa, [msa.account_manager or msa.owner], "send", text)
	elif lifecycle.has_moved_to(msa, states.SENT):
		invite(msa, msa.signatory_email, msa.signatory_name)
		msa_sent.send_msa_sent(msa)
