"""Payment confirmed, or taken back: the client and our people hear of it (seed 1, step 6)."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, formatdate

from salesflow_app.mails import outbox
from salesflow_app.mails.invoice_sent import get_account_manager, get_client_email


def send_payment_confirmed(payment: Document, invoices: list[Document], is_reversed: bool = False) -> None:
	"""Queue one mail for the client and one for our people. Amounts in the invoices' currency."""
	first = invoices[0]
	subject, intro = _get_words(payment, is_reversed)
	rows = [
		[
			invoice.name,
			fmt_money(invoice.grand_total, currency=invoice.currency),
			fmt_money(
				invoice.outstanding_amount, currency=invoice.party_account_currency or invoice.currency
			),
		]
		for invoice in invoices
	]
	client = get_client_email(first)
	everyone = outbox.resolve(
		"Payment Confirmed", payment, client=client, account_manager=get_account_manager(first)
	)
	event = "Payment Reversed" if is_reversed else "Payment Confirmed"
	for audience in ("client", "staff"):
		outbox.send(
			event,
			payment,
			[address for address in everyone if (address == client) == (audience == "client")],
			subject,
			outbox.Message(
				intro,
				facts=[
					(
						_("Amount"),
						fmt_money(payment.paid_amount, currency=payment.paid_from_account_currency),
					),
					(_("Date"), formatdate(payment.posting_date)),
					(_("Reference"), payment.reference_no or payment.name),
				],
				table=([_("Invoice"), _("Amount"), _("Still open")], rows),
			),
			key=f"{event}:{payment.name}:{audience}",
		)


def _get_words(payment: Document, is_reversed: bool) -> tuple[str, str]:
	if is_reversed:
		return (
			_("Payment {0} was taken back").format(payment.name),
			_(
				"The payment that we confirmed before was booked in error and is cancelled. The invoices below are open again."
			),
		)
	return (
		_("Payment received from {0}").format(payment.party_name or payment.party),
		_("Thank you, the payment has arrived."),
	)
