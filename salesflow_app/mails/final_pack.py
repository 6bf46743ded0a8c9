"""To Final Pack: every department has handed over, the order can be packed."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.people.stations import get_packers
from salesflow_app.settings import get_settings
from salesflow_app.text.formats import date

EVENT = "Final Pack"


def send_ready_for_final_pack(order: Document) -> None:
	"""When the last department handed over, once per order."""
	entries.add(EVENT, order, f"{EVENT}:{order.name}")


def write(order: Document, moment: frappe._dict) -> Mail:
	"""To Final Pack's address and to those who pack."""
	customer = order.customer_name or order.customer
	rows = [[row.item_name or row.item_code, cstr(row.get_formatted("qty")), row.uom] for row in order.items]
	return Mail(
		get_addresses([get_settings().final_pack_email, *get_packers()]),
		_("[Final Pack] {0} for {1} is ready to pack").format(order.name, customer),
		Message(
			_("All departments have handed over Sales Order {0}. It is ready to pack.").format(order.name),
			facts=[
				(_("Customer"), customer),
				(_("Customer's PO"), cstr(order.po_no) or "–"),
				(_("Delivery Date"), date(order.delivery_date) or "–"),
				(_("Departments"), ", ".join(row.department for row in order.get("salesflow_production"))),
			],
			table=([_("Item"), _("Qty"), _("UOM")], rows),
			button=(_("Open Sales Order"), get_url_to_form(order.doctype, order.name)),
		),
	)
