"""What a field takes, and what it refuses."""

import frappe

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.probes import probe
from salesflow_app.tests.site.probes.attempts import _attempt, _order, _todo


@probe
def mandatory_field_is_missing():
	return _todo(description=None).insert().name


@probe
def several_mandatory_fields_are_missing():
	return frappe.get_doc({"doctype": "Contract"}).insert().name


@probe
def mandatory_field_of_a_row_is_missing():
	order = frappe.copy_doc(_order())
	order.po_no = None
	order.items[0].item_code = None
	order.items[0].item_name = None
	return _attempt(order.insert)


@probe
def select_takes_its_options_only():
	return _todo(priority="Sometimes").insert().name


@probe
def select_takes_its_default():
	return _todo().insert().priority


@probe
def link_has_to_exist():
	return _todo(allocated_to="nobody@nowhere.example").insert().name


@probe
def link_takes_the_name_as_it_is_written():
	return _todo(allocated_to="administrator").insert().allocated_to


@probe
def dynamic_link_has_to_exist():
	return _todo(reference_type="Lead", reference_name="No such lead").insert().name


@probe
def several_links_do_not_exist():
	return _todo(allocated_to="a@nowhere.example", assigned_by="b@nowhere.example").insert().name


@probe
def email_field_takes_addresses_only():
	return frappe.get_doc({"doctype": "Lead", "first_name": "A", "email_id": "no address"}).insert().name


@probe
def phone_field_takes_numbers_only():
	return frappe.get_doc({"doctype": "Lead", "first_name": "A", "phone": "call me"}).insert().name


@probe
def text_of_141_characters_in_a_short_field():
	return frappe.get_doc({"doctype": "Lead", "first_name": "x" * 141}).insert().name


@probe
def value_is_fetched_from_the_link():
	customer = factories.make_customer()
	frappe.db.set_value("Customer", customer.name, "tax_id", "DE123")
	return _order().tax_id, factories.make_sales_order(customer=customer.name).tax_id


@probe
def spaces_around_a_text_stay():
	return [
		_todo(color=" #fff ").insert().color,
		frappe.get_doc({"doctype": "Lead", "first_name": " A "}).insert().lead_name,
	]


@probe
def check_takes_what_is_true():
	return [factories.make_customer(is_frozen=value).is_frozen for value in ("0", 0, None, "")]
