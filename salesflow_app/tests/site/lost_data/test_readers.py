"""Why a deal was lost is known to its leader alone: form, list, report, export, mail, REST."""

import frappe
import pytest
from frappe.client import get, get_list, get_value
from frappe.desk.form.load import getdoc
from frappe.desk.reportview import execute
from frappe.share import add as share

from salesflow_app.dossier import collecting, page, zips
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.lost_data.helpers import WORD, ask, get_analyses


def open_form(doctype: str, name: str) -> dict:
	frappe.local.response = frappe._dict(docs=[])
	getdoc(doctype, name)
	return frappe.local.response


def export_dossier(doc) -> dict:
	"""What the zip and the PDF of a dossier are made of."""
	return zips.describe(collecting.collect(doc.doctype, doc.name), {})


# Who may read


def test_mail_goes_to_the_leader_alone_with_reason_competitor_and_analysis(
	users, as_user, opportunity, reasons, mails
):
	settings = frappe.get_doc("Salesflow Settings")
	settings.append("mail_rules", {"mail_event": "Case Lost", "send_to": "Sales Person"})
	settings.flags.ignore_validate = True
	settings.save()
	with as_user(users.su):
		opportunity.declare_enquiry_lost(*reasons)
	(mail,) = mails.find("Deal lost")
	assert mail.recipients == [users.sm]
	assert "Price" in mail.html and "Rival" in mail.html and WORD in mail.html
	assert "&lt;b&gt;" in mail.html and "{{ 7*7 }}" in mail.html
	assert WORD not in mail.subject
	assert mail.reference[0] == "Salesflow Lost Analysis"


@pytest.mark.parametrize("who", ["su", "su2", "am", "om", "sa", "ac", "ap", "sys", "a1"])
def test_nobody_else_learns_why(users, as_user, lost, who):
	expect_blind(getattr(users, who), as_user, lost)


def test_neither_does_an_auditor(as_user, lost):
	expect_blind(factories.make_user("Salesflow Auditor", "Auditor"), as_user, lost)


def test_neither_does_another_leader_nor_a_manager_of_the_system(as_user, lost, other_leader):
	expect_blind(other_leader, as_user, lost)


def expect_blind(user: str, as_user, lost) -> None:
	(analysis,) = get_analyses(lost)
	mail = frappe.db.get_value("Communication", {"reference_name": analysis.name})
	queue = frappe.db.get_value("Email Queue", {"reference_name": analysis.name})
	frappe.get_doc("Salesflow Lost Analysis", analysis.name).add_comment("Comment", f"{WORD} in a comment")
	comment = frappe.db.get_value("Comment", {"reference_name": analysis.name})
	with as_user(user):
		told = [
			ask(get, "Salesflow Lost Analysis", analysis.name),
			ask(get_value, "Salesflow Lost Analysis", "detailed_reason", analysis.name),
			ask(open_form, "Salesflow Lost Analysis", analysis.name),
			ask(open_form, "Opportunity", lost.name),
			ask(get, "Opportunity", lost.name),
			ask(get, "Communication", mail),
			ask(get, "Email Queue", queue),
			ask(get, "Comment", comment),
			ask(
				execute, "Salesflow Lost Analysis", fields=["`tabSalesflow Lost Analysis`.`detailed_reason`"]
			),
			ask(frappe.get_list, "Salesflow Outbox Entry", fields=["communication.content as content"]),
			ask(frappe.get_list, "Email Queue", fields=["communication.content as content"]),
			ask(page.get_page, "Opportunity", lost.name),
			ask(page.get_page, "Customer", lost.party_name),
			ask(export_dossier, lost),
		]
		for doctype in (
			"Salesflow Lost Analysis",
			"Communication",
			"Comment",
			"Email Queue",
			"Salesflow Outbox Entry",
			"Version",
		):
			told.append(ask(get_list, doctype, fields=["*"], limit_page_length=0))
		assert not [text for text in told if WORD in text or "Rival" in text]
		with pytest.raises(frappe.PermissionError):
			share("Salesflow Lost Analysis", analysis.name, user)
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc("Salesflow Lost Analysis", analysis.name).save()


