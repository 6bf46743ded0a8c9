"""To Shipping: Customer Support has cleared a Delivery Note, it can go."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, get_fullname, get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses, resolve
from salesflow_app.outbox import entries
from salesflow_app.people.stations import get_shippers
from salesflow_app.settings import get_settings
from salesflow_app.text.formats import one_line

EVENT = "Cleared for Shipment"


def send_cleared_for_shipment(note: Document) -> None:
	"""When a Delivery Note was cleared, once per clearance."""
	entries.add(EVENT, note, f"{EVENT}:{note.name}:{note.salesflow_cleared_on}")


def write(note: Document, moment: frappe._dict) -> Mail:
	"""To Shipping's address, and to whom the mail rules name, else to those who ship."""
	named = resolve(EVENT, note) or get_addresses(get_shippers())
	return Mail(
		get_addresses([get_settings().shipping_email, *named]),
		_("[Shipping] {0} for {1} is cleared").format(note.name, note.customer_name or note.customer),
		Message(
			_("Delivery Note {0} has been cleared for shipment.").format(note.name),
			facts=_get_facts(note),
			table=(
				[_("Item"), _("Qty"), _("UOM")],
				[
					[row.item_name or row.item_code, cstr(row.get_formatted("qty")), row.uom]
					for row in note.items
				],
			),
			button=(_("Open Delivery Note"), get_url_to_form(note.doctype, note.name)),
		),
	)


def _get_facts(note: Document) -> list[tuple[str, str]]:
	facts = [
		(_("Customer"), note.customer_name or note.customer),
		(_("Customer's PO"), cstr(note.po_no)),
		(_("Ship To"), one_line(note.shipping_address or note.address_display)),
		(_("Packed By"), get_fullname(note.salesflow_packed_by) if note.salesflow_packed_by else ""),
		(_("Cleared By"), get_fullname(note.salesflow_cleared_by)),
		(_("Papers"), ", ".join(row.paper for row in note.salesflow_papers)),
	]
	return [(label, value) for label, value in facts if value]
