"""Payment Ledger Entry: an amount for or against a voucher. Saving one brings the open amount up to date."""

from erpnext.accounts.utils import WITH_OUTSTANDING, update_voucher_outstanding
from frappe.model.document import Document


class PaymentLedgerEntry(Document):
	def on_update(self) -> None:
		if self.against_voucher_type in WITH_OUTSTANDING and self.flags.update_outstanding == "Yes":
			update_voucher_outstanding(
				self.against_voucher_type, self.against_voucher_no, self.account, self.party_type, self.party
			)
