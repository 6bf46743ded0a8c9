"""The client signs an MSA: evidence and ERPNext's signature, all or nothing. The agreement it replaces ends with it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, today

from salesflow_app.documents.acts import client_act
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.evidence import log
from salesflow_app.evidence.frozen import is_as_frozen
from salesflow_app.msa import steps
from salesflow_app.portal import acts
from salesflow_app.rules.cells import make_text
from salesflow_app.salesflow_app.workflows import contract as states
from salesflow_app.sealing import work as sealing
from salesflow_app.text.formats import date

EVENT = "signed"


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def sign(
	name: str,
	content_hash: str,
	full_name: str,
	title: str = "",
	authority: int = 0,
	consent: int = 0,
) -> dict:
	"""Sign the MSA as its named signatory; a second click returns the first receipt.

	Raises DoesNotExistError, PermissionError or ValidationError, and then nothing has changed.
	"""
	msa = acts.start_act("Contract", name, EVENT)
	if msa.workflow_state in states.BINDING:
		return acts.get_receipt(msa, EVENT)
	acts.validate_open(msa, states.CLIENT_OPEN)
	acts.validate_version(msa, content_hash)
	acts.validate_ticks(authority, consent)
	signer = acts.read_name(full_name)
	validate_unchanged(msa)
	set_signature(msa, signer, title)
	save(msa, consent_text=acts.get_consent_text())
	return acts.get_receipt(msa, EVENT)


def validate_unchanged(msa: Document) -> None:
	"""What is in the database must still be what was sent, and its time must not be over."""
	if not is_as_frozen(msa):
		frappe.throw(
			_("Agreement {0} has changed since it was sent to you. Please ask {1} to send it again.").format(
				msa.name, msa.account_manager or msa.owner
			)
		)
	if msa.end_date and getdate(msa.end_date) < getdate(today()):
		frappe.throw(
			_("Agreement {0} would have ended on {1}. Please ask us for a new one.").format(
				msa.name, date(msa.end_date)
			)
		)


def set_signature(msa: Document, signer: str, title: str | None) -> None:
	"""ERPNext's own fields of a signed Contract, and our state."""
	msa.update(
		{
			"is_signed": 1,
			"signee": signer,
			"signed_on": now_datetime(),
			"ip_address": log.get_origin()["ip_address"],
			"salesflow_signed_title": make_text(" ".join((title or "").split()))[:140],
			"salesflow_state": states.SIGNED,
			"salesflow_reason": None,
		}
	)


def save(msa: Document, **facts: str) -> None:
	"""Store the signature with its record. `facts` go into the records, beside who signed what."""
	with client_act(
		msa,
		content_hash=msa.content_hash,
		actor_name=msa.signee,
		actor_title=msa.salesflow_signed_title,
		**facts,
	):
		msa.flags.ignore_permissions = True  # the client has no right here; `acts.start_act` checked them
		msa.save()
	if msa.salesflow_replaces:
		steps.end(msa.salesflow_replaces, _("Replaced by {0}").format(msa.name))
	sealing.ask(msa)
