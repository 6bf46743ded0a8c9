"""The signatory names a colleague, staff confirm, and the colleague alone answers."""

import frappe
import pytest

from salesflow_app.portal.delegate import delegate
from salesflow_app.portal.sign_sow import sign
from salesflow_app.signing.delegation import confirm_delegate
from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.http import get_refusal
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.tests.site.signing import helpers

DELEGATE = "salesflow_app.portal.delegate.delegate"


def ask(users, doc, email=None):
	with deals.as_user(users.a1):
		return delegate(doc.doctype, doc.name, doc.content_hash, "Arno Other", email or users.a2)


def test_colleague_signs_once_staff_have_confirmed(users, as_user, mails):
	sow = deals.make_sent_sow(users)
	ask(users, sow)
	values = {"name": sow.name, "content_hash": sow.content_hash, "full_name": "Arno Other"}
	with as_user(users.a2), pytest.raises(frappe.PermissionError):
		sign(**values, authority=1, consent=1)
	with as_user(users.am):
		confirm_delegate("SOW", sow.name)
	assert mails.find("For your answer", to=users.a2, doc=sow)
	with as_user(users.a1), pytest.raises(frappe.PermissionError):
		sign(**{**values, "full_name": "Alma Approver"}, authority=1, consent=1)
	with as_user(users.a2):
		assert sign(**values, authority=1, consent=1)["state"] == "Signed"
	events = frappe.get_all("Salesflow Evidence Entry", {"reference_name": sow.name}, pluck="event")
	assert {"delegation_asked", "delegated", "signed"} <= set(events)
	entry = frappe.get_last_doc("Salesflow Evidence Entry", {"reference_name": sow.name, "event": "signed"})
	assert (entry.actor, entry.actor_name) == (users.a2, "Arno Other")


def test_delegate_without_a_login_gets_a_link(users, make, visit):
	proposal = make(proposals.make_sent)
	visitor = visit(proposal)
	visitor.give_code(proposal)
	named = {"doctype": "Work Proposal", "name": proposal.name, "content_hash": proposal.content_hash}
	colleague = helpers.get_new_address()
	answer = visitor.do(DELEGATE, **named, full_name="Carl Colleague", email=colleague)
	assert answer.ok, get_refusal(answer)
	frappe.db.rollback()
	with deals.as_user(users.am):
		confirm_delegate("Work Proposal", proposal.name)
	frappe.db.commit()
	assert "Only Carl Colleague" in visitor.reload()
	other = visit(token=helpers.make_token(proposal, colleague))
	other.give_code(proposal)
	values = {"name": proposal.name, "content_hash": proposal.content_hash, "authority": 1, "consent": 1}
	assert not visitor.do(helpers.ACCEPT, **values, full_name="Nora New").ok
	assert other.do(helpers.ACCEPT, **values, full_name="Carl Colleague").ok


def test_new_version_asks_the_person_named_again(users, as_user):
	sow = deals.make_sent_sow(users)
	ask(users, sow)
	with as_user(users.am):
		confirm_delegate("SOW", sow.name)
	with as_user(users.sa):
		again = deals.do(frappe.get_doc("SOW", sow.name), "Revise")
		again = deals.do(deals.do(again, "Mark Ready"), "Send to Client")
		refuse(confirm_delegate, "SOW", sow.name, words="has not asked")
	assert not again.delegate_email


@pytest.mark.parametrize("email", ["", "no address", "x" * 200 + "@client-a.example"])
def test_address_of_the_colleague_is_checked(users, email):
	sow = deals.make_sent_sow(users)
	with deals.as_user(users.a1):
		refuse(delegate, "SOW", sow.name, sow.content_hash, "Arno Other", email, words="email address")


def test_neither_staff_nor_the_same_person_can_be_named_and_only_staff_confirm(users, as_user):
	sow = deals.make_sent_sow(users)
	refuse(ask, users, sow, users.am, words="one of ours")
	refuse(ask, users, sow, users.a1, words="asked already")
	with as_user(users.a2), pytest.raises(frappe.PermissionError):
		delegate("SOW", sow.name, sow.content_hash, "Arno Other", users.a2)
	ask(users, sow)
	for who in (users.a1, users.a2, users.ac):
		with as_user(who), pytest.raises((frappe.PermissionError, frappe.DoesNotExistError)):
			confirm_delegate("SOW", sow.name)
	assert not sow.db_get("delegate_email")
