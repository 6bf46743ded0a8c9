"""A call that the sandbox does not offer says so with its name; nothing answers by accident."""

import importlib

import frappe
import pytest
from frappe.model.document import Document
from frappe.utils import today

NOT_THERE = {
	"frappe.reload_doc": lambda: frappe.reload_doc("desk", "doctype", "todo"),
	"frappe.get_version": lambda: frappe.get_version("ToDo", "x"),
	"frappe.safe_encode": lambda: frappe.safe_encode("x"),
	"frappe.db.get_creation_count": lambda: frappe.db.get_creation_count("ToDo", 10),
	"frappe.db.get_last_created": lambda: frappe.db.get_last_created("ToDo"),
	"frappe.db.bulk_update": lambda: frappe.db.bulk_update("ToDo", {"x": {"status": "Closed"}}),
	"frappe.db.truncate": lambda: frappe.db.truncate("ToDo"),
	"frappe.cache.lpush": lambda: frappe.cache.lpush("list", 1),
	"frappe.cache.sadd": lambda: frappe.cache.sadd("set", 1),
	"frappe.utils.get_gravatar": lambda: frappe.utils.get_gravatar("a@example.com"),
	"frappe.utils.execute_in_shell": lambda: frappe.utils.execute_in_shell("true"),
	"Document.queue_action": lambda: make_todo().queue_action("submit"),
	"Document.check_if_locked": lambda: make_todo().check_if_locked(),
	"Document.is_locked": lambda: make_todo().is_locked,
}
NOT_SO = {
	"frappe.db.sql": lambda: frappe.db.sql("analyze table `tabToDo` persistent for all"),
	"frappe.db.sql: show engine innodb status": lambda: frappe.db.sql("show engine innodb status"),
	"skip locked": lambda: frappe.db.sql("select name from `tabToDo` for update skip locked"),
	"frappe.db.get_values: run=False": lambda: frappe.db.get_value("ToDo", "x", run=False),
	"frappe.sendmail(inline_images)": lambda: send_mail(inline_images=[{"filename": "a.png"}]),
	"frappe.sendmail(queue_separately)": lambda: send_mail(queue_separately=True),
	"frappe.enqueue(on_success, on_failure)": lambda: frappe.enqueue("frappe.ping", on_success=print),
	"frappe.share.add_docshare(notify=1)": lambda: share_todo(),
	"frappe.rename_doc('DocType', ...)": lambda: frappe.rename_doc("DocType", "ToDo", "To Do", force=True),
	"frappe.delete_doc(for_reload=True)": lambda: frappe.delete_doc("ToDo", "x", for_reload=True),
	"frappe.utils.password.set_encrypted_password": lambda: keep_password(),
	"saving a standard DocType": lambda: frappe.get_doc("DocType", "ToDo").save(),
	"between on a field of type Link": lambda: frappe.get_list("ToDo", {"role": ("between", ["A", "B"])}),
	"saving a Dunning": lambda: make("Dunning"),
	"get_payment_entry of Purchase Order": lambda: call_erpnext(
		"erpnext.accounts.doctype.payment_entry.payment_entry.get_payment_entry", "Purchase Order", "x"
	),
	"Stock Entry: Manufacture": lambda: make("Stock Entry", stock_entry_type="Manufacture"),
	"erpnext.get_region": lambda: importlib.import_module("erpnext").get_region(),
}


def make_todo() -> Document:
	return frappe.get_doc({"doctype": "ToDo", "description": "Call the client"}).insert()


def make(doctype: str, **values) -> Document:
	return frappe.get_doc({"doctype": doctype, "posting_date": today(), **values}).insert()


def send_mail(**options) -> None:
	frappe.sendmail(recipients=["a@example.com"], subject="Hello", message="Hello", **options)


def share_todo() -> None:
	frappe.share.add_docshare("ToDo", make_todo().name, "Guest", notify=1)


def keep_password() -> None:
	importlib.import_module("frappe.utils.password").set_encrypted_password(
		"User", "Guest", "x", "api_secret"
	)


def call_erpnext(path: str, *arguments) -> None:
	frappe.get_attr(path)(*arguments)


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
