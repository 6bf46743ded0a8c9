"""The client has the invoice that applies, and a word on each that does not."""

import frappe
import pytest
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return

from salesflow_app.tests.site import deals


@pytest.fixture
def billed(users, running, mails):
	return deals.bill(users, deals.report(users, deals.get_milestones(running)[0]))


@pytest.fixture
def cancelled(users, billed, mails):
	assert mails.find(billed.name, to=users.a1)
	with deals.as_user(users.acm):
		billed.reload().cancel()
	return billed


def test_cancelled_invoice_is_taken_back(users, cancelled, mails):
	(mail,) = mails.find("was cancelled", to=users.a1)
	assert cancelled.name in mail.subject and "do not pay" in mail.text


def test_amended_invoice_is_sent_and_names_the_one_it_replaces(users, cancelled, mails):
	with deals.as_user(users.ac):
		amended = frappe.copy_doc(cancelled)
		amended.amended_from = cancelled.name
		amended.insert().submit()
	assert amended.salesflow_payment_milestone == cancelled.salesflow_payment_milestone
	mail = next(m for m in mails.find(amended.name, to=users.a1) if amended.name in m.subject)
	assert f"replaces invoice {cancelled.name}" in " ".join(mail.text.split())


def test_invoice_that_was_cancelled_before_its_mail_left_is_not_sent(users, billed, mails):
	with deals.as_user(users.acm):
		billed.reload().cancel()
	assert not mails.find(billed.name, to=users.a1)


def test_credit_note_goes_to_the_client(users, billed, mails):
	with deals.as_user(users.ac):
		note = make_sales_return(billed.name).insert().submit()
	mail = next(m for m in mails.find(note.name, to=users.a1) if note.name in m.subject)
	assert "Credit note" in mail.subject and billed.name in mail.text
