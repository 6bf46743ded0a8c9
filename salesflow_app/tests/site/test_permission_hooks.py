"""Our `has_permission` hooks only forbid: what Frappe's own hooks say of the same document still counts."""

import frappe
import pytest
from frappe.permissions import has_controller_permissions

from salesflow_app.tests.site import deals, factories, given


def make_mail(doctype: str, name: str):
	return frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_type": "Communication",
			"subject": factories.get_unique("Mail"),
			"reference_doctype": doctype,
			"reference_name": name,
		}
	).insert()


@pytest.mark.bench_only("Frappe's own rule for mails")
def test_mail_is_as_open_as_its_document(users):
	of_system = make_mail("Role", "System Manager")
	of_customer = make_mail("Customer", users.customer_a)
	assert not has_controller_permissions(of_system, "read", users.su)
	assert has_controller_permissions(of_customer, "read", users.su)


def test_private_file_is_as_open_as_its_document(users):
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{factories.get_unique('file')}.txt",
			"content": factories.get_unique("words"),
			"is_private": 1,
		}
	).insert()
	assert not has_controller_permissions(file, "read", users.su)
	assert has_controller_permissions(file, "read", file.owner)


def test_client_neither_reads_nor_deletes_the_tasks_that_their_signature_gave(users):
	sow = given.get("signed_sow")
	tasks = frappe.get_all(
		"ToDo", {"reference_name": sow.name, "assigned_by": sow.signatory_email}, pluck="name"
	)
	assert tasks
	with deals.as_user(sow.signatory_email):
		assert not frappe.get_list("ToDo", {"reference_name": sow.name})
		assert not frappe.has_permission("ToDo", "read", frappe.get_doc("ToDo", tasks[0]))
		with pytest.raises(frappe.PermissionError):  # Frappe 16 says it without words
			frappe.delete_doc("ToDo", tasks[0])
	assert frappe.db.exists("ToDo", tasks[0])


def test_task_that_a_client_has_is_theirs_to_read(users):
	task = frappe.get_doc(
		{"doctype": "ToDo", "description": "Send us the logo", "allocated_to": users.a1}
	).insert()
	with deals.as_user(users.a1):
		assert frappe.get_list("ToDo", {"name": task.name})
		assert frappe.has_permission("ToDo", "read", frappe.get_doc("ToDo", task.name))
