"""What a price offer comes to with tax, as ERPNext computes it: with the taxes of the quotation that was sent."""

import frappe
from erpnext.stock.get_item_details import get_item_tax_template
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.rules.price_offer import MONTHLY

ROW = ("charge_type", "row_id", "account_head", "cost_center", "description", "rate", "tax_amount")


def get_priced(proposal: Document, billing: str) -> Document:
	"""An unsaved Quotation over the rows that count of one kind of billing, with its taxes and its total with tax."""
	quotation = frappe.new_doc("Quotation")
	quotation.update(
		{
			"quotation_to": proposal.proposal_to,
			"party_name": proposal.party_name,
			"company": proposal.company,
			"transaction_date": proposal.transaction_date,
			"currency": proposal.currency,
			"conversion_rate": flt(proposal.conversion_rate) or 1,
			"plc_conversion_rate": 1,
			"price_list_currency": proposal.currency,
			"taxes_and_charges": proposal.taxes_and_charges,
			"disable_rounded_total": 1,
			"ignore_pricing_rule": 1,
		}
	)
	sent = _get_sent(proposal)
	for row in proposal.items:
		if row.billing == billing and (row.is_selected or not row.is_optional):
			quotation.append("items", _get_line(quotation, row, sent))
	_set_taxes(quotation, sent, billing)
	if quotation.get("items"):
		quotation.run_method("calculate_taxes_and_totals")
	return quotation


def get_gross(proposal: Document, billing: str) -> float:
	"""The total with tax of the rows that count of one kind of billing."""
	return flt(get_priced(proposal, billing).grand_total)


def _get_sent(proposal: Document) -> Document | None:
	"""The Quotation whose taxes the client was offered; before that, the template says them."""
	if not proposal.content_hash or not proposal.quotation:
		return None
	if not frappe.db.exists("Quotation", proposal.quotation):
		return None
	return frappe.get_cached_doc("Quotation", proposal.quotation)


def _get_line(quotation: Document, row: Document, sent: Document | None) -> dict:
	"""The tax of an item that is taxed unlike the others is the template's: ERPNext reads the rates from there."""
	lines = sent.get("items") if sent else []
	of_item = next((line for line in lines if line.item_code == row.item_code), None)
	return {
		"item_code": row.item_code,
		"item_name": row.item_name,
		"qty": row.qty,
		"uom": row.uom,
		"conversion_factor": 1,
		"price_list_rate": row.net_rate,
		"rate": row.net_rate,
		"item_tax_template": of_item.item_tax_template if of_item else _find_template(quotation, row),
	}


def _find_template(quotation: Document, row: Document) -> str | None:
	"""How ERPNext will tax an item that was not in the quotation: what is due monthly has no order yet."""
	facts = {field: quotation.get(field) for field in ("company", "transaction_date", "tax_category")}
	rate = flt(row.net_rate) * flt(quotation.conversion_rate)
	return get_item_tax_template(
		frappe._dict(facts, base_net_rate=rate), frappe.get_cached_doc("Item", row.item_code)
	)


def _set_taxes(quotation: Document, sent: Document | None, billing: str) -> None:
	"""A charge of a fixed amount is not asked for again each month."""
	if sent:
		for row in sent.get("taxes"):
			quotation.append("taxes", {field: row.get(field) for field in ROW})
	elif quotation.taxes_and_charges:
		quotation.append_taxes_from_master()
	if billing == MONTHLY:
		quotation.set("taxes", [row for row in quotation.get("taxes") if row.charge_type != "Actual"])


def get_tax_amounts(quotation: Document) -> list[float]:
	"""What each of its taxes comes to; they sum to the total with tax less the net total."""
	amounts = [flt(row.tax_amount_after_discount_amount) for row in quotation.get("taxes")]
	if amounts:
		precision = quotation.precision("grand_total")
		rest = flt(quotation.grand_total) - flt(quotation.net_total) - sum(amounts)
		amounts[-1] = flt(amounts[-1] + rest, precision)
	return amounts
