"""What the print formats may call: the same explicit views as the client's pages, nothing else."""

from collections.abc import Callable

import frappe
from frappe.model.document import Document

from salesflow_app.evidence.verifying import RecordError
from salesflow_app.portal import (
	invoice_page,
	msa_view,
	originals,
	payment_receipt,
	proposal_view,
	sow_view,
)
from salesflow_app.text.formats import read_view


def get_proposal_print(doc: Document) -> dict:
	"""The view of a Work Proposal for its print format."""
	return _get_print(doc, proposal_view.get_print_view)


def get_sow_print(doc: Document) -> dict:
	"""The view of a SOW for its print format."""
	return _get_print(doc, sow_view.get_print_view)


def get_msa_print(doc: Document) -> dict:
	"""The view of an MSA for its print format. Raises PermissionError for contracts of other kinds."""
	return _get_print(doc, msa_view.get_print_view)


def get_invoice_print(doc: Document) -> dict:
	"""The view of a Sales Invoice for its print format."""
	return _get_print(doc, invoice_page.get_view)


def get_payment_print(doc: Document) -> dict:
	"""The view of a Payment Entry or Journal Entry for its receipt."""
	return _get_print(doc, payment_receipt.get_view)


def _get_print(doc: Document, make_view: Callable[[Document], dict]) -> dict:
	"""Raises ValidationError where the content is not what was recorded: nothing is printed then."""
	try:
		return read_view(make_view(doc))
	except RecordError:
		frappe.throw(originals.tell_mismatch(doc))
