"""What a SOW must fulfil before it may be reviewed, sent, signed, completed or terminated."""

from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Min, Sum
from frappe.utils import add_days, flt, format_date, get_link_to_form, getdate, today, validate_email_address

from salesflow_app.documents.currency import get_share_precision
from salesflow_app.msa.standing import get_msa_problem, get_pin_problem
from salesflow_app.rules.milestones import SHARE_DECIMALS, PlanError, split_amount, validate_plan
from salesflow_app.rules.numbers import NumberError, from_field, to_decimal
from salesflow_app.rules.price_offer import MONTHLY
from salesflow_app.rules.sentences import say
from salesflow_app.salesflow_app.workflows import payment_milestone as milestone_states
from salesflow_app.sow import retainer
from salesflow_app.sow.change_order import check_change
from salesflow_app.sow.signed import CHANGE_ORDER
from salesflow_app.sow.taxes import includes_tax
from salesflow_app.text import place_holders
from salesflow_app.text.rich_text import is_empty
from salesflow_app.text.sentences import translate

HUNDRED = Decimal(100)
MOST_MILESTONES = 100
DAYS_BACK = 366
"""A SOW may be signed after the work began, but not years after."""


def get_precision(doc: Document) -> int:
	"""Decimals of the document's currency."""
	return doc.precision("total") or 0


def get_plan_precision(sow: Document) -> int:
	"""Decimals of the plan's amounts: whole yen, where the total is whole."""
	return get_share_precision(sow.currency, get_precision(sow), [sow.total])


def validate_numbers(sow: Document) -> None:
	"""Refuse what is not a number, is negative, or has more decimals than the currency."""
	precision = get_precision(sow)
	if len(sow.milestones) > MOST_MILESTONES:
		frappe.throw(
			_("SOW {0}: the Milestone Plan can have at most {1} rows.").format(
				sow.name or "", MOST_MILESTONES
			)
		)
	least = None if sow.sow_type == CHANGE_ORDER else 0
	try:
		for row in sow.items:
			to_decimal(row.qty, say("Items, row {0}, Quantity", row.idx), minimum=least)
			to_decimal(row.rate, say("Items, row {0}, Rate", row.idx), precision)
		for row in sow.milestones:
			to_decimal(row.amount or 0, say("Milestone Plan, row {0}, Amount", row.idx), precision, least)
			to_decimal(
				row.percentage or 0,
				say("Milestone Plan, row {0}, %", row.idx),
				SHARE_DECIMALS,
				maximum=HUNDRED,
			)
	except NumberError as error:
		frappe.throw(_("SOW {0}: {1}").format(sow.name or "", frappe.utils.escape_html(translate(error))))


def set_amounts(sow: Document) -> None:
	"""Amounts of the items and the plan. A plan all in percent that makes 100 is split to the cent."""
	precision = get_precision(sow)
	for row in sow.items:
		row.amount = flt(flt(row.qty) * flt(row.rate), precision)
	retainer.set_amounts(sow)
	once = sum(flt(row.amount) for row in sow.items if row.billing != MONTHLY)
	sow.total = flt(once + sow.retainer_total, precision)
	_set_plan_amounts(sow, get_plan_precision(sow))
	sow.plan_total = flt(sum(flt(row.amount) for row in sow.milestones), precision)


def _set_plan_amounts(sow: Document, precision: int) -> None:
	for row in sow.milestones:
		if row.trigger == MONTHLY:
			row.update({"percentage": 0, "amount": sow.retainer_total})
	rows = [row for row in sow.milestones if row.trigger != MONTHLY]
	base = flt(sow.total - sow.retainer_total, precision)
	shares = [from_field(row.percentage, SHARE_DECIMALS) for row in rows]
	if not shares or not base:
		return
	if all(shares) and sum(shares) == HUNDRED:
		try:
			amounts = split_amount(from_field(base, precision), shares, precision)
		except PlanError:
			return  # reported when the SOW is made ready
		for row, amount in zip(rows, amounts, strict=True):
			row.amount = float(amount)
		return
	for row in rows:
		if row.percentage:
			row.amount = flt(base * flt(row.percentage) / 100, precision)


