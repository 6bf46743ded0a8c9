"""Whether an MSA is in force, and what of it a SOW pins: the Contract, its version and the hash of its content."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today

from salesflow_app.evidence.canonical import canonical_hash
from salesflow_app.salesflow_app.workflows import contract as states
from salesflow_app.text.formats import date

FACTS = [
	"docstatus",
	"is_signed",
	"party_type",
	"party_name",
	"start_date",
	"end_date",
	"salesflow_is_msa",
	"salesflow_company",
	"salesflow_state",
]

TERMS = ("contract_terms", "salesflow_msa_version", "start_date", "end_date")


def is_kept(contract: Document) -> bool:
	"""Is it an MSA that SalesFlow takes from draft to end? One that was submitted by hand is ERPNext's alone."""
	return bool(contract.get("salesflow_state"))


def get_msa_problem(name: str, customer: str, company: str) -> str | None:
	"""Why a Contract is not an active MSA between the customer and our company; None if it is."""
	msa = frappe.db.get_value("Contract", name, FACTS, as_dict=True)
	if not msa or not msa.salesflow_is_msa:
		return _("MSA: Contract {0} is not marked as a Master Service Agreement.").format(name)
	if (msa.party_type, msa.party_name) != ("Customer", customer):
		return _("MSA: Contract {0} is not with customer {1}.").format(name, customer)
	if msa.salesflow_company and msa.salesflow_company != company:
		return _("MSA: Contract {0} is with {1}, not with {2}.").format(name, msa.salesflow_company, company)
	problem = _get_signature_problem(name, msa) or _get_term_problem(name, msa)
	return f"{problem} {get_way_out()}" if problem else None


def get_way_out() -> str:
	"""What whoever drafts the SOW can do about an MSA that is not in force."""
	return _(
		"Have the client sign an MSA, choose another signed Contract, or tick “MSA is part of this SOW”."
	)


def _get_signature_problem(name: str, msa: dict) -> str | None:
	if msa.salesflow_state in (states.TERMINATED, states.ENDED, states.SUPERSEDED):
		return _("MSA: Contract {0} is {1}.").format(name, _(msa.salesflow_state))
	if msa.docstatus != 1 or not msa.is_signed:
		return _("MSA: Contract {0} is not signed and submitted.").format(name)
	return None


def _get_term_problem(name: str, msa: dict) -> str | None:
	if msa.start_date and getdate(msa.start_date) > getdate(today()):
		return _("MSA: Contract {0} does not start until {1}.").format(name, date(msa.start_date))
	if msa.end_date and getdate(msa.end_date) < getdate(today()):
		return _("MSA: Contract {0} ended on {1}.").format(name, date(msa.end_date))
	return None


def get_hash(contract: Document) -> str:
	"""The hash of what the client signed; of an MSA that was signed outside SalesFlow, of its terms, whose names may change."""
	return contract.salesflow_content_hash or canonical_hash({f: str(contract.get(f) or "") for f in TERMS})


def get_pin_problem(sow: Document) -> str | None:
	"""Why the Contract is no longer what the SOW was drafted under; None if it is, or nothing was pinned."""
	if not sow.msa or not sow.msa_hash:
		return None
	if get_hash(frappe.get_doc("Contract", sow.msa)) == sow.msa_hash:
		return None
	return _(
		"MSA: Contract {0} has changed since this SOW was made ready. Use “Revise”, so that the SOW takes over the new terms."
	).format(sow.msa)
