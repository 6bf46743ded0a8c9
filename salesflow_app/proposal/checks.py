"""What a Work Proposal must fulfil before it is approved, before it is sent, and who may approve it."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, flt, getdate, today, validate_email_address

from salesflow_app import settings
from salesflow_app.documents.currency import get_share_precision
from salesflow_app.evidence.frozen import is_as_frozen
from salesflow_app.proposal import price_offer
from salesflow_app.rules.milestones import SHARE_DECIMALS, PlanError, split_amount, validate_plan
from salesflow_app.rules.numbers import from_field
from salesflow_app.sow.taxes import includes_tax
from salesflow_app.text import place_holders
from salesflow_app.text.rich_text import is_empty
from salesflow_app.text.sentences import translate

APPROVER_ROLE = "Operations Manager"
PARTIES = ("Customer", "Lead")
MOST_SECTIONS = 100
LONGEST_TEXT = 20_000


def validate_shape(proposal: Document) -> None:
	"""Refuse what no Work Proposal may contain, at every save."""
	name = proposal.name or _("(new)")
	if proposal.proposal_to not in PARTIES:
		frappe.throw(_("Work Proposal {0}, Proposal To: choose Customer or Lead.").format(name))
	if len(proposal.sections) > MOST_SECTIONS:
		frappe.throw(_("Work Proposal {0}: at most {1} sections are allowed.").format(name, MOST_SECTIONS))
	for doc in (proposal, *proposal.get_all_children()):
		_validate_dates(proposal, doc)
	for row in proposal.items:
		if len(row.description or "") > LONGEST_TEXT:
			frappe.throw(
				_(
					"Work Proposal {0}, Price Offer, row {1}, Description: at most {2} characters are allowed."
				).format(name, row.idx, LONGEST_TEXT)
			)


def _validate_dates(proposal: Document, doc: Document) -> None:
	"""Refuse an invalid date; Frappe leaves that to the database."""
	for df in doc.meta.get("fields", {"fieldtype": "Date"}):
		value = doc.get(df.fieldname)
		if value and not _read_date(value):
			place = _("row {0}, {1}").format(doc.idx, _(df.label)) if doc.get("parentfield") else _(df.label)
			frappe.throw(
				_("Work Proposal {0}, {1}: {2} is not a valid date. Choose one.").format(
					proposal.name or _("(new)"), place, escape_html(str(value)[:40])
				)
			)


def _read_date(value: object):
	try:
		return getdate(value)
	except (ValueError, TypeError, OverflowError, frappe.ValidationError):
		return None


def validate_approvable(proposal: Document) -> None:
	"""Refuse the approval unless price, plan, taxes, dates and texts are complete; names everything missing."""
	_throw(proposal, _("Work Proposal {0} cannot be approved:"), APPROVAL_CHECKS)


def validate_reviewable(proposal: Document) -> None:
	"""Refuse to send for review what could not be approved as it is; names everything missing."""
	_throw(proposal, _("Work Proposal {0} cannot be sent for review:"), APPROVAL_CHECKS)


def validate_sendable(proposal: Document) -> None:
	"""Refuse to send what the client could not accept."""
	_throw(proposal, _("Work Proposal {0} cannot be sent:"), SENDING_CHECKS)


def _throw(proposal: Document, sentence: str, checks: tuple) -> None:
	problems = [problem for check in checks for problem in check(proposal)]
	if problems:
		rows = "".join(f"<br>• {problem}" for problem in problems)
		frappe.throw(sentence.format(proposal.name) + rows, title=_("Not Complete"))


def _check_items(proposal: Document) -> Iterator[str]:
	if not [row for row in proposal.items if not row.is_optional]:
		yield _("Price Offer: add at least one item that is not optional.")
	elif not price_offer.get_plan_base(proposal):
		yield _("Price Offer: the total is 0. Enter a Rate for the items.")
	for row in proposal.items:
		yield from _check_item(row)


def _check_item(row: Document) -> Iterator[str]:
	if flt(row.qty) <= 0:
		yield _("Price Offer, row {0}, Quantity: must be above 0.").format(row.idx)
	if frappe.get_cached_value("UOM", row.uom, "must_be_whole_number") and flt(row.qty) % 1:
		yield _(
			"Price Offer, row {0}, Quantity: {1} allows whole numbers only. Correct it or choose another UOM."
		).format(row.idx, row.uom)
	item = frappe.get_cached_value(
		"Item", row.item_code, ["disabled", "is_sales_item", "has_variants"], as_dict=True
	)
	if item.disabled or item.has_variants or not item.is_sales_item:
		yield _(
			"Price Offer, row {0}, Item: {1} cannot be sold (disabled, a template or not a sales item)."
		).format(row.idx, escape_html(row.item_code))


def _check_margin(proposal: Document) -> Iterator[str]:
	floor = from_field(settings.get_settings().margin_floor)
	margin = price_offer.get_lowest_margin(proposal, floor)
	if margin is None:
		if floor:
			yield _(
				"Margin %: unknown, because no internal cost is entered in these rows of the Price Offer: {0}. Enter it; Salesflow Settings name a margin floor."
			).format(", ".join(str(row) for row in price_offer.get_rows_without_cost(proposal)))
	elif margin < floor:
		yield _(
			"Margin %: {0} is below the margin floor of {1} in Salesflow Settings. Raise the rates or lower the cost."
		).format(f"{margin:.2f}", f"{floor:.2f}")


def _check_plan(proposal: Document) -> Iterator[str]:
	base = price_offer.get_plan_base(proposal)
	precision = get_share_precision(proposal.currency, price_offer.get_precision(proposal), [base])
	shares = [from_field(row.percentage, SHARE_DECIMALS) for row in proposal.payment_plan]
	try:
		if shares and all(shares):
			split_amount(base, shares, precision)
		validate_plan(
			base,
			price_offer.get_plan_amounts(proposal, base),
			[row.milestone_name or "" for row in proposal.payment_plan],
			precision,
		)
	except PlanError as error:
		yield _("Payment Plan: {0}").format(escape_html(translate(error)))
	for row in proposal.payment_plan:
		yield from _check_plan_row(row)


def _check_plan_row(row: Document) -> Iterator[str]:
	if row.planned_date and getdate(row.planned_date) < getdate(today()):
		yield _("Payment Plan, row {0}, Planned Date: {1} is in the past.").format(row.idx, row.planned_date)
	if row.trigger == "On Date" and not row.planned_date:
		yield _("Payment Plan, row {0}: a milestone “On Date” needs a Planned Date.").format(row.idx)


def _check_taxes(proposal: Document) -> Iterator[str]:
	template = proposal.taxes_and_charges and frappe.db.get_value(
		"Sales Taxes and Charges Template", proposal.taxes_and_charges, ["company", "disabled"], as_dict=True
	)
	if not template:
		yield _("Tax Template: choose one so that the tax can be calculated.")
	elif template.company != proposal.company:
		yield _("Tax Template: {0} belongs to {1}, not to {2}. Choose one of {2}.").format(
			escape_html(proposal.taxes_and_charges),
			escape_html(template.company),
			escape_html(proposal.company),
		)
	elif includes_tax(proposal.taxes_and_charges):
		yield _(
			"Tax Template: {0} takes its tax out of the prices, but those of a proposal are net. Choose one that adds the tax."
		).format(escape_html(proposal.taxes_and_charges))
	elif template.disabled:
		yield _("Tax Template: {0} is disabled. Choose another one.").format(
			escape_html(proposal.taxes_and_charges)
		)


def _check_validity(proposal: Document) -> Iterator[str]:
	if not proposal.valid_till:
		yield _("Valid Until: enter the last day on which the client can accept.")
	elif getdate(proposal.valid_till) < getdate(today()):
		yield _("Valid Until: {0} is in the past. Enter a later date.").format(proposal.valid_till)
	elif getdate(proposal.valid_till) < getdate(proposal.transaction_date):
		yield _("Valid Until: {0} is before the Date {1}.").format(
			proposal.valid_till, proposal.transaction_date
		)


def _check_contact(proposal: Document) -> Iterator[str]:
	email = (proposal.contact_email or "").strip()
	if not email:
		yield _("Client E-Mail: enter the address of the person who can accept; the link is sent there.")
	elif "," in email or not validate_email_address(email):
		yield _("Client E-Mail: {0} is not a single valid e-mail address.").format(escape_html(email))
	else:
		yield from _check_portal_user(email)


def _check_portal_user(email: str) -> Iterator[str]:
	user = frappe.db.get_value("User", email, ["user_type", "enabled"], as_dict=True)
	if user and user.user_type == "System User":
		yield _("Client E-Mail: {0} is one of our own users. Only the client can accept.").format(
			escape_html(email)
		)
	elif user and not user.enabled:
		yield _(
			"Client E-Mail: the user {0} is disabled. Enable the user, or choose another contact at the client."
		).format(escape_html(email))


def _check_people(proposal: Document) -> Iterator[str]:
	if not frappe.db.get_value("User", proposal.account_manager, "enabled"):
		yield _("Account Manager: {0} is disabled. Choose another one.").format(
			escape_html(proposal.account_manager)
		)


def _check_sections(proposal: Document) -> Iterator[str]:
	if all(is_empty(row.body) for row in proposal.sections):
		yield _("Text: the sections are empty. Write them, or use “Refresh Text from Master”.")


def _check_exchange_rate(proposal: Document) -> Iterator[str]:
	if flt(proposal.conversion_rate) <= 0:
		yield _("Exchange Rate: enter what one {0} is worth in the company's currency.").format(
			proposal.currency
		)


def _check_approval_stands(proposal: Document) -> Iterator[str]:
	if not proposal.approved_by or not is_as_frozen(proposal):
		yield _("its content differs from what was approved. Revise it and have it approved again.")


APPROVAL_CHECKS = (
	_check_items,
	_check_margin,
	_check_plan,
	_check_taxes,
	_check_exchange_rate,
	_check_validity,
	_check_contact,
	_check_people,
	_check_sections,
	place_holders.find_problems,
)
SENDING_CHECKS = (_check_approval_stands, _check_validity, _check_contact, _check_people)


def is_editable_by_approver() -> bool:
	"""May the session's user change what is in review?"""
	return APPROVER_ROLE in frappe.get_roles()


def get_version(proposal: Document) -> int:
	"""1, or one more than the proposal it amends."""
	if not proposal.amended_from:
		return 1
	return cint(frappe.db.get_value("Work Proposal", proposal.amended_from, "version")) + 1
