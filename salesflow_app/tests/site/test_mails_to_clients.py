"""What clients are sent: in their own language, with one look, and with what they need in it."""

import frappe
import pytest
from frappe.model.document import Document
from frappe.utils import today

from salesflow_app.clients.invite import make_user
from salesflow_app.mails import (
	bank_details,
	invoice_sent,
	invoice_withdrawn,
	milestone_acceptance,
	payment_confirmed,
	payment_reminder,
	proposal_accepted,
	proposal_sent,
	sealed_copy,
	sow_sent,
	sow_signed,
	sow_terminated,
)
from salesflow_app.mails.registry import WRITERS
from salesflow_app.outbox import entries, worker
from salesflow_app.tests.site import deals, factories, given, proposals
from salesflow_app.tests.site.mail_samples import make_samples
from salesflow_app.text import formats
from salesflow_app.text.reader import write_in

TO_CLIENTS = (
	invoice_sent.EVENT,
	invoice_withdrawn.EVENT,
	milestone_acceptance.EVENT,
	payment_reminder.EVENT,
	proposal_accepted.EVENT,
	proposal_sent.EVENT,
	sow_sent.EVENT,
	sow_signed.CLIENT,
	sow_terminated.EVENT,
)


@pytest.fixture
def german(users):
	"""The words of one subject in German, as somebody entered them, and the customer's language."""
	text = {
		"Reminder: open invoices from {0}": "Erinnerung: offene Rechnungen von {0}",
		"[Closed] {0}, {1}": "[Geschlossen] {0}, {1}",
		"{0} {1} from {2}": "{0} {1} von {2}",
		"Invoice": "Rechnung",
	}
	for source, words in text.items():
		values = {"source_text": source, "translated_text": words, "language": "de"}
		frappe.get_doc({"doctype": "Translation", **values}).insert()
	frappe.db.set_value("Customer", users.customer_a, "language", "de")
	frappe.clear_document_cache("Customer", users.customer_a)
	frappe.cache.delete_value("merged_translations")
	yield
	frappe.cache.delete_value("merged_translations")


@pytest.fixture
def overdue(users):
	invoice = factories.make_sales_invoice(customer=users.customer_a, submit=True)
	invoice.db_set("due_date", "2026-10-31")
	return make_reminder(invoice)


def make_reminder(invoice):
	values = {
		"doctype": "Payment Follow Up",
		"customer": invoice.customer,
		"company": invoice.company,
		"contact_date": today(),
		"channel": "Mail",
		"invoices": [{"sales_invoice": invoice.name}],
	}
	return frappe.get_doc(values).insert()


def get_rules(event: str, *people: str) -> list[dict]:
	return [{"mail_event": event, "send_to": who} for who in people]


def write(event: str, doc, **moment):
	return WRITERS[event](doc, frappe._dict(moment, actor="Administrator"))


# In the language of whoever reads it


@pytest.mark.bench_only("translations")
def test_client_reads_german_whoever_acted(users, german, overdue, mails):
	payment_reminder.send_payment_reminder(overdue)
	(mail,) = mails.find(to=users.a1, doc=overdue)
	assert mail.subject.startswith("Erinnerung: offene Rechnungen von")
	assert "31.10.2026" in mail.html


@pytest.mark.bench_only("translations")
def test_clerk_who_works_in_german_writes_no_german_to_an_english_client(users, german, overdue, mails):
	frappe.db.set_value("Customer", users.customer_a, "language", None)
	frappe.clear_document_cache("Customer", users.customer_a)
	with write_in("de"):
		payment_reminder.send_payment_reminder(overdue)
		mails.work()
	(mail,) = mails.find(to=users.a1, doc=overdue)
	assert mail.subject.startswith("Reminder: open invoices")


@pytest.mark.bench_only("translations")
def test_two_readers_get_two_mails_each_in_their_own(users, german, mails, settings):
	"""The client's contact reads German, the account manager, who gets the same mail, English."""
	settings(mail_rules=get_rules("Invoice Sent", "Client", "Sales Assistant"))
	invoice = factories.make_sales_invoice(customer=users.customer_a, submit=True)
	invoice_sent.send_invoice_sent(invoice)
	entries = mails.entries(invoice_sent.EVENT)
	assert {entry.recipients: entry.language for entry in entries} == {users.a1: "de", users.sa: "en"}
	(theirs,), (ours,) = mails.find(to=users.a1, doc=invoice), mails.find(to=users.sa, doc=invoice)
	assert theirs.subject.startswith("Rechnung") and ours.subject.startswith("Invoice")
	assert get_print_languages(theirs) == ["de"] and get_print_languages(ours) == ["en"]
	sent = frappe.get_all("Communication", {"reference_name": invoice.name}, pluck="recipients")
	assert sorted(sent) == sorted([users.a1, users.sa])


