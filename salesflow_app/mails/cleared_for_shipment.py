"""To Shipping: Customer Support has cleared a Delivery Note, it can go (seed 2)."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, get_fullname, get_url_to_form

from salesflow_app.mails.outbox import Message, get_addresses, resolve, send
from salesflow_app.mails.production_order import as_plain_text
from salesflow_app.settings import get_settings

EVENT = "Cleared for Shipment"


def send_cleared_for_shipment(note: Document, shippers: list[str]) -> str | None:
	"""When a Delivery Note was cleared: to Shipping, and to whom the mail rules name, else to `shippers`."""
	message = Message(
		_("Delivery Note {0} is cleared for shipment.").format(note.name),
		facts=_get_facts(note),
		table=(
			[_("Item"), _("Qty"), _("UOM")],
			[[row.item_name or row.item_code, cstr(row.get_formatted("qty")), row.uom] for row in note.items],
		),
		button=(_("Open Delivery Note"), get_url_to_form(note.doctype, note.name)),
	)
	subject = _("[Shipping] {0}, {1} is cleared").format(note.name, note.customer_name or note.customer)
	named = resolve(EVENT, note) or get_addresses(shippers)
	recipients = get_addresses([get_settings().shipping_email, *named])
	key = f"{EVENT}:{note.name}:{note.salesflow_cleared_on}"
	return send(EVENT, note, recipients, subject, message, key=key)


def _get_facts(note: Document) -> list[tuple[str, str]]:
	address = as_plain_text(note.shipping_address or note.address_display)
	facts = [
		(_("Customer"), note.customer_name or note.customer),
		(_("Customer's PO"), cstr(note.po_no)),
		(_("Ship To"), address),
		(_("Packed By"), get_fullname(note.salesflow_packed_by) if note.salesflow_packed_by else ""),
		(_("Cleared By"), get_fullname(note.salesflow_cleared_by)),
		(_("Papers"), ", ".join(row.paper for row in note.salesflow_papers)),
	]
	return [(label, value) for label, value in facts if value]
