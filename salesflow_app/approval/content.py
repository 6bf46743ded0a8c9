"""What an approval covers, as text that can be hashed, kept and compared. Nothing here names a cost but the hash."""

from frappe.model.document import Document

from salesflow_app.evidence.canonical import canonical_hash
from salesflow_app.evidence.content import get_client_content, get_content

ORDER_FIELDS = "customer company currency conversion_rate net_total grand_total".split()
ORDER_TABLES = {
	"items": "item_code item_name qty uom rate delivery_date".split(),
	"payment_schedule": "due_date payment_amount".split(),
}


def get_approved_content(doc: Document) -> dict:
	"""What whoever approves reads: the client's content of a proposal or SOW; parties, lines and dates of an order."""
	if doc.doctype == "Sales Order":
		return get_content(doc, ORDER_FIELDS, ORDER_TABLES)
	return get_client_content(doc)


def get_key(doc: Document) -> str:
	"""Equal as long as nothing has changed that an approval covers; costs of a proposal count, too."""
	content = doc.get_input() if doc.doctype == "Work Proposal" else get_approved_content(doc)
	return canonical_hash(content)