def get_print_languages(mail) -> list[str]:
	attachments = frappe.parse_json(frappe.db.get_value("Email Queue", mail.queue, "attachments"))
	return [attachment["lang"] for attachment in attachments]


@pytest.mark.bench_only("translations")
def test_colleague_reads_their_own_language(users, german, mails):
	order = factories.make_sales_order(users.customer_a)
	order.db_set("owner", users.su)
	frappe.db.set_value("User", users.su, "language", "de")
	entries.add("Order Closed", order, factories.get_unique("Key"))
	(mail,) = mails.find(to=users.su, doc=order)
	assert mail.subject.startswith("[Geschlossen]")


def test_a_german_reads_german_numbers_and_dates(site):
	with write_in("de"):
		assert formats.date("2026-11-02") == "02.11.2026" and formats.number(1234.5) == "1.234,5"
		assert "35.933,21" in formats.money(35933.21, "EUR")
	with write_in("fr"):
		assert formats.number(1234.5) == "1 234,5"


def test_the_site_s_own_language_keeps_the_site_s_formats(site):
	date, amount = formats.date("2026-11-02"), formats.money(35933.21, "EUR")
	with write_in(None):
		assert (formats.date("2026-11-02"), formats.money(35933.21, "EUR")) == (date, amount)


def test_who_is_invited_reads_the_customer_s_language(users):
	frappe.db.set_value("Customer", users.customer_a, "language", "de")
	proposal = proposals.make_approved(users, contact_email="greta@client.example")
	with deals.as_user(users.am):
		deals.do(proposal, "Send to Client")
	assert frappe.db.get_value("User", "greta@client.example", "language") == "de"


# One look


def test_mails_to_clients_have_one_look(users, mails):
	samples = make_samples(users)
	for event in TO_CLIENTS:
		doc, moment = samples[event]
		mail = write(event, doc, **moment)
		text = mail.message.render()
		assert mail.is_to_client and mail.message.greeting and mail.message.questions, event
		assert text.rstrip().endswith(f"{mail.message.signature}</p>") and mail.message.signature, event
		customer = frappe.db.get_value("Customer", users.customer_a, "customer_name")
		assert customer not in mail.subject and "{0}" not in text, event


def test_client_is_greeted_by_name(users, overdue):
	assert write(payment_reminder.EVENT, overdue).message.greeting == "Hello,"  # two billing contacts
	frappe.db.set_value("Contact", {"email_id": users.a2}, "is_billing_contact", 0)
	of_customer = [["Dynamic Link", "link_name", "=", users.customer_a], ["email_id", "=", users.a1]]
	(name,) = frappe.get_all("Contact", of_customer, pluck="full_name")
	assert write(payment_reminder.EVENT, overdue).message.greeting == f"Dear {name},"


def test_confirmation_to_the_client_does_not_name_them_in_the_subject(users):
	invoice = factories.make_sales_invoice(customer=users.customer_a, submit=True)
	payment = factories.make_payment_entry(invoice.name, submit=False)
	paid = {"invoices": [invoice.as_dict()]}
	name = invoice.customer_name
	theirs = write(payment_confirmed.CONFIRMED, payment, audience=payment_confirmed.CLIENT, **paid)
	ours = write(payment_confirmed.CONFIRMED, payment, audience=payment_confirmed.STAFF, **paid)
	assert name not in theirs.subject and name in ours.subject
	assert theirs.is_to_client and not ours.is_to_client and not ours.message.greeting


# Buttons lead where the reader can go

PAPERS = (
	invoice_sent.EVENT,
	payment_reminder.EVENT,
	proposal_accepted.EVENT,
	sow_signed.CLIENT,
	sealed_copy.CLIENT,
)
"""Mails that have everything attached; their button only opens it in the portal as well."""


def test_who_has_no_login_gets_no_button_to_a_page_that_asks_for_one(users, mails):
	samples = make_samples(users)
	for last_login, has_button in ((None, False), ("2026-01-01 10:00:00", True)):
		frappe.db.set_value("User", {"user_type": "Website User"}, "last_login", last_login)
		for event in PAPERS:
			doc, moment = samples[event]
			mail = write(event, doc, **moment)
			assert users.a1 in mail.recipients and bool(mail.message.button) is has_button, event


def test_who_has_no_login_reads_how_to_get_in_to_accept(users, mails):
	milestone, _moment = make_samples(users)[milestone_acceptance.EVENT]
	frappe.db.set_value("User", users.a1, "last_login", None)
	assert "Login with Email Link" in write(milestone_acceptance.EVENT, milestone).message.closing
	frappe.db.set_single_value("System Settings", "login_with_email_link", 0)
	assert "reply to this email" in write(milestone_acceptance.EVENT, milestone).message.closing
	frappe.db.set_value("User", users.a1, "last_login", "2026-01-01 10:00:00")
	assert not write(milestone_acceptance.EVENT, milestone).message.closing


