"""Files on our documents are private, stay as they were agreed, and are no client's way in."""

import frappe
import pytest

from salesflow_app.documents import files
from salesflow_app.tests.site import deals, given, proposals
from salesflow_app.tests.site.refusals import refuse, refused


def attach(doc, **values):
	return frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{frappe.generate_hash(length=6)}.txt",
			"content": frappe.generate_hash(),
			"is_private": 1,
			"attached_to_doctype": doc.doctype,
			"attached_to_name": doc.name,
			**values,
		}
	)


@pytest.fixture
def signed(users):
	sow = given.get("drafted_sow")
	file = attach(sow).insert()
	with deals.as_user(users.sa):
		sow = deals.do(deals.do(sow, "Mark Ready"), "Send to Client")
	deals.sign(users, sow)
	return file.reload()


@pytest.mark.parametrize("make", [deals.make_drafted_sow, proposals.make_draft])
def test_files_of_a_deal_are_private(users, make):
	doc = make(users)
	refuse(attach(doc, is_private=0).insert, words="files of a deal are private")
	file = attach(doc).insert()
	file.is_private = 0
	refuse(file.save, words="files of a deal are private")


@pytest.mark.parametrize(
	"values",
	[
		{"file_name": "other.txt"},
		{"attached_to_doctype": None, "attached_to_name": None},
		{"attached_to_doctype": "Customer"},
	],
)
def test_file_of_a_signed_sow_stays_as_it_is(users, signed, values):
	for user in (users.sa, users.om, "Administrator"):
		file = frappe.get_doc("File", signed.name).update(values)
		with deals.as_user(user), refused("stays as it is"):
			file.save(ignore_permissions=True)


@pytest.mark.bench_only("Frappe keeps the files of submitted documents")
def test_file_of_a_signed_sow_is_not_deleted(users, signed):
	for user in (users.sa, users.om, "Administrator"):
		with deals.as_user(user), refused("protected document", "not permitted"):
			frappe.delete_doc("File", signed.name, ignore_permissions=user != "Administrator")
	assert signed.get_content()


def test_file_of_an_accepted_milestone_is_not_deleted(users):
	milestone = deals.get_milestones(given.get("running_sow"))[0]
	file = attach(milestone).insert()
	with deals.as_user(users.am):
		assert frappe.has_permission("File", "delete", file)
		milestone.db_set("accepted_on", frappe.utils.now_datetime())
		assert not frappe.has_permission("File", "delete", file)


def test_draft_lets_its_files_go(users):
	sow = given.get("drafted_sow")
	file = attach(sow).insert()
	with deals.as_user(users.sa):
		frappe.delete_doc("File", file.name, ignore_permissions=True)
	assert not frappe.db.exists("File", file.name)


def test_clients_attach_nothing_to_a_deal(users):
	sow = given.get("sent_sow")
	order = frappe._dict(doctype="Customer", name=users.customer_a)
	for user in (users.a1, users.b1):
		for doc in (sow, order):
			with deals.as_user(user), refused("by our staff only"):
				attach(doc).insert(ignore_permissions=True)


def test_clients_copy_no_file_by_its_address(users, signed):
	free = {"attached_to_doctype": None, "attached_to_name": None}
	with deals.as_user(users.b1):
		for content in (None, "x"):
			copy = attach(signed, **free, file_url=signed.file_url, content=content)
			assert not files.has_permission(copy, "create") and not frappe.has_permission(
				"File", "create", copy
			)
		own = attach(signed, **free).insert(ignore_permissions=True)
		assert files.has_permission(attach(signed, **free), "create") is not False
		own.file_url = signed.file_url
		with refused("belongs to somebody else"):
			own.save(ignore_permissions=True)


def test_clients_keep_their_own_uploads(users):
	with deals.as_user(users.a1):
		values = {"attached_to_doctype": None, "attached_to_name": None}
		file = attach(frappe._dict(), **values).insert(ignore_permissions=True)
		assert file.is_private and file.owner == users.a1