def validate_net_prices(sow: Document) -> None:
	"""Refuse a tax template whose tax is part of the prices, as soon as it is chosen: a SOW's prices are net."""
	if sow.has_value_changed("taxes_and_charges") and includes_tax(sow.taxes_and_charges):
		frappe.throw(
			_(
				"SOW {0}, Tax Template: {1} takes its tax out of the prices, but those of a SOW are net. Choose a template that adds the tax."
			).format(sow.name or _("(new)"), sow.taxes_and_charges)
		)


def validate_ready(sow: Document) -> None:
	"""Refuse a SOW that cannot go to the client; names everything missing."""
	problems = [problem for check in CHECKS for problem in check(sow)]
	if problems:
		frappe.throw(
			_("SOW {0} is not ready:").format(sow.name) + "<br>" + "<br>".join(f"• {p}" for p in problems),
			title=_("Not Ready"),
		)


def _check_items(sow: Document):
	is_change = sow.sow_type == CHANGE_ORDER
	if not sow.items or (flt(sow.total) <= 0 and not is_change):
		yield _("Items: the total is 0. Add at least one item with a rate.")
	for row in sow.items:
		if is_change and not flt(row.qty):
			yield _(
				"Items, row {0}: the quantity is 0. Enter what is added, or below zero what is removed."
			).format(row.idx)
		elif flt(row.qty) <= 0 and not is_change:
			yield _("Items, row {0}: the quantity must be above 0.").format(row.idx)


def _check_plan(sow: Document):
	yield from _check_plan_dates(sow)
	if sow.sow_type == CHANGE_ORDER:
		return
	precision = get_plan_precision(sow)
	try:
		validate_plan(
			from_field(sow.total, precision),
			[from_field(row.amount, get_precision(sow)) for row in sow.milestones],
			[row.milestone_name or "" for row in sow.milestones],
			precision,
		)
	except PlanError as error:
		yield _("Milestone Plan: {0}").format(frappe.utils.escape_html(translate(error)))


def _check_plan_dates(sow: Document):
	for row in sow.milestones:
		if row.planned_date and getdate(row.planned_date) < getdate(today()):
			yield _("Milestone Plan, row {0}: the planned date {1} is in the past.").format(
				row.idx, row.planned_date
			)
		if row.is_cap and (row.trigger != "Manual" or row.acceptance_needed):
			yield _(
				"Milestone Plan, row {0}: time and material is reported by hand, so its trigger is Manual, without acceptance."
			).format(row.idx)
		if row.trigger == "On Date" and not row.planned_date:
			yield _("Milestone Plan, row {0}: a milestone “On Date” needs a planned date.").format(row.idx)


def check_agreement(sow: Document):
	if not sow.msa and not sow.msa_bundled:
		yield _("MSA: choose the Contract with the client, or tick “MSA is part of this SOW”.")
		return
	problem = None if sow.msa_bundled else _get_msa_problem(sow)
	if problem:
		yield problem
	elif is_empty(sow.msa_terms):
		yield _(
			"MSA Terms: the client signs them with the SOW, but there are none. Save the SOW to fetch them."
		)


def _get_msa_problem(sow: Document) -> str | None:
	return get_msa_problem(sow.msa, sow.customer, sow.company) or get_pin_problem(sow)


def _check_signatories(sow: Document):
	if not (sow.signatory_name or "").strip():
		yield _("Client Signatory: enter the name of the person who signs.")
	if not sow.signatory_email:
		yield _("Client Signatory's E-Mail: enter one; the signing link is sent there.")
	elif not validate_email_address(sow.signatory_email):
		yield _("Client Signatory's E-Mail: {0} is not a valid e-mail address.").format(
			frappe.utils.escape_html(sow.signatory_email)
		)
	elif frappe.db.get_value("User", sow.signatory_email, "user_type") == "System User":
		yield _("Client Signatory's E-Mail: {0} is one of our own users.").format(sow.signatory_email)
	if not sow.account_manager:
		yield _("Account Manager: choose who leads the work.")


def _check_exchange_rate(sow: Document):
	if flt(sow.conversion_rate) <= 0:
		yield _("Exchange Rate: enter what one {0} is worth in the company's currency.").format(sow.currency)


