"""How documents get their names, and what renaming and deleting does."""

import frappe

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.probes import probe
from salesflow_app.tests.site.probes.attempts import _attempt, _order, _todo

# Naming


@probe
def series_counts_up():
	names = [factories.make_lead().name for _each in range(2)]
	prefix, number = names[0].rsplit("-", 1)
	return [prefix, len(number), int(names[1].rsplit("-", 1)[1]) - int(number)]


@probe
def name_by_field():
	return frappe.get_doc({"doctype": "Industry Type", "industry": "Probing"}).insert().name


@probe
def name_by_field_twice():
	frappe.get_doc({"doctype": "Industry Type", "industry": "Probing"}).insert()
	return frappe.get_doc({"doctype": "Industry Type", "industry": "Probing"}).insert().name


@probe
def name_by_field_in_another_case():
	frappe.get_doc({"doctype": "Industry Type", "industry": "Probing"}).insert()
	return frappe.get_doc({"doctype": "Industry Type", "industry": "PROBING"}).insert().name


@probe
def name_without_the_field():
	return frappe.get_doc({"doctype": "Industry Type"}).insert().name


@probe
def name_by_lot_has_ten_letters():
	return len(_todo().insert().name)


@probe
def name_of_an_amended_document():
	order = _order(submit=True)
	order.cancel()
	amended = frappe.copy_doc(order)
	amended.amended_from = order.name
	amended.insert()
	return [
		amended.name.replace(order.name, "(order)"),
		amended.docstatus,
		amended.amended_from == order.name,
	]


@probe
def name_that_is_given():
	return (
		frappe.get_doc({"doctype": "Customer Group", "customer_group_name": "Probed", "name": "Other"})
		.insert()
		.name
	)


@probe
def name_with_strange_signs():
	return _attempt(frappe.get_doc({"doctype": "Industry Type", "industry": "a<b>"}).insert)


@probe
def name_that_is_too_long():
	return _attempt(frappe.get_doc({"doctype": "Industry Type", "industry": "x" * 200}).insert)


# Rename and delete


@probe
def delete_what_others_link_to():
	frappe.get_doc({"doctype": "Industry Type", "industry": "Probing"}).insert()
	lead = factories.make_lead(industry="Probing")
	return _attempt(frappe.delete_doc, "Industry Type", "Probing").replace(lead.name, "(lead)")


@probe
def delete_by_force():
	frappe.get_doc({"doctype": "Industry Type", "industry": "Probing"}).insert()
	factories.make_lead(industry="Probing")
	frappe.delete_doc("Industry Type", "Probing", force=True)
	return frappe.db.exists("Industry Type", "Probing")


@probe
def delete_what_is_not_there():
	return _attempt(frappe.delete_doc, "ToDo", "no such task")


@probe
def delete_quietly_what_is_not_there():
	return _attempt(frappe.delete_doc, "ToDo", "no such task", ignore_missing=False)


@probe
def cancel_what_others_link_to():
	order = _order(submit=True)
	invoice = factories.make_sales_invoice(sales_order=order.name, submit=True)
	return _attempt(order.cancel).replace(order.name, "(order)").replace(invoice.name, "(invoice)")


@probe
def cancelled_link_is_refused():
	order = _order(submit=True)
	order.cancel()
	row = factories.get_item_row()
	values = {"customer": order.customer, "items": [{**row, "sales_order": order.name}]}
	return _attempt(factories.make_sales_invoice, **values)
