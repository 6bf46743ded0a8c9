"""Trouble with goods: a delivery that comes back, and an order that the customer takes back."""

import frappe
from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_return
from frappe.model.document import Document
from frappe.utils import add_days, today

from salesflow_app.demo import cast as people_of
from salesflow_app.demo import factory, factory_plant
from salesflow_app.demo.stage import Stage
from salesflow_app.order import production

CUSTOMER = "Werft Petersen"


def run(stage: Stage) -> None:
	cast = factory_plant.get_cast(stage)
	items = factory_plant.prepare(stage, cast)
	with stage.acting(cast["sales_manager"]):
		customer = people_of.get_customer(CUSTOMER)
	return_goods(stage, cast, enter_order(stage, cast, customer, items["control"], "WP-1"))
	cancel_order(stage, cast, enter_order(stage, cast, customer, items["control"], "WP-2"))


def enter_order(stage: Stage, cast: dict, customer: str, item: str, number: str) -> Document:
	"""An order straight from the customer's PO, approved."""
	with stage.acting(cast["sales_user"]):
		order = frappe.get_doc(
			{
				"doctype": "Sales Order",
				"customer": customer,
				"company": stage.company,
				"delivery_date": add_days(today(), 10),
				"po_no": f"{number}-{frappe.generate_hash(length=6)}",
				"po_date": today(),
				"taxes_and_charges": people_of.get_tax_template(stage.company),
				"payment_schedule": factory_plant.get_schedule(),
			}
		)
		factory_plant.add_items(order, {item: (2, 1200)})
		order.insert()
		stage.step("enters an order from the customer's PO", order)
	return factory.approve(stage, cast, order)


def return_goods(stage: Stage, cast: dict, order: Document) -> None:
	"""Shipped as always; one piece comes back, and the order is open again by one."""

	with stage.acting(cast["maker"]):
		production.hand_over(order.name, "Electronics")
		stage.step("hands over Electronics to Final Pack", frappe.get_doc(order.doctype, order.name))
	note = factory.bring_papers(stage, cast, factory.pack(stage, cast, order))
	factory.pay_deposit(stage, cast, order, note)
	note = factory.clear_and_ship(stage, cast, note)
	with stage.acting(cast["packer"]):
		back = make_sales_return(note.name)
		back.items[0].qty = -1
		back.insert()
		back.submit()
		stage.step("takes one piece back", back)
	delivered = frappe.db.get_value("Sales Order", order.name, "per_delivered")
	stage.expect(delivered < 100, f"{order.name} counts as delivered although goods came back")


def cancel_order(stage: Stage, cast: dict, order: Document) -> None:
	with stage.acting(cast["sales_manager"]):
		order.cancel()
		stage.step("cancels the order that the customer took back", order)
	stage.expect_mail("Production Cancelled", order, {"electronics@nordwind.example"})
	stage.expect_no_task(order.name)