def test_leader_reads_and_writes_the_analysis_and_nothing_else(users, as_user, lost):
	(analysis,) = get_analyses(lost)
	with as_user(users.sm):
		assert WORD in get("Salesflow Lost Analysis", analysis.name)["detailed_reason"]
		assert WORD in ask(page.get_page, "Opportunity", lost.name) and WORD in ask(export_dossier, lost)
		assert analysis.name in frappe.get_list("Salesflow Lost Analysis", pluck="name", limit=0)
		doc = (
			frappe.get_doc("Salesflow Lost Analysis", analysis.name)
			.update({"analysis": "<p>Be faster</p>"})
			.save()
		)
		for values in ({"leader": users.su}, {"detailed_reason": "Nothing"}):
			with pytest.raises(frappe.PermissionError, match="cannot be changed"):
				frappe.get_doc("Salesflow Lost Analysis", doc.name).update(values).save()
		with pytest.raises(frappe.PermissionError):
			share("Salesflow Lost Analysis", analysis.name, users.su)


def test_nobody_makes_himself_the_leader(as_user, lost, other_leader):
	(analysis,) = get_analyses(lost)
	with as_user(other_leader), pytest.raises(frappe.PermissionError):
		frappe.get_doc("Salesflow Lost Analysis", analysis.name).update({"leader": other_leader}).save()


def test_mail_is_on_no_other_timeline(users, as_user, opportunity, reasons, mails):
	contact = factories.make_contact(users.customer_a, email=users.sm)
	with as_user(users.su):
		opportunity.declare_enquiry_lost(*reasons)
	mails.work()
	with as_user(users.su):
		assert WORD not in ask(open_form, "Contact", contact.name)
		assert WORD not in ask(open_form, "Customer", users.customer_a)
	(analysis,) = get_analyses(opportunity)
	mail = frappe.db.get_value("Communication", {"reference_name": analysis.name})
	assert not frappe.get_all("Communication Link", {"parent": mail})


# Records


@pytest.mark.bench_only("reports and exports of the desk")
def test_rest_tells_nobody_but_the_leader(http, committed, users, as_user, reasons):
	frappe.db.commit()
	with as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a)
		frappe.db.commit()
	seller = http.as_user(users.su)
	args = {"lost_reasons_list": reasons[0], "competitors": reasons[1], "detailed_reason": reasons[2]}
	data = {"dt": "Opportunity", "dn": opportunity.name, "method": "declare_enquiry_lost"}
	answer = seller.post("/api/method/run_doc_method", data={**data, "args": frappe.as_json(args)})
	assert answer.ok, answer.text
	frappe.db.rollback()
	(analysis,) = get_analyses(opportunity)
	for user in (users.su, users.su2, users.sys):
		client = http.as_user(user)
		for path in (
			f"/api/resource/Salesflow Lost Analysis/{analysis.name}",
			f"/api/resource/Opportunity/{opportunity.name}",
		):
			assert WORD not in client.get(path).text
		for doctype in ("Salesflow Lost Analysis", "Communication", "Email Queue", "Comment"):
			listed = client.get(
				f"/api/resource/{doctype}", params={"fields": '["*"]', "limit_page_length": 0}
			)
			assert WORD not in listed.text
		report = {"doctype": "Salesflow Lost Analysis", "fields": '["*"]', "file_format_type": "CSV"}
		assert WORD not in client.post("/api/method/frappe.desk.reportview.export_query", data=report).text
		assert WORD not in client.get(f"/printview?doctype=Salesflow Lost Analysis&name={analysis.name}").text
	assert WORD in http.as_user(users.sm).get(f"/api/resource/Salesflow Lost Analysis/{analysis.name}").text
