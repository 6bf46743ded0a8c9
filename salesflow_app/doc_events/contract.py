"""Contract: an MSA that SalesFlow takes from draft to end. Nothing happens to contracts of other kinds."""

from frappe import _
from frappe.model.document import Document

from salesflow_app.msa import following, form, keeping
from salesflow_app.msa.standing import is_kept


def onload(doc: Document, method: str | None = None) -> None:
	if is_kept(doc):
		form.tell(doc)


def validate(doc: Document, method: str | None = None) -> None:
	keeping.set_draft(doc)
	if is_kept(doc):
		keeping.validate(doc)


def on_update(doc: Document, method: str | None = None) -> None:
	if doc.docstatus == 0:
		following.follow(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	following.follow(doc)


def before_update_after_submit(doc: Document, method: str | None = None) -> None:
	if not is_kept(doc.get_doc_before_save()):
		doc.salesflow_state = None
		return
	keeping.restore_state(doc)
	keeping.validate(doc)


def on_update_after_submit(doc: Document, method: str | None = None) -> None:
	following.follow(doc)


def before_cancel(doc: Document, method: str | None = None) -> None:
	keeping.validate_cancel(doc)


def on_cancel(doc: Document, method: str | None = None) -> None:
	following.follow(doc)


def on_trash(doc: Document, method: str | None = None) -> None:
	keeping.refuse_if_sent(doc, _("deleted"))


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	keeping.refuse_if_sent(doc, _("renamed"))
