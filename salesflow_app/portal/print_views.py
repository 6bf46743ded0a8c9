"""What the print formats may call: the same explicit views as the client's pages, nothing else."""

from frappe.model.document import Document

from salesflow_app.portal import proposal_view, sow_view


def get_proposal_print(doc: Document) -> dict:
	"""The view of a Work Proposal for its print format."""
	return proposal_view.get_print_view(doc)


def get_sow_print(doc: Document) -> dict:
	"""The view of a SOW for its print format."""
	return sow_view.get_print_view(doc)
