"""Documents: naming, mandatory fields, links, docstatus moves, child tables, copies, deletes."""

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from frappe.utils import add_days, today

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.probes import each, probe


def _attempt(function, *arguments, **values):
	"""What came back, or the refusal; the probe goes on."""
	frappe.db.savepoint("probe")
	try:
		return function(*arguments, **values)
	except Exception as error:
		frappe.db.rollback(save_point="probe")
		return f"{type(error).__name__}: {error}"


def _todo(**values):
	return frappe.get_doc({"doctype": "ToDo", "description": "Call back", **values})


def _order(**values):
	return factories.make_sales_order(customer=factories.make_customer().name, **values)


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


# What a field takes


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


# Docstatus


@probe
def life_of_an_order():
	order = _order()
	states = [(order.docstatus, order.status)]
	order.submit()
	states.append((order.docstatus, order.status))
	order.cancel()
	return [*states, (order.docstatus, order.status)]


@probe
def submitted_document_does_not_change():
	order = _order(submit=True)
	order.customer_name = "Somebody else"
	return order.save().customer_name


@probe
def submitted_row_does_not_change():
	order = _order(submit=True)
	order.items[0].qty = 5
	return _attempt(order.save)


@probe
def allowed_field_of_a_submitted_document_changes():
	order = _order(submit=True)
	order.po_no = "PO 7"
	return order.save().po_no


@probe
def cancelled_document_is_not_saved():
	order = _order(submit=True)
	order.cancel()
	order.po_no = "x"
	return _attempt(order.save)


@probe
def cancelled_document_is_not_submitted():
	order = _order(submit=True)
	order.cancel()
	order.docstatus = 1
	return _attempt(order.save)


@probe
def draft_is_not_cancelled():
	return _attempt(_order().cancel)


@probe
def submitted_document_is_not_deleted():
	order = _order(submit=True)
	return _attempt(frappe.delete_doc, "Sales Order", order.name)


@probe
def plain_document_is_not_submitted():
	return _attempt(_todo().insert().submit)


@probe
def docstatus_that_is_none():
	order = _order()
	order.docstatus = 3
	return _attempt(order.save)


@probe
def somebody_was_faster():
	todo = _todo().insert()
	other = frappe.get_doc("ToDo", todo.name)
	other.description = "Changed"
	other.save()
	todo.description = "Mine"
	return todo.save().description


@probe
def unsaved_document_that_does_not_exist_any_more():
	todo = _todo().insert()
	frappe.delete_doc("ToDo", todo.name)
	return _attempt(todo.save)


# Child tables


@probe
def rows_are_numbered():
	order = _order()
	order.append("items", factories.get_item_row())
	order.save()
	first = order.items[0]
	order.remove(first)
	order.save()
	return [[row.idx, row.parentfield, row.parenttype, row.docstatus] for row in order.items]


@probe
def rows_are_replaced():
	order = _order()
	old = order.items[0].name
	order.set("items", [factories.get_item_row(), factories.get_item_row()])
	order.save()
	return [
		frappe.db.exists("Sales Order Item", old),
		frappe.db.count("Sales Order Item", {"parent": order.name}),
	]


@probe
def rows_go_with_their_document():
	order = _order()
	frappe.delete_doc("Sales Order", order.name)
	return frappe.db.count("Sales Order Item", {"parent": order.name})


@probe
def rows_follow_the_docstatus():
	order = _order(submit=True)
	return frappe.get_all("Sales Order Item", {"parent": order.name}, pluck="docstatus")


@probe
def row_of_an_unknown_table():
	return _attempt(_order().append, "no_such_table", {})


@probe
def table_without_rows_where_one_is_needed():
	order = frappe.copy_doc(_order())
	order.po_no = None
	order.items = []
	return _attempt(order.insert)


# Copies, reads and writes


@probe
def copy_leaves_out_what_is_not_copied():
	order = _order(submit=True)
	copy = frappe.copy_doc(order)
	return [copy.name, copy.docstatus, copy.status, copy.amended_from, copy.items[0].name, copy.po_no]


@probe
def change_is_seen_on_the_document():
	todo = _todo(priority="Low").insert()
	todo.priority = "High"
	todo.save()
	before = todo.get_doc_before_save()
	return [before.priority, todo.has_value_changed("priority"), todo.has_value_changed("description")]


@probe
def db_set_writes_at_once():
	todo = _todo().insert()
	before = todo.modified
	todo.db_set("priority", "High")
	return [frappe.db.get_value("ToDo", todo.name, "priority"), str(todo.modified) > str(before)]


