"""ERPNext's own Data Import brings nothing past a gate: the real document, a real file, its real importer."""

import csv
import io

import frappe
import pytest
from frappe.core.doctype.data_import.data_import import start_import
from frappe.utils import add_days, today
from frappe.utils.file_manager import save_file

from salesflow_app.tests.site import factories, given

pytestmark = pytest.mark.bench_only("ERPNext's own importer reads the file")

BY_MANAGER = {"document": "Sales Order", "approver_role": "Sales Manager"}


@pytest.fixture(autouse=True)
def _importable(_isolated):
	"""An administrator allowed the import of these documents; Frappe 16 asks for it."""
	doctypes = ("Sales Order", "SOW", "Payment Milestone")
	for doctype in doctypes:
		setter = {
			"doctype_or_field": "DocType",
			"property": "allow_import",
			"value": 1,
			"property_type": "Check",
		}
		frappe.make_property_setter({"doctype": doctype, **setter})
		frappe.clear_cache(doctype=doctype)
	yield
	for doctype in doctypes:
		frappe.clear_cache(doctype=doctype)


def run_import(doctype: str, rows: list[dict], submit: bool = False, update: bool = False) -> str:
	"""Import the rows as Administrator, who may import; returns what the log says of the rows that failed.

	v16 imports into a DocType only where the site allows it, as a site may do with ours.
	"""
	frappe.make_property_setter(
		{
			"doctype": doctype,
			"doctype_or_field": "DocType",
			"property": "allow_import",
			"value": "1",
			"property_type": "Check",
		}
	)
	text = io.StringIO()
	writer = csv.DictWriter(text, fieldnames=list(rows[0]))
	writer.writeheader()
	writer.writerows(rows)
	job = frappe.get_doc(
		{
			"doctype": "Data Import",
			"reference_doctype": doctype,
			"import_type": "Update Existing Records" if update else "Insert New Records",
			"submit_after_import": int(submit),
			"mute_emails": 1,
		}
	).insert()
	file = save_file(
		f"{factories.get_unique('import')}.csv", text.getvalue().encode(), job.doctype, job.name, is_private=1
	)
	job.import_file = file.file_url
	job.save()
	frappe.db.commit()  # the importer rolls back a row that fails
	start_import(job.name)
	logs = frappe.get_all(
		"Data Import Log",
		{"data_import": job.name},
		["success", "messages", "exception"],
		order_by="log_index asc",
	)
	assert logs, frappe.get_all("Error Log", pluck="error", order_by="creation desc", limit=1)
	return "".join(f"{log.messages} {log.exception}" for log in logs if not log.success)


def get_order_row(customer: str, po_no: str) -> dict:
	return {
		"customer": customer,
		"transaction_date": today(),
		"delivery_date": add_days(today(), 30),
		"po_no": po_no,
		"items.item_code": factories.make_item().name,
		"items.qty": 1,
		"items.rate": 1000,
		"items.delivery_date": add_days(today(), 30),
	}


def test_imported_order_goes_to_its_approver_like_any_other(users, settings):
	settings(use_order_approval=1, sow_rules=[], approval_rules=[BY_MANAGER])
	refusal = run_import("Sales Order", [get_order_row(users.customer_a, "IMPORT-1")], submit=True)
	assert "Sales Order" in refusal and "Approv" in refusal
	assert not frappe.db.exists("Sales Order", {"po_no": "IMPORT-1", "docstatus": 1})
	assert not run_import("Sales Order", [get_order_row(users.customer_a, "IMPORT-2")])
	assert frappe.db.get_value(
		"Sales Order", {"po_no": "IMPORT-2"}, ["docstatus", "salesflow_approval_state"]
	) == (
		0,
		"Draft",
	)


@pytest.mark.parametrize("field", ["docstatus", "workflow_state"])
def test_import_does_not_sign_for_the_client(users, field):
	sow = given.get("sent_sow")
	frappe.set_user("Administrator")
	value = {"docstatus": 1, "workflow_state": "Signed"}[field]
	refusal = run_import("SOW", [{"name": sow.name, field: value}], update=True)
	assert frappe.db.get_value("SOW", sow.name, ["docstatus", "workflow_state", "signed_by"]) == (
		0,
		"Sent",
		None,
	)
	assert field == "docstatus" or "only the client" in refusal


def test_import_does_not_change_what_was_signed(users):
	sow = factories.make_signed_sow()
	before = frappe.db.get_value("SOW", sow.name, ["total", "content_hash"])
	refusal = run_import("SOW", [{"name": sow.name, "total": 1}], update=True)
	assert refusal and frappe.db.get_value("SOW", sow.name, ["total", "content_hash"]) == before


def test_import_marks_no_milestone_as_paid(users):
	milestone = factories.get_milestones(factories.make_signed_sow())[0]
	refusal = run_import(
		"Payment Milestone", [{"name": milestone.name, "workflow_state": "Paid"}], update=True
	)
	assert "Payment Milestone" in refusal
	assert (
		frappe.db.get_value("Payment Milestone", milestone.name, "workflow_state") == milestone.workflow_state
	)
