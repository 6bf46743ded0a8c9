"""No member of staff signs for the client, and what was drafted stays."""

import frappe
import pytest
from frappe.utils import today

from salesflow_app.tests.site import deals, given
from salesflow_app.tests.site.refusals import refuse


class TestClientApprovalByStaff:
	"""No role writes the client's voice, by no way in."""

	@pytest.mark.parametrize("role", ["su", "sm", "am", "om", "sa", "sys"])
	def test_submit_is_refused(self, users, role):
		sow = given.get("sent_sow")
		with deals.as_user(getattr(users, role)):
			refuse(lambda: frappe.get_doc("SOW", sow.name).submit(), words="SOW")
		assert frappe.db.get_value("SOW", sow.name, ["docstatus", "workflow_state"]) == (0, "Sent")

	@pytest.mark.parametrize("state", ["Signed", "Viewed", "Declined", "Changes Requested", "In Force"])
	def test_state_is_not_written(self, users, state):
		sow = given.get("sent_sow")
		with deals.as_user(users.am):
			sow.workflow_state = state
			refuse(sow.save, words="cannot change" if state == "In Force" else "only the client")
		assert frappe.db.get_value("SOW", sow.name, "workflow_state") == "Sent"

	def test_rest_put_of_docstatus_and_state_is_refused(self, users, http, committed):
		sow = deals.make_sent_sow(users)
		frappe.db.commit()
		client = http.as_user(users.am)
		for values in (
			{"docstatus": 1},
			{"workflow_state": "Signed"},
			{"workflow_state": "Signed", "docstatus": 1},
		):
			assert client.api_put("SOW", sow.name, **values).status_code in (403, 417)
		frappe.db.rollback()
		assert frappe.db.get_value("SOW", sow.name, ["docstatus", "workflow_state"]) == (0, "Sent")

	def test_client_fields_are_put_back(self, users):
		sow = given.get("drafted_sow")
		with deals.as_user(users.am):
			sow.update({"signed_by": "Forger", "signed_on": today(), "content_hash": "x", "version": 9})
			sow.save()
		assert not sow.signed_by and not sow.signed_on and not sow.content_hash and not sow.version

	def test_import_of_a_signed_sow_is_refused(self, users):
		values = given.get("drafted_sow").as_dict()
		for field in ("name", "creation", "modified"):
			values.pop(field)
		frappe.flags.in_import = True
		try:
			with deals.as_user(users.am):
				for state, docstatus in (("Signed", 1), ("Signed", 0), ("Sent", 0), (None, 1)):
					doc = frappe.get_doc({**values, "workflow_state": state, "docstatus": docstatus})
					refuse(doc.insert, words="Requested")
		finally:
			frappe.flags.in_import = False

	def test_evidence_is_written_by_nobody(self, users):
		sow = given.get("sent_sow")
		entry = frappe.get_last_doc("Salesflow Evidence Entry", {"reference_name": sow.name})
		for role in ("sys", "om"):
			with deals.as_user(getattr(users, role)):
				copy = frappe.copy_doc(entry)
				refuse(copy.insert, words="Salesflow Evidence Entry")
				entry.event = "signed"
				refuse(entry.save, words="Salesflow Evidence Entry")
				refuse(
					frappe.delete_doc,
					"Salesflow Evidence Entry",
					entry.name,
					words="Salesflow Evidence Entry",
				)
		refuse(
			frappe.delete_doc,
			"Salesflow Evidence Entry",
			entry.name,
			force=True,
			words="Salesflow Evidence Entry",
		)


class TestFrozenContent:
	@pytest.mark.parametrize("state", ["Ready", "Sent", "Signed"])
	def test_nothing_changes_after_drafting(self, users, state):
		sow = given.get("drafted_sow")
		with deals.as_user(users.sa):
			sow = deals.do(sow, "Mark Ready")
			if state != "Ready":
				sow = deals.do(sow, "Send to Client")
		if state == "Signed":
			deals.sign(users, sow)
		way_out = "Change Order" if state == "Signed" else "Revise"
		for change in (
			{"scope": "<p>More</p>"},
			{"signatory_email": "other@client.example"},
			{"payment_days": 99},
		):
			sow = frappe.get_doc("SOW", sow.name)
			with deals.as_user(users.om):
				sow.update(change)
				refuse(sow.save, words=way_out)
		sow = frappe.get_doc("SOW", sow.name)
		sow.milestones[0].milestone_name = "Other"
		with deals.as_user(users.om):
			refuse(sow.save, words=way_out)

	def test_revise_opens_it_and_makes_the_old_version_unsignable(self, users):
		sow = given.get("sent_sow")
		old_hash = sow.content_hash
		with deals.as_user(users.sa):
			sow = deals.do(sow, "Revise")
			sow.title = "Second version"
			sow.save()
			sow = deals.do(deals.do(sow, "Mark Ready"), "Send to Client")
		assert sow.version == 2
		refuse(deals.sign, users, sow, content_hash=old_hash, words="changed since you opened it")
		assert deals.sign(users, sow)["state"] == "Signed"

	@pytest.mark.bench_only("renaming a document")
	def test_sent_sow_is_not_deleted_or_renamed(self, users):
		sow = given.get("sent_sow")
		refuse(frappe.delete_doc, "SOW", sow.name, words="records must be kept")
		refuse(frappe.rename_doc, "SOW", sow.name, "SOW-X", words="records must be kept")
