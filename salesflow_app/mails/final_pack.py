"""To Final Pack: every department has handed over, the order can be packed (seed 2)."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, formatdate, get_url_to_form

from salesflow_app.mails.outbox import Message, get_addresses, send
from salesflow_app.settings import get_settings


def get_task(order: Document) -> str:
	"""The words of Final Pack's task."""
	return _("Final Pack: make the Delivery Note of {0}").format(order.name)


def send_ready_for_final_pack(order: Document, packers: list[str]) -> str | None:
	"""When the last department handed over: to Final Pack's address and to those who pack, once per order."""
	message = Message(
		_("All departments have handed over Sales Order {0}. It can be packed.").format(order.name),
		facts=[
			(_("Customer"), order.customer_name or order.customer),
			(_("Customer's PO"), cstr(order.po_no) or "–"),
			(_("Delivery Date"), formatdate(order.delivery_date) if order.delivery_date else "–"),
			(_("Departments"), ", ".join(row.department for row in order.get("salesflow_production"))),
		],
		table=(
			[_("Item"), _("Qty"), _("UOM")],
			[
				[row.item_name or row.item_code, cstr(row.get_formatted("qty")), row.uom]
				for row in order.items
			],
		),
		button=(_("Open Sales Order"), get_url_to_form(order.doctype, order.name)),
	)
	subject = _("[Final Pack] {0}, {1} is ready to pack").format(
		order.name, order.customer_name or order.customer
	)
	recipients = get_addresses([get_settings().final_pack_email, *packers])
	return send("Final Pack", order, recipients, subject, message, key=f"Final Pack:{order.name}")
