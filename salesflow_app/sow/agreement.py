"""The MSA of a SOW: a signed Contract, or a text of the SOW itself. Its terms are part of what the client reads and signs."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.msa.standing import get_hash
from salesflow_app.sow.signed import CHANGE_ORDER
from salesflow_app.text import masters
from salesflow_app.text.rendering import render_as_one

KIND = "MSA"


def set_agreement(sow: Document) -> None:
	"""Version and terms of the MSA, while the SOW is drafted. The terms of a Contract are the Contract's."""
	before = sow.get_doc_before_save()
	if sow.msa_bundled:
		sow.msa_version = _get_bundled_version(sow)
		sow.msa_hash = None
		if before and not before.msa_bundled and sow.msa_terms == before.msa_terms:
			sow.msa_terms = None
	else:
		contract = _get_contract(sow)
		sow.msa_version = contract.salesflow_msa_version
		sow.msa_hash = _get_pin(sow, contract)
		sow.msa_terms = contract.contract_terms


def get_annexes(sow: Document) -> dict[str, str]:
	"""The text of an MSA that is part of the SOW; of a Change Order, the one that was signed with its SOW."""
	if not sow.msa_bundled:
		return {}
	if sow.sow_type == CHANGE_ORDER and sow.changes_sow:
		return {"msa_terms": frappe.db.get_value("SOW", sow.changes_sow, "msa_terms") or ""}
	return {"msa_terms": render_as_one(_get_master(sow), sow)}


def _get_bundled_version(sow: Document) -> str | None:
	if sow.sow_type == CHANGE_ORDER and sow.changes_sow:
		return frappe.db.get_value("SOW", sow.changes_sow, "msa_version")
	master = _get_master(sow)
	return f"{master.version} ({master.name})"


def _get_pin(sow: Document, contract: frappe._dict) -> str | None:
	"""The hash of the agreement that the SOW is drafted under: what is sent, is sent under this one."""
	return get_hash(frappe.get_doc("Contract", sow.msa)) if contract else None


def _get_contract(sow: Document) -> frappe._dict:
	"""The Contract, if it is an MSA with this customer: naming another one shows nothing of it."""
	filters = {
		"name": sow.msa,
		"party_type": "Customer",
		"party_name": sow.customer,
		"salesflow_is_msa": 1,
	}
	fields = ["salesflow_msa_version", "contract_terms"]
	known = frappe.db.get_value("Contract", filters, fields, as_dict=True) if sow.msa else None
	return known or frappe._dict()


def _get_master(sow: Document) -> Document:
	master = masters.get_approved(KIND, "", masters.get_language(sow))
	if not master:
		frappe.throw(
			_(
				"SOW {0}, MSA: no Master Document of kind MSA is approved. Have one approved, or choose a signed Contract."
			).format(sow.name or _("(new)"))
		)
	return master
