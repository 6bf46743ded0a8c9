"""The QR code that a bank's app reads to pay an invoice: the European one (EPC069-12), for euros within SEPA."""

import segno.helpers
from frappe.utils import flt

SEPA = set(
	"AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK SM VA".split()
)
"""Countries whose accounts take SEPA credit transfers, as the first letters of an IBAN name them."""
SCALE = 4


def get_payment_code(account: dict, amount: float, currency: str, reference: str) -> str:
	"""A picture as a data: address; empty where there is nothing to pay, or no such code for the account."""
	iban = (account.get("iban") or "").replace(" ", "").upper()
	if currency != "EUR" or iban[:2] not in SEPA or flt(amount, 2) <= 0:
		return ""
	try:
		code = segno.helpers.make_epc_qr(
			name=account["holder"][:70],
			iban=iban,
			amount=flt(amount, 2),
			text=reference[:140],
			bic=account.get("bic"),
		)
	except ValueError:
		return ""  # an amount or an IBAN that the code cannot hold; the bank details stand beside it
	return code.png_data_uri(scale=SCALE)