def _check_terms(sow: Document):
	if not frappe.utils.strip_html(sow.scope or "").strip():
		yield _("Scope: describe the work.")
	if sow.effective_date and getdate(sow.effective_date) < getdate(add_days(today(), -DAYS_BACK)):
		yield _("Effective Date: {0} is more than a year ago. Correct it, or leave it empty.").format(
			format_date(sow.effective_date)
		)
	if sow.valid_till and getdate(sow.valid_till) < getdate(today()):
		yield _("Valid Until: {0} is in the past. Enter a later date.").format(sow.valid_till)
	if sow.quotation:
		valid_till = frappe.db.get_value("Quotation", sow.quotation, "valid_till")
		if valid_till and getdate(valid_till) < getdate(today()):
			yield _("Quotation {0} was valid only until {1}. Renew it.").format(sow.quotation, valid_till)
	yield from _check_tax_template(sow)


def _check_tax_template(sow: Document):
	if sow.taxes_and_charges:
		company = frappe.db.get_value("Sales Taxes and Charges Template", sow.taxes_and_charges, "company")
		if company != sow.company:
			yield _("Tax Template: {0} belongs to {1}. Choose another one.").format(
				sow.taxes_and_charges, company
			)
	elif frappe.db.exists("Sales Taxes and Charges Template", {"company": sow.company, "disabled": 0}):
		yield _("Tax Template: choose one; the milestone invoices need it.")


def check_orders(sow: Document):
	others = get_other_orders(sow)
	for row in sow.items:
		other = others.get(row.quotation_item)
		if other and flt(other.qty + flt(row.qty), 6) > flt(other.quoted, 6):
			yield _(
				"Items, row {0}: {1} of Quotation {2} is already in Sales Order {3}, and signing would order it "
				"again. {4} Or remove the row here."
			).format(
				row.idx,
				row.item_code,
				sow.quotation,
				get_link_to_form("Sales Order", other.sales_order),
				_get_way_out(other.sales_order),
			)


def _get_way_out(name: str) -> str:
	"""What this reader can do about an order that is in the way."""
	order = frappe.get_doc("Sales Order", name)
	is_draft = order.docstatus == 0
	if frappe.has_permission("Sales Order", "delete" if is_draft else "cancel", order):
		return _("Open it and use Menu > Delete.") if is_draft else _("Open it and cancel it.")
	who = frappe.utils.get_fullname(order.owner)
	return (_("Ask {0} to delete it.") if is_draft else _("Ask {0} to cancel it.")).format(who)


def get_other_orders(sow: Document) -> dict[str, frappe._dict]:
	"""Quotation line -> `quoted` and, in live orders that are not this SOW's, `qty` and the first `sales_order`."""
	lines = [row.quotation_item for row in sow.items if row.quotation_item]
	if not lines:
		return {}
	order, line = frappe.qb.DocType("Sales Order"), frappe.qb.DocType("Sales Order Item")
	quoted = frappe.qb.DocType("Quotation Item")
	rows = (
		frappe.qb.from_(line)
		.join(order)
		.on(order.name == line.parent)
		.join(quoted)
		.on(quoted.name == line.quotation_item)
		.select(quoted.name, quoted.qty.as_("quoted"))
		.select(Sum(line.qty).as_("qty"), Min(line.parent).as_("sales_order"))
		.where(quoted.name.isin(lines) & (order.docstatus < 2) & (order.status != "Closed"))
		.where(order.salesflow_sow.isnull() | (order.salesflow_sow != (sow.name or "")))
		.groupby(quoted.name, quoted.qty)
	).run(as_dict=True)
	return {row.name: row for row in rows}


CHECKS = (
	_check_items,
	_check_plan,
	retainer.check,
	check_change,
	check_agreement,
	_check_signatories,
	_check_exchange_rate,
	_check_terms,
	check_orders,
	place_holders.find_problems,
)


def validate_milestones_finished(sow: Document) -> None:
	"""A SOW can be completed once nothing is left to bill or pay."""
	if retainer.has_months_to_come({"name": sow.name}):
		frappe.throw(
			_(
				"SOW {0} cannot be completed while months of its retainer are to come. Use End Retainer to end it before."
			).format(sow.name)
		)
	open_ones = frappe.get_all(
		"Payment Milestone",
		{"sow": sow.name, "workflow_state": ("not in", milestone_states.FINISHED)},
		["name", "milestone_name", "workflow_state"],
		order_by="milestone_no asc",
	)
	if open_ones:
		rows = ", ".join(f"{m.name} {m.milestone_name} ({_(m.workflow_state)})" for m in open_ones)
		frappe.throw(
			_("SOW {0} cannot be completed while these Payment Milestones are open: {1}.").format(
				sow.name, rows
			)
		)
