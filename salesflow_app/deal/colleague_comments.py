"""A colleague's comment on a deal reaches whoever sells it, by Frappe's own notification."""

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.desk.notifications import extract_mentions
from frappe.model.document import Document
from frappe.utils import escape_html, get_fullname

from salesflow_app.deal.origin import get_sales_person
from salesflow_app.people.accounts import is_website_user, keep_enabled
from salesflow_app.people.languages import group_by_language
from salesflow_app.text.reader import write_in

NOBODY = ("Administrator", "Guest")


def tell_seller(comment: Document) -> None:
	"""Once for each comment of a colleague; who is mentioned in it hears of it by Frappe already."""
	author = frappe.session.user
	if comment.comment_type != "Comment" or comment.reference_doctype != "Opportunity" or author in NOBODY:
		return
	opportunity = frappe.get_doc("Opportunity", comment.reference_name)
	seller = get_sales_person(opportunity)
	if seller == author or _mentions(comment, seller):
		return
	if keep_enabled([seller]) and not is_website_user(seller):
		_notify(opportunity, comment, seller, author)


def _mentions(comment: Document, user: str) -> bool:
	content = comment.content or ""
	return "mention" in content and "<" in content and user in extract_mentions(content)


def _notify(opportunity: Document, comment: Document, seller: str, author: str) -> None:
	"""Of the kind that their Notification Settings treat like a mention, and mail if they want it."""
	address = frappe.get_cached_value("User", seller, "email")
	client = opportunity.customer_name or opportunity.name
	with write_in(next(iter(group_by_language([address])))):
		names = (frappe.bold(escape_html(name)) for name in (get_fullname(author), client))
		subject = _("{0} commented on your deal with {1}").format(*names)
	make_notification_logs(
		frappe._dict(
			type="Mention",
			document_type=opportunity.doctype,
			document_name=opportunity.name,
			subject=subject,
			from_user=author,
			email_content=comment.content,
		),
		[address],
	)
