"""Where Frappe 15 and 16 differ, the same holds for those who use SalesFlow."""

import frappe
import pytest
from frappe.website.utils import get_home_page

from salesflow_app import compat
from salesflow_app.portal import landing
from salesflow_app.setup import known_faults
from salesflow_app.tests.site import deals, factories, given, proposals


def test_proposal_and_sow_can_be_attached_to_a_mail(users, http):
	frappe.local.conf.host_name = http.url  # the PDF's style sheet comes from the site
	for doc in (deals.make_sent_sow(users), proposals.make_sent(users)):
		paper = frappe.attach_print(doc.doctype, doc.name, print_format=doc.doctype, doc=doc)
		assert paper["fname"] == f"{doc.name}.pdf" and paper["fcontent"].startswith(b"%PDF")


# Where a client lands


def make_portal_user() -> str:
	values = {"first_name": "Other", "user_type": "Website User", "send_welcome_email": 0}
	email = f"{factories.get_unique('other').lower().replace(' ', '-')}@portal.example"
	return (
		frappe.get_doc({"doctype": "User", "email": email, **values, "roles": [{"role": "Customer"}]})
		.insert()
		.name
	)


def test_client_lands_on_our_page_once_a_document_was_sent(users, as_user):
	given.get("sent_sow")
	with as_user(users.a1):
		assert get_home_page() == "salesflow"


def test_user_of_another_portal_lands_where_they_did_before(site, as_user):
	user = make_portal_user()
	assert landing.get_home_page(user) is None
	with as_user(user):
		assert get_home_page() != "salesflow"


@pytest.mark.parametrize("user", ["Guest", "su"])
def test_nobody_but_a_client_lands_on_our_page(users, user):
	assert landing.get_home_page(getattr(users, user, user)) is None


def test_other_apps_say_where_their_users_land(users, monkeypatch):
	hooks = {"website_user_home_page": ["students"]}
	ours = landing.get_home_page.__module__ + ".get_home_page"
	monkeypatch.setattr(
		frappe,
		"get_hooks",
		lambda hook, app_name=None: [] if app_name and hook in hooks else hooks.get(hook, [ours]),
	)
	assert landing.get_home_page(users.su) == "students"


@pytest.mark.bench_only("the sandbox keeps no pages")
def test_portal_lists_show_each_client_their_own(users, http):
	theirs = {
		user: factories.make_sales_invoice(customer=customer, submit=True).name
		for user, customer in ((users.a1, users.customer_a), (users.b1, users.customer_b))
	}
	frappe.db.commit()
	for _again in range(2):
		for user, invoice in theirs.items():
			page = http.as_user(user).get("/invoices").text
			assert invoice in page and not any(name in page for name in set(theirs.values()) - {invoice})
		assert not any(name in http.guest().get("/invoices").text for name in theirs.values())


# Known faults


@pytest.mark.parametrize(
	("version", "mended"),
	[((15, 72), []), ((16, 9), ["16.10", "16.14"]), ((16, 10), ["16.14"]), ((16, 14), [])],
)
def test_faults_of_the_running_frappe_are_named_with_the_version_that_mends_them(
	site, monkeypatch, version, mended
):
	monkeypatch.setattr(compat, "get_version", lambda: version)
	sentences = known_faults.get_sentences()
	assert len(sentences) == len(mended)
	assert all(number in sentence for number, sentence in zip(mended, sentences, strict=True))


def test_system_managers_read_the_faults_in_the_settings(users, as_user, monkeypatch):
	monkeypatch.setattr(compat, "get_version", lambda: (16, 9))
	for user, count in ((users.sys, 2), (users.om, None)):
		with as_user(user):
			settings = frappe.get_doc("Salesflow Settings")
			settings.run_method("onload")
			told = (settings.get("__onload") or {}).get("known_faults")
			assert (len(told) if told else None) == count
