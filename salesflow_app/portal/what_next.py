"""What happens after a client's answer, and until when: shown with the receipt, on every page that has one."""

from frappe import _
from frappe.model.document import Document

from salesflow_app.people.working_days import add_working_days
from salesflow_app.text.formats import date

DAYS = 2
"""Working days within which somebody of ours takes up an answer."""


def get_sentences(doc: Document, receipt: dict[str, str]) -> list[str]:
	"""Empty for answers after which the client waits for nothing."""
	if doc.doctype == "Contract" and receipt["event"] == "signed":
		return [
			_("We email you the signed document within the next minutes."),
			_("Each piece of work under it is agreed in a statement of work of its own."),
		]
	until = date(add_working_days(receipt["on_utc"][:10], DAYS, doc.get("company")))
	return {
		"signed": [
			_("We email you the signed document within the next minutes."),
			_("We prepare your order and will be in touch about the start by {0}.").format(until),
		],
		"accepted": [
			_(
				"We prepare what follows, the statement of work or your order, and will be in touch by {0}."
			).format(until)
		],
		"changes_requested": [
			_("We read what you wrote, and will send you a new version or call you by {0}.").format(until)
		],
		"declined": [_("You need not do anything else. We will not send you reminders of this document.")],
	}.get(receipt["event"], [])
