"""What counts as a document's content: the text, prices and dates that an approval or a signature covers."""

from frappe.model.document import Document
from frappe.utils import flt

SOW_FIELDS = (
	"title sow_type changes_sow customer customer_name company effective_date work_proposal quotation valid_till "
	"msa msa_version msa_hash msa_bundled msa_terms background scope exclusions schedule client_duties assumptions change_process "
	"contacts currency taxes_and_charges signed_taxes payment_days total grand_total signatory_name signatory_title signatory_email "
	"company_signatory"
).split()
SOW_TABLES = {
	"deliverables": "deliverable_no deliverable_name acceptance_test due_date".split(),
	"items": "item_code item_name description qty uom rate amount".split(),
	"milestones": "milestone_name percentage amount trigger reduces days planned_date acceptance_needed deliverables".split(),
}
PROPOSAL_FIELDS = (
	"title variant version customer_name company transaction_date valid_till currency contact_email".split()
)
PROPOSAL_TABLES = {
	"items": (
		"item_name description qty uom rate discount_percentage net_rate amount billing is_optional"
	).split(),
	"payment_plan": (
		"milestone_name percentage amount trigger days planned_date acceptance_needed deliverables"
	).split(),
	"sections": "heading body".split(),
}
MSA_FIELDS = (
	"salesflow_title party_type party_name party_full_name salesflow_company start_date end_date salesflow_notice_days "
	"salesflow_valid_till salesflow_msa_version contract_terms salesflow_signatory_name salesflow_signatory_title "
	"salesflow_signatory_email"
).split()
"""What the client reads. Records keep the names they had then: `frozen.py` knows a rename from a change."""
LATER = {
	"SOW": "deemed_acceptance retainer_from retainer_months notice_months indexation_from indexation_percentage".split(),
	"Work Proposal": "retainer_from retainer_months notice_months".split(),
	"SOW Item": ["billing"],
	"Payment Milestone Plan Row": ["review_days", "is_cap"],
}
"""Fields that came later. They are content where they say something, so that what was frozen before still has its hash."""
SAYS_NOTHING = ("", "0", "0.000000000", "One-time")
"""What is in a field that nobody filled in."""


def proposal_content(doc: Document) -> dict:
	"""Everything the client accepts with a Work Proposal. Options they select are their answer, not content."""
	return get_content(doc, PROPOSAL_FIELDS, PROPOSAL_TABLES)


def sow_content(doc: Document) -> dict:
	"""Everything the client signs with a SOW. Amounts are decimal text, dates ISO text, links plain names."""
	return get_content(doc, SOW_FIELDS, SOW_TABLES)


def msa_content(doc: Document) -> dict:
	"""Everything the client signs with an MSA. What every seal names has its shared name beside the Contract's own."""
	content = get_content(doc, MSA_FIELDS, {})
	shared = {"title": "salesflow_title", "customer_name": "party_full_name", "company": "salesflow_company"}
	return {**content, **{name: content[field] for name, field in shared.items()}}


def get_client_content(doc: Document) -> dict:
	"""The content of a Work Proposal, a SOW or an MSA."""
	if doc.doctype == "Contract":
		return msa_content(doc)
	return sow_content(doc) if doc.doctype == "SOW" else proposal_content(doc)


def get_content(doc: Document, fields: list[str], tables: dict[str, list[str]]) -> dict:
	"""The named fields of a document and its tables, as text that does not depend on how it was loaded."""
	return {
		"doctype": doc.doctype,
		"name": doc.name,
		**_get_values(doc, fields),
		**{
			table: [_get_values(row, columns) for row in doc.get(table) or []]
			for table, columns in tables.items()
		},
	}


def _get_values(doc: Document, fields: list[str]) -> dict[str, str]:
	later = {field: _text(doc, field) for field in LATER.get(doc.doctype, ())}
	said = {field: text for field, text in later.items() if text not in SAYS_NOTHING}
	return {**{field: _text(doc, field) for field in fields}, **said}


def _text(doc: Document, fieldname: str) -> str:
	value = doc.get(fieldname)
	fieldtype = doc.meta.get_field(fieldname).fieldtype
	if fieldtype in ("Currency", "Float", "Percent"):
		return f"{flt(value):.9f}"
	if fieldtype in ("Int", "Check"):
		return str(int(value or 0))
	return "" if value is None else str(value).strip()
