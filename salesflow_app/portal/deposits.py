"""A deposit that is due at the signature: how much it is, and where to pay it."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.mails.bank_details import get_bank_facts
from salesflow_app.proposal import price_offer, taxes
from salesflow_app.rules.price_offer import MONTHLY, ONE_TIME
from salesflow_app.text.formats import money

ON_SIGNATURE = "On Signature"


def get_proposal_deposit(doc: Document) -> dict | None:
	"""Of a proposal's plan, with the options that are selected."""
	amounts = price_offer.get_plan_amounts(doc, price_offer.get_plan_base(doc))
	net = sum(
		float(amount)
		for row, amount in zip(doc.payment_plan, amounts, strict=True)
		if row.trigger == ON_SIGNATURE
	)
	if net <= 0:
		return None
	priced = taxes.get_priced(doc, ONE_TIME if flt(doc.total_one_time) else MONTHLY)
	gross = flt(priced.grand_total) * net / (flt(priced.net_total) or net)
	return _get_deposit(doc, net, gross, price_offer.get_precision(doc))


def get_sow_deposit(doc: Document) -> dict | None:
	"""Of a SOW's plan; a change order that reduces has none."""
	net = sum(flt(row.amount) for row in doc.milestones if row.trigger == ON_SIGNATURE)
	if net <= 0:
		return None
	share = flt(doc.grand_total) / flt(doc.total) if doc.signed_taxes and flt(doc.total) else 1
	return _get_deposit(doc, net, net * share, doc.precision("total") or 0)


def _get_deposit(doc: Document, net: float, gross: float, precision: int) -> dict:
	has_tax = flt(gross, precision) != flt(net, precision)
	return {
		"title": _("Due on signature"),
		"label": _("Amount with tax") if has_tax else _("Amount"),
		"amount": money(gross, doc.currency, precision),
		"bank": get_bank_facts(doc.company),
		"hint": _("You will receive an invoice for it. Please pay once you have it."),
	}
