"""What the client reads on the invoice of a milestone: beside each row of the order, or as one line instead of them.

The invoice bills rows of the order in either case. One row for all of them would count as a part of one order line,
which ERPNext refuses as billed too much, and would carry that line's account and tax for all others.
"""

from decimal import Decimal

from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, formatdate

from salesflow_app import settings
from salesflow_app.rules.price_offer import MONTHLY
from salesflow_app.text.formats import as_rich_text, as_written, money, number, unit

ONE_LINE = "One Line per Milestone"


def get_client_line(milestone: Document) -> str | None:
	"""The one line that the client reads, where Salesflow Settings say so: its name first, then what is said once.

	Plain text. It is kept in the invoice, so that neither the setting nor the milestone changes what was sent.
	"""
	if settings.get_settings().invoice_lines != ONE_LINE:
		return None
	words = [_get_name(milestone), as_written(milestone.deliverables), *_get_said_once(milestone)]
	return "\n".join(word.strip() for word in words if word and word.strip())


def _get_name(milestone: Document) -> str:
	name = as_written(milestone.milestone_name)
	if milestone.trigger == MONTHLY:
		return name
	return _("Milestone {0}/{1}: {2}").format(milestone.milestone_no, milestone.milestone_count, name)


def get_description(
	invoice: Document, line: Document, share: Decimal, milestone: Document, is_first: bool
) -> str:
	"""What the client reads: the item, and which part of what was signed this is. The first row has what is said once."""
	words = [get_part(invoice, line, share, milestone)]
	if is_first:
		words += _get_said_once(milestone)
	text = [as_rich_text(word) for word in words]
	return "<br>".join([line.description or line.item_name, *text])


def _get_said_once(milestone: Document) -> list[str]:
	words = []
	if milestone.service_from:
		words.append(_("Service period: {0}").format(get_period(milestone)))
	if milestone.invoice_text:
		words.append(milestone.invoice_text)
	return words


def get_part(invoice: Document, line: Document, share: Decimal, milestone: Document) -> str:
	"""“Milestone 1/2 Design (SOW-0001): 30 % of 12 Hour at 75.00”: the part of this line, which is what the row comes to.

	A month of a retainer says which one it is.
	"""
	if milestone.trigger == MONTHLY:
		return _("{0} ({1})").format(milestone.milestone_name, milestone.sow)
	return _("Milestone {0}/{1} {2} ({3}): {4} % of {5} at {6}").format(
		milestone.milestone_no,
		milestone.milestone_count,
		milestone.milestone_name,
		milestone.sow,
		number(flt(float(share) / flt(line.amount) * 100, 2)),
		f"{number(line.qty)} {unit(line.uom)}".strip(),
		money(line.rate, invoice.currency, line.precision("rate") or 0),
	)


def get_period(milestone: Document) -> str:
	return (
		f"{formatdate(milestone.service_from)} – {formatdate(milestone.service_to or milestone.service_from)}"
	)
