"""Our `has_permission` hooks only forbid: what Frappe's own hooks say of the same document still counts."""

import frappe
import pytest
from frappe.permissions import has_controller_permissions

from salesflow_app.tests.site import factories


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
