"""A mail whose process was killed while it was sent goes out after all."""

import frappe
from frappe.utils import add_to_date, now_datetime

from salesflow_app.outbox import stuck_mails
from salesflow_app.tests.site import given


def get_queued(sow) -> str:
	filters = {"reference_doctype": "SOW", "reference_name": sow.name}
	return frappe.get_all("Email Queue", filters, pluck="name", order_by="creation desc", limit=1)[0]


def set_status(mail: str, status: str, minutes_ago: int) -> None:
	values = {"status": status, "modified": add_to_date(now_datetime(), minutes=-minutes_ago)}
	frappe.db.set_value("Email Queue", mail, values, update_modified=False)


def release(mail: str) -> str:
	stuck_mails.release()
	return frappe.db.get_value("Email Queue", mail, "status")


def test_mail_that_hangs_is_queued_again(users, mails):
	sow = given.get("sent_sow")
	mails.work()
	mail = get_queued(sow)
	for status, minutes, expected in (
		("Sending", 5, "Sending"),
		("Sending", 90, "Not Sent"),
		("Error", 90, "Error"),
	):
		set_status(mail, status, minutes)
		assert release(mail) == expected


def test_mail_of_others_is_left_alone(users):
	frappe.sendmail(recipients=[users.a1], subject="Not ours", message="x", delayed=True)
	mail = frappe.get_all("Email Queue", pluck="name", order_by="creation desc", limit=1)[0]
	set_status(mail, "Sending", 90)
	assert release(mail) == "Sending"