@probe
def db_set_without_a_trace():
	todo = _todo().insert()
	todo.db_set("priority", "High", update_modified=False)
	return str(frappe.db.get_value("ToDo", todo.name, "modified")) == str(todo.modified)


@probe
def document_that_is_not_there():
	return frappe.get_doc("ToDo", "no such task")


@probe
def doctype_that_is_not_there():
	return frappe.get_doc("No Such DocType", "x")


@probe
def field_that_is_not_there():
	return frappe.db.get_value("ToDo", {"no_such_field": 1}, "name")


@probe
def value_of_a_document_that_is_not_there():
	return [
		frappe.db.get_value("ToDo", "none", "status"),
		frappe.db.get_value("ToDo", "none", ["status", "date"]),
		frappe.db.get_value("ToDo", "none", ["status"], as_dict=True),
		frappe.db.exists("ToDo", "none"),
		frappe.db.exists("ToDo", {"status": "None"}),
		frappe.db.get_single_value("Selling Settings", "so_required"),
	]


@probe
def version_keeps_what_changed():
	order = _order()
	order.po_no = "PO 9"
	order.save()
	data = frappe.get_all("Version", {"docname": order.name}, pluck="data", order_by="creation desc", limit=1)
	changed = frappe.parse_json(data[0])["changed"] if data else []
	return [[old[:3], new] for field, old, new in changed if field == "po_no"]


@probe
def document_as_a_dictionary():
	todo = _todo().insert()
	found = todo.as_dict()
	return [
		type(found).__name__,
		found.doctype,
		sorted(set(found) & {"owner", "creation", "idx", "_user_tags", "name"}),
	]


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


@probe
def comment_and_timeline():
	todo = _todo().insert()
	todo.add_comment("Comment", "Hello <b>you</b>")
	todo.add_comment("Info", "noted")
	return frappe.get_all(
		"Comment",
		{"reference_name": todo.name},
		["comment_type", "content", "comment_email", "comment_by"],
		order_by="creation asc",
	)


@probe
def tree_knows_its_branches():
	parent = frappe.get_doc({"doctype": "Item Group", "item_group_name": "Probe A", "is_group": 1}).insert()
	child = frappe.get_doc(
		{"doctype": "Item Group", "item_group_name": "Probe B", "parent_item_group": parent.name}
	).insert()
	below = frappe.get_all("Item Group", {"name": ("descendants of", parent.name)}, pluck="name")
	above = frappe.get_all(
		"Item Group", {"name": ("ancestors of", child.name)}, pluck="name", order_by="lft asc"
	)
	return [below, above]


@probe
def mandatory_by_the_value_of_another_field():
	contract = frappe.get_doc({"doctype": "Contract", "party_type": "Customer", "salesflow_is_msa": 1})
	contract.update(
		{"party_name": factories.make_customer().name, "contract_terms": "x", "start_date": today()}
	)
	return _attempt(contract.insert)


@probe
def orders_dates_are_checked():
	return _attempt(_order, delivery_date=add_days(today(), -30))


@probe
def payment_of_less_than_the_invoice_says():
	invoice = factories.make_sales_invoice(submit=True)
	payment = get_payment_entry("Sales Invoice", invoice.name)
	payment.update({"reference_no": "B1", "reference_date": today(), "paid_amount": 10})
	answer = _attempt(payment.insert)
	amounts = (
		"paid_amount",
		"received_amount",
		"total_allocated_amount",
		"unallocated_amount",
		"difference_amount",
	)
	return [answer if isinstance(answer, str) else "inserted", *[payment.get(field) for field in amounts]]


@probe
def payment_with_less_allocated():
	invoice = factories.make_sales_invoice(submit=True)
	payment = get_payment_entry("Sales Invoice", invoice.name)
	payment.update({"reference_no": "B1", "reference_date": today(), "paid_amount": 10})
	payment.references[0].allocated_amount = 10
	_attempt(payment.insert)
	_attempt(payment.submit)
	outstanding = frappe.db.get_value("Sales Invoice", invoice.name, "outstanding_amount")
	return [payment.received_amount, payment.unallocated_amount, payment.docstatus, outstanding]


each(
	"new_doc",
	lambda doctype: {
		key: value for key, value in frappe.new_doc(doctype).as_dict().items() if value not in (None, "")
	},
	("ToDo",),
)
each(
	"exists",
	frappe.db.exists,
	("User", "Administrator"),
	("User", "administrator"),
	("User", {"name": "Administrator"}),
	("DocType", "No Such"),
	("No Such", "x"),
	("User", None),
)
