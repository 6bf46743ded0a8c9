"""Billing answers a notice: with a draft, a question, a hold until a day, or a rejection."""

import json

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.documents.reasons import give_reason
from salesflow_app.milestone import notice
from salesflow_app.tests.site import deals, steps
from salesflow_app.tests.site.milestone.helpers import get_state
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.text import formats


def answer(users, milestone, action, words="Nothing was delivered", user="om"):
	with deals.as_user(getattr(users, user)):
		give_reason("Payment Milestone", milestone.name, action, words)
		return deals.do(milestone.reload(), action)


def get_task(milestone, key):
	fields = ["allocated_to", "description", "status"]
	return frappe.db.get_value(
		"ToDo", {"reference_name": milestone.name, "salesflow_task": key}, fields, as_dict=True
	)


def test_rejected_notice_goes_back_to_its_plan_and_names_why(users, ready):
	milestone = answer(users, ready, "Reject")
	assert milestone.workflow_state == "Planned"
	assert not (milestone.reached_on or milestone.accepted_on)
	task = get_task(milestone, "answer_rejection")
	assert task.allocated_to == users.am and "Nothing was delivered" in task.description
	filters = {"reference_name": milestone.name, "event": "notice_rejected"}
	assert frappe.db.count("Salesflow Evidence Entry", filters) == 1
	again = deals.report(users, milestone)
	assert (again.workflow_state, again.notice_no) == ("Ready to Bill", 2)
	assert get_task(milestone, "answer_rejection").status == "Closed"


def test_rejection_needs_a_reason_and_billings_role(users, ready):
	with deals.as_user(users.om):
		refuse(deals.do, ready, "Reject", words="Reason")
	with deals.as_user(users.am), pytest.raises((frappe.ValidationError, frappe.PermissionError)):
		deals.do(ready.reload(), "Reject")
	assert get_state(ready) == "Ready to Bill"


def test_question_without_account_manager_is_not_lost(users, ready):
	ready.db_set("account_manager", None)
	answer(users, ready, "Return with Question", "Which cost centre?")
	assert get_task(ready, "answer_billing").allocated_to == users.sa


def test_hold_ends_on_no_day_that_is_over(users, ready):
	with deals.as_user(users.om):
		frappe.client.set_value("Payment Milestone", ready.name, "hold_until", add_days(today(), -1))
		give_reason("Payment Milestone", ready.name, "Hold", "Wait for the budget")
		refuse(deals.do, ready.reload(), "Hold", words="Hold Until")
		frappe.client.set_value("Payment Milestone", ready.name, "hold_until", add_days(today(), 5))
		assert deals.do(ready.reload(), "Hold").workflow_state == "On Hold"


def test_age_counts_from_the_first_report(users, ready):
	first = ready.reported_on
	assert first
	milestone = answer(users, ready, "Hold")
	with deals.as_user(users.om):
		milestone = deals.do(milestone, "Release")
	assert milestone.reported_on == first


class TestNotice:
	def get_rows(self, users, milestone, block):
		with deals.as_user(users.ac):
			blocks = dict(notice.preview(milestone.name)["blocks"])
		assert list(blocks) == ["Customer", "Contract", "Milestone", "Money", "Terms", "Control"]
		return dict(blocks[block])

	def test_six_blocks_say_what_an_accountant_asks(self, users, ready, running):
		assert "\n" in self.get_rows(users, ready, "Customer")["Billing address"]
		money = self.get_rows(users, ready, "Money")
		assert (
			money["Currency"] == ready.currency
			and formats.money(10000, ready.currency) in money["Order lines"]
		)
		control = self.get_rows(users, ready, "Control")
		assert control["Reported by"] == users.am and control["Reported on"] != "–"
		assert "Customer Name" in control["Checked"] and "Billing Address" in control["Checked"]

	def test_papers_go_with_the_invoice(self, users, ready, running, mails):
		"""None of another document. Frappe reads them when the mail leaves: the queue keeps which they are."""
		with deals.as_user(users.am):
			files = [steps.attach(ready, name, name.encode()) for name in ("hours.txt", "internal.txt")]
			other = steps.attach(running, "payroll.txt", b"not theirs")
			ready.append("files", {"attachment": files[0].file_url, "note": "Hours", "with_invoice": 1})
			ready.append("files", {"attachment": files[1].file_url})
			ready.append("files", {"attachment": other.file_url, "with_invoice": 1})
			ready.save()
		terms = self.get_rows(users, ready, "Terms")
		assert "Hours" in terms["Papers to attach"] and "internal" not in terms["Papers to attach"]
		invoice = deals.bill(users, ready)
		(mail,) = [mail for mail in mails.find(invoice.name, to=users.a1) if "Invoice" in mail.subject]
		attached = json.loads(frappe.db.get_value("Email Queue", mail.queue, "attachments"))
		assert [row["fid"] for row in attached if "fid" in row] == [files[0].name]

	def test_customer_without_a_contact_is_named(self, users, ready, running):
		frappe.db.set_value(
			"Sales Order", running.sales_order, {"contact_email": None, "contact_person": None}
		)
		for name in frappe.get_all(
			"Dynamic Link", {"parenttype": "Contact", "link_name": running.customer}, pluck="parent"
		):
			frappe.db.set_value("Contact", name, "email_id", None)
		with deals.as_user(users.am):
			(missing,) = notice.preview(ready.name)["missing"]
		assert (missing["field_label"], missing["name"]) == ("Invoice E-Mail", running.customer)
