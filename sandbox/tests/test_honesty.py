"""A call that the sandbox does not offer says so with its name; nothing answers by accident."""

import frappe
import pytest
from frappe.model.document import Document
from frappe.utils import today

NOT_THERE = {
	"frappe.reload_doc": lambda: frappe.reload_doc("desk", "doctype", "todo"),
	"frappe.rename_doc": lambda: frappe.rename_doc("ToDo", "x", "y"),
	"frappe.db.get_last_created": lambda: frappe.db.get_last_created("ToDo"),
	"frappe.db.bulk_update": lambda: frappe.db.bulk_update("ToDo", {"x": {"status": "Closed"}}),
	"frappe.cache.lpush": lambda: frappe.cache.lpush("list", 1),
	"frappe.utils.get_gravatar": lambda: frappe.utils.get_gravatar("a@example.com"),
	"erpnext.get_region": lambda: frappe.get_module("erpnext").get_region(),
	"frappe.utils.background_jobs.get_jobs": lambda: ask("frappe.utils.background_jobs", "get_jobs"),
	"frappe.permissions.add_user_permission": lambda: ask("frappe.permissions", "add_user_permission"),
	"frappe.utils.password.set_encrypted_password": lambda: ask(
		"frappe.utils.password", "set_encrypted_password"
	),
}
NOT_SO = {
	"skip locked": lambda: frappe.db.sql("select name from `tabToDo` for update skip locked"),
	"SQLite cannot run": lambda: frappe.db.sql("show engine innodb status"),
	"frappe.enqueue(on_success": lambda: frappe.enqueue("frappe.ping", on_success=print),
	"frappe.share.add_docshare(notify=1)": lambda: frappe.share.add_docshare("ToDo", "x", "Guest", notify=1),
	"saving a standard DocType": lambda: frappe.get_doc("DocType", "ToDo").save(),
	"between on a field of type Link": lambda: frappe.get_list("ToDo", {"role": ("between", ["A", "B"])}),
	"saving a Dunning": lambda: make("Dunning"),
	"saving a Journal Entry": lambda: make("Journal Entry", voucher_type="Journal Entry"),
	"saving a User Permission": lambda: make("User Permission", user="Guest", allow="User"),
	"Stock Entry: Manufacture": lambda: make("Stock Entry", stock_entry_type="Manufacture"),
	"get_payment_entry of Purchase Order": lambda: frappe.get_attr(
		"erpnext.accounts.doctype.payment_entry.payment_entry.get_payment_entry"
	)("Purchase Order", "x"),
}


def ask(module: str, name: str) -> None:
	getattr(frappe.get_module(module), name)()


def make(doctype: str, **values) -> Document:
	doc = frappe.get_doc({"doctype": doctype, "posting_date": today(), **values})
	return doc.insert(ignore_links=True, ignore_mandatory=True)


@pytest.mark.parametrize("name", NOT_THERE)
def test_what_is_not_there_says_its_name(site, name):
	with pytest.raises(NotImplementedError) as refusal:
		NOT_THERE[name]()
	assert str(refusal.value) == f"{name} is not offered by the sandbox"


@pytest.mark.parametrize("name", NOT_SO)
def test_what_is_not_offered_in_this_way_says_so(site, name):
	with pytest.raises(NotImplementedError) as refusal:
		NOT_SO[name]()
	assert name in str(refusal.value)
