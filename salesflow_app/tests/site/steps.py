"""Takes documents along their life cycles, each step as somebody of the cast whose step it is."""

import io

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime, today
from pypdf import PdfWriter

from salesflow_app.documents.acts import client_act
from salesflow_app.documents.optional_workflow import is_used
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.tests.site.cast import STAFF_DOMAIN


def submit(doc: Document) -> Document:
	"""Submit; an order is approved and a Delivery Note cleared first, where the site asks for it."""
	if doc.doctype == "Sales Order" and is_used("Sales Order") and doc.salesflow_approver:
		return approve_order(doc)
	if doc.doctype == "Delivery Note" and is_used("Delivery Note") and not doc.is_return:
		return ship(doc)
	doc.submit()
	return doc


def approve_order(order: Document, approver: str = f"sm@{STAFF_DOMAIN}") -> Document:
	"""Submit for approval as the present user; the leader approves."""
	order = move(order, "Pending Approval")
	return move(order, "Approved", approver)


def ship(note: Document) -> Document:
	"""Pack, complete the papers, clear and ship."""
	packer = f"st@{STAFF_DOMAIN}"
	note.update(
		{"salesflow_packed_by": packer, "salesflow_packed_on": today(), "salesflow_traceability": "Batch 1"}
	)
	if note.salesflow_papers:
		note = complete_papers(move(note, "Awaiting Papers", packer))
		note = move(note, "Awaiting Clearance", f"qm@{STAFF_DOMAIN}")
	else:
		note = move(note, "Awaiting Clearance", packer)
	note = move(note, "Cleared", f"sp@{STAFF_DOMAIN}")
	return move(note, "Shipped", f"dl@{STAFF_DOMAIN}")


def complete_papers(note: Document) -> Document:
	"""Attach a file to every paper that is needed."""
	for row in note.salesflow_papers:
		if not row.attachment:
			row.attachment = attach(note, f"{row.paper}.pdf").file_url
	return note


def attach(doc: Document, file_name: str, content: bytes = b"") -> Document:
	"""A private file on the document; an empty page as PDF, where nothing else is given."""
	values = {"file_name": file_name, "content": content or get_empty_page(), "is_private": 1}
	return frappe.get_doc(
		{"doctype": "File", **values, "attached_to_doctype": doc.doctype, "attached_to_name": doc.name}
	).insert()


def get_empty_page() -> bytes:
	"""A real PDF: Frappe 16 reads what is attached."""
	writer, stream = PdfWriter(), io.BytesIO()
	writer.add_blank_page(200, 200)
	writer.write(stream)
	return stream.getvalue()


def move(doc: Document, state: str, user: str | None = None) -> Document:
	"""Save `doc` in its next state, with the docstatus of that state, as `user`."""
	workflow = BY_DOCTYPE[doc.doctype]
	before = frappe.session.user
	frappe.set_user(user or before)
	try:
		doc.set(workflow.state_field, state)
		if workflow.get_state(state).docstatus > doc.docstatus:
			doc.submit() if workflow.get_state(state).docstatus == 1 else doc.cancel()
		else:
			doc.save()
	finally:
		frappe.set_user(before)
	return frappe.get_doc(doc.doctype, doc.name)


PNG = bytes.fromhex(
	"89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
	"0000000c4944415408d763f8ffff3f0005fe02fea7d6059b0000000049454e44ae426082"
)
"""A picture of one dot."""


def record_offline(doc: Document, user: str, content: bytes = PNG, **values) -> Document:
	"""`user` records that the client answered on paper, with a file."""
	before = frappe.session.user
	frappe.set_user(user)
	try:
		file_name = f"{frappe.generate_hash(length=8)}.png"
		file = frappe.get_doc(
			{"doctype": "File", "file_name": file_name, "content": content, "is_private": 1}
		).insert()
		return frappe.get_doc(
			{
				"doctype": "Salesflow Offline Answer",
				"reference_doctype": doc.doctype,
				"reference_name": doc.name,
				"way": "Paper",
				"answered_by": "Alma Approver",
				"answered_title": "CEO",
				"answered_on": today(),
				"file": file.file_url,
				**values,
			}
		).insert()
	finally:
		frappe.set_user(before)


def send_sow(sow: Document) -> Document:
	"""Take a new SOW to the client as the Account Manager, past the senior review where one is due."""
	drafter = f"am@{STAFF_DOMAIN}"
	sow = move(sow, "Drafting", drafter)
	if sow.senior_review_needed:
		sow = move(sow, "Senior Review", drafter)
		sow = move(sow, "Ready", sow.senior_approver or f"ap@{STAFF_DOMAIN}")
	else:
		sow = move(sow, "Ready", drafter)
	return move(sow, "Sent", drafter)


def sign_sow(sow: Document) -> Document:
	"""The client signs a SOW that was sent; see `portal/sign_sow.py` for the way a client really goes."""
	sow.update({"signed_by": sow.signatory_name, "signed_on": now_datetime()})
	sow.flags.ignore_permissions = True  # the client has no role in the desk
	with client_act(sow):
		return move(sow, "Signed")