# What they need is in it


def test_reminder_says_where_to_see_and_where_to_pay(users):
	overdue = make_reminder(factories.make_sales_invoice(submit=True))  # of a customer with nothing else open
	(reader,) = write(payment_reminder.EVENT, overdue).recipients
	frappe.db.set_value("User", make_user(reader, "Rita Reader"), "last_login", "2026-01-01 10:00:00")
	mail = write(payment_reminder.EVENT, overdue)
	assert mail.message.button[1].endswith(f"/invoices/{overdue.invoices[0].sales_invoice}")
	assert len(mail.get_attachments()) == 1 and not mail.message.facts
	make_bank_account(overdue.company)
	facts = dict(write(payment_reminder.EVENT, overdue).message.facts)
	assert facts["IBAN"] == "DE02 1203 0000 0000 2020 51" and facts["SWIFT / BIC"] == "BYLADEM1001"


def test_invoice_says_where_to_pay_and_a_credit_note_does_not(users):
	make_bank_account(users.company)
	invoice = factories.make_sales_invoice(customer=users.customer_a, submit=True)
	assert "IBAN" in dict(write(invoice_sent.EVENT, invoice).message.facts)
	invoice.is_return = 1
	assert "IBAN" not in dict(write(invoice_sent.EVENT, invoice).message.facts)


@pytest.mark.bench_only("ERPNext's one default Bank Account for all companies")
def test_default_account_of_another_company_leaves_the_first_company_its_own(users):
	values = {"company_name": factories.get_unique("Other"), "default_currency": "EUR", "country": "Germany"}
	other = frappe.get_doc({"doctype": "Company", **values}).insert().name
	first = make_bank_account(users.company)
	make_bank_account(other, "COBADEFF")
	assert bank_details.get_account(users.company)["bank"] == first.bank
	first.reload().update({"disabled": 1}).save()
	assert not bank_details.get_account(users.company)


def make_bank_account(company: str, swift_number: str = "BYLADEM1001") -> Document:
	bank = {"doctype": "Bank", "bank_name": factories.get_unique("Bank"), "swift_number": swift_number}
	values = {
		"doctype": "Bank Account",
		"account_name": factories.get_unique("Account"),
		"bank": frappe.get_doc(bank).insert().name,
		"is_company_account": 1,
		"is_default": 1,
		"company": company,
		"account": make_ledger(company),
		"iban": "DE02120300000000202051",
	}
	return frappe.get_doc(values).insert()


def make_ledger(company: str) -> str:
	parent = frappe.db.get_value(
		"Account", {"company": company, "root_type": "Asset", "is_group": 1, "account_type": "Bank"}
	)
	values = {"account_name": factories.get_unique("Bank"), "account_type": "Bank", "root_type": "Asset"}
	account = {"doctype": "Account", **values, "company": company, "parent_account": parent}
	return frappe.get_doc(account).insert().name


def test_signed_sow_is_attached_to_its_confirmation(users, mails):
	sow = deals.make_signed_sow(users)
	(mail,) = mails.find("Signed:", to=users.a1, doc=sow)
	(attachment,) = frappe.parse_json(frappe.db.get_value("Email Queue", mail.queue, "attachments"))
	file = frappe.get_doc("File", attachment["fid"])
	assert (file.attached_to_name, file.is_private) == (sow.name, 1) and "sealed" in file.file_name


def test_client_has_the_acceptance_of_a_proposal_in_writing(users, mails):
	proposal = given.get("sent_proposal")
	proposals.accept(users, proposal)
	(mail,) = mails.find("Accepted:", to=users.a1, doc=proposal)
	assert "Thank you for accepting" in mail.html and users.am in mail.html


# Who did not get it


@pytest.mark.bench_only("a recipient who unsubscribed")
def test_one_of_two_who_unsubscribed_is_not_recorded_as_told(users, mails, settings):
	settings(mail_rules=get_rules("Order Closed", "Sales Assistant", "Operations Manager"))
	order = factories.make_sales_order(users.customer_a)
	values = {"doctype": "Email Unsubscribe", "email": users.om, "global_unsubscribe": 1}
	frappe.get_doc(values).insert()
	name = entries.add("Order Closed", order, factories.get_unique("Key"))
	worker.work(name)
	entry = frappe.get_doc(entries.DOCTYPE, name)
	told = entry.recipients.split(", ")
	assert entry.state == "Done" and users.sa in told and users.om not in told and users.om in entry.error
	sent = frappe.get_all("Communication", {"reference_name": order.name}, pluck="recipients")
	assert sent == [entry.recipients]
	comments = frappe.get_all("Comment", {"reference_name": order.name}, pluck="content")
	assert any(users.om in text and "was not sent" in text for text in comments)
