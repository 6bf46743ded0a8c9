"""Why a deal was lost is known to its leader alone: form, list, report, export, mail, history, REST."""

import frappe
import pytest
from erpnext.crm.doctype.opportunity.opportunity import make_quotation, set_multiple_status
from frappe.client import get, get_list, get_value
from frappe.desk.form.load import getdoc
from frappe.desk.reportview import execute
from frappe.share import add as share
from frappe.utils import today
from pypika import Criterion

from salesflow_app import lost_data
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.cast import TEAM

WORD = "Zeppelinquark"
"""A word that stands nowhere else in the database."""


@pytest.fixture
def reasons():
	"""Lost reasons and a competitor that all carry the word."""
	for doctype, field in (
		("Opportunity Lost Reason", "lost_reason"),
		("Quotation Lost Reason", "order_lost_reason"),
	):
		frappe.get_doc({"doctype": doctype, field: "Price"}).insert(ignore_if_duplicate=True)
	frappe.get_doc({"doctype": "Competitor", "competitor_name": "Rival"}).insert(ignore_if_duplicate=True)
	return [{"lost_reason": "Price"}], [{"competitor": "Rival"}], f"They say {WORD} <b>x</b> {{{{ 7*7 }}}}"


@pytest.fixture
def item(_isolated) -> dict:
	"""A row of items for an opportunity or a quotation."""
	return factories.get_item_row(uom="Nos")


@pytest.fixture
def opportunity(users, as_user):
	with as_user(users.su):
		return factories.make_opportunity(users.customer_a)


@pytest.fixture
def tracked(_isolated):
	"""Opportunity and Quotation keep a version history, as a site may choose."""
	for doctype in lost_data.DOCTYPES:
		frappe.make_property_setter(
			{"doctype": doctype, "doctype_or_field": "DocType", "property": "track_changes", "value": 1}
		)
		frappe.clear_cache(doctype=doctype)
	yield
	for doctype in lost_data.DOCTYPES:
		frappe.clear_cache(doctype=doctype)


@pytest.fixture
def lost(users, as_user, opportunity, reasons):
	with as_user(users.su):
		opportunity.declare_enquiry_lost(*reasons)
	return opportunity


@pytest.fixture
def other_leader(users):
	"""A Sales Manager who leads another team."""
	user = _make_manager()
	root = frappe.db.get_value("Sales Person", TEAM, "parent_sales_person")
	frappe.get_doc(
		{
			"doctype": "Sales Person",
			"sales_person_name": factories.get_unique("Other Team"),
			"parent_sales_person": root,
			"is_group": 1,
			"salesflow_user": user,
		}
	).insert()
	return user


def _make_manager() -> str:
	email = f"{frappe.generate_hash(length=8)}@nordwind.example"
	roles = [{"role": "Sales Manager"}, {"role": "System Manager"}]
	values = {
		"doctype": "User",
		"email": email,
		"first_name": "Otto",
		"send_welcome_email": 0,
		"roles": roles,
	}
	return frappe.get_doc(values).insert().name


def get_analyses(doc) -> list:
	reference = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	return frappe.get_all("Lost Analysis", reference, ["*"], order_by="creation asc, name asc")


def find_word(*allowed: str) -> set[str]:
	"""Every table that holds the word, but for the allowed ones."""
	return {table for table in frappe.db.get_tables() if table not in allowed and holds_word(table)}


def holds_word(name: str) -> bool:
	"""Does any column of the table hold the word, as text?"""
	columns = frappe.db.sql(
		"""select column_name from information_schema.columns
		where table_schema = database() and table_name = %s""",
		name,
		pluck=True,
	)
	table = frappe.qb.Table(name)
	found = [table[column].like(f"%{WORD}%") for column in columns]
	return bool(found and frappe.qb.from_(table).select(1).where(Criterion.any(found)).limit(1).run())


def ask(function, *args, **kwargs) -> str:
	"""What an endpoint tells, as text; a refusal tells nothing."""
	try:
		return frappe.as_json(function(*args, **kwargs))
	except (frappe.PermissionError, frappe.DoesNotExistError):
		frappe.clear_messages()
		return ""


def open_form(doctype: str, name: str) -> dict:
	frappe.local.response = frappe._dict(docs=[])
	getdoc(doctype, name)
	return frappe.local.response


# Where the words go


def test_words_leave_the_opportunity_and_go_into_the_analysis(lost, users):
	doc = frappe.get_doc("Opportunity", lost.name)
	assert (doc.status, doc.order_lost_reason, doc.lost_reasons, doc.competitors) == ("Lost", None, [], [])
	(analysis,) = get_analyses(lost)
	assert (analysis.leader, analysis.sales_person) == (users.sm, users.su)
	assert (analysis.lost_reasons, analysis.competitors) == ("Price", "Rival")
	assert WORD in analysis.detailed_reason


def test_no_other_table_holds_the_words(lost):
	assert find_word("tabLost Analysis", "tabCommunication", "tabEmail Queue") == set()
	for doctype in ("Communication", "Email Queue"):
		field = "content" if doctype == "Communication" else "message"
		rows = frappe.get_all(doctype, {field: ("like", f"%{WORD}%")}, pluck="reference_doctype")
		assert set(rows) <= {"Lost Analysis"}


def test_version_history_does_not_hold_the_words(users, as_user, reasons, item, tracked):
	with as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a, items=[item])
		quotation = make_quotation(opportunity.name).insert()
		quotation.submit()
		frappe.get_doc("Quotation", quotation.name).declare_enquiry_lost(*reasons)
		reopened = frappe.get_doc("Opportunity", opportunity.name).update({"status": "Open"}).save()
		reopened.update({"order_lost_reason": WORD, "status": "Lost"}).save()
		reopened.update({"order_lost_reason": f"{WORD} again"}).save()
	names = (opportunity.name, quotation.name)
	versions = frappe.get_all("Version", {"docname": ("in", names)}, pluck="data")
	assert versions
	assert not any(WORD in data or "Rival" in data for data in versions)


def test_words_of_old_deals_leave_with_the_next_save_without_a_mail(users, as_user, opportunity, mails):
	frappe.db.set_value("Opportunity", opportunity.name, {"status": "Lost", "order_lost_reason": WORD})
	with as_user(users.su):
		frappe.get_doc("Opportunity", opportunity.name).save()
	assert not frappe.db.get_value("Opportunity", opportunity.name, "order_lost_reason")
	assert get_analyses(opportunity)[0].detailed_reason == WORD
	assert not mails.find("Case lost")


@pytest.mark.parametrize("submitted", [False, True])
def test_lost_quotation_tells_the_leader_once_and_keeps_no_words(
	users, as_user, reasons, item, mails, submitted
):
	with as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a, items=[item])
		quotation = make_quotation(opportunity.name).insert()
		if submitted:
			quotation.submit()
		doc = frappe.get_doc("Quotation", quotation.name)
		doc.declare_enquiry_lost(*reasons)
		doc.save()
		frappe.get_doc("Opportunity", opportunity.name).save()
	doc = frappe.get_doc("Quotation", quotation.name)
	assert (doc.status, doc.order_lost_reason, doc.lost_reasons, doc.competitors) == ("Lost", None, [], [])
	(mail,) = mails.find("Case lost")
	assert mail.recipients == [users.sm]
	(analysis,) = get_analyses(quotation)
	assert not get_analyses(opportunity)
	for user, shown in ((users.sm, analysis.name), (users.su, None)):
		with as_user(user):
			for lost in (quotation, opportunity):
				lost = frappe.get_doc(lost.doctype, lost.name)
				lost.run_method("onload")
				assert lost.get_onload().get("salesflow_lost_analysis") == shown


@pytest.mark.parametrize("way", ["insert", "set_value", "bulk"])
def test_every_way_to_lose_a_deal_is_told(users, as_user, opportunity, mails, way):
	with as_user(users.su):
		if way == "insert":
			opportunity = factories.make_opportunity(users.customer_a, status="Lost", order_lost_reason=WORD)
		elif way == "set_value":
			frappe.client.set_value(
				"Opportunity", opportunity.name, {"status": "Lost", "order_lost_reason": WORD}
			)
		else:
			set_multiple_status(frappe.as_json([opportunity.name]), "Lost")
	assert len(get_analyses(opportunity)) == 1
	assert [mail.recipients for mail in mails.find("Case lost")] == [[users.sm]]
	assert find_word("tabLost Analysis", "tabCommunication", "tabEmail Queue") == set()


def test_words_that_come_before_the_loss_wait_for_it(users, as_user, opportunity, mails):
	with as_user(users.su):
		frappe.client.set_value("Opportunity", opportunity.name, "order_lost_reason", WORD)
		assert not mails.find("Case lost")
		frappe.client.set_value("Opportunity", opportunity.name, "status", "Lost")
	(analysis,) = get_analyses(opportunity)
	assert (analysis.detailed_reason, str(analysis.lost_on)) == (WORD, today())
	assert len(mails.find("Case lost")) == 1


def test_reopened_and_lost_again_is_told_again(users, as_user, lost, reasons, mails):
	with as_user(users.su):
		doc = frappe.get_doc("Opportunity", lost.name)
		doc.update({"status": "Open", "lost_reasons": []}).save()
		doc.declare_enquiry_lost([], [], "The second time")
		doc.save()
	assert [row.detailed_reason for row in get_analyses(lost)][1] == "The second time"
	assert len(mails.find("Case lost")) == 1  # the first one was before this fixture


def test_competitors_of_an_open_quotation_stay(users, as_user, reasons, item):
	with as_user(users.su):
		quotation = factories.make_quotation(users.customer_a, items=[item], competitors=reasons[1])
	assert [row.competitor for row in frappe.get_doc("Quotation", quotation.name).competitors] == ["Rival"]


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
	(mail,) = mails.find("Case lost")
	assert mail.recipients == [users.sm]
	assert "Price" in mail.html and "Rival" in mail.html and WORD in mail.html
	assert "&lt;b&gt;" in mail.html and "{{ 7*7 }}" in mail.html
	assert WORD not in mail.subject
	assert mail.reference[0] == "Lost Analysis"


@pytest.mark.parametrize("who", ["su", "su2", "am", "om", "sa", "ac", "ap", "sys", "a1"])
def test_nobody_else_learns_why(users, as_user, lost, who):
	expect_blind(getattr(users, who), as_user, lost)


def test_neither_does_another_leader_nor_a_manager_of_the_system(as_user, lost, other_leader):
	expect_blind(other_leader, as_user, lost)


def expect_blind(user: str, as_user, lost) -> None:
	(analysis,) = get_analyses(lost)
	mail = frappe.db.get_value("Communication", {"reference_name": analysis.name})
	queue = frappe.db.get_value("Email Queue", {"reference_name": analysis.name})
	frappe.get_doc("Lost Analysis", analysis.name).add_comment("Comment", f"{WORD} in a comment")
	comment = frappe.db.get_value("Comment", {"reference_name": analysis.name})
	with as_user(user):
		told = [
			ask(get, "Lost Analysis", analysis.name),
			ask(get_value, "Lost Analysis", "detailed_reason", analysis.name),
			ask(open_form, "Lost Analysis", analysis.name),
			ask(open_form, "Opportunity", lost.name),
			ask(get, "Opportunity", lost.name),
			ask(get, "Communication", mail),
			ask(get, "Email Queue", queue),
			ask(get, "Comment", comment),
			ask(execute, "Lost Analysis", fields=["`tabLost Analysis`.`detailed_reason`"]),
			ask(frappe.get_list, "Mail Entry", fields=["communication.content as content"]),
			ask(frappe.get_list, "Email Queue", fields=["communication.content as content"]),
		]
		for doctype in ("Lost Analysis", "Communication", "Comment", "Email Queue", "Mail Entry", "Version"):
			told.append(ask(get_list, doctype, fields=["*"], limit_page_length=0))
		assert not [text for text in told if WORD in text or "Rival" in text]
		with pytest.raises(frappe.PermissionError):
			share("Lost Analysis", analysis.name, user)
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc("Lost Analysis", analysis.name).save()


def test_leader_reads_and_writes_the_analysis_and_nothing_else(users, as_user, lost):
	(analysis,) = get_analyses(lost)
	with as_user(users.sm):
		assert WORD in get("Lost Analysis", analysis.name)["detailed_reason"]
		assert analysis.name in frappe.get_list("Lost Analysis", pluck="name", limit=0)
		doc = frappe.get_doc("Lost Analysis", analysis.name).update({"analysis": "<p>Be faster</p>"}).save()
		for values in ({"leader": users.su}, {"detailed_reason": "Nothing"}):
			with pytest.raises(frappe.PermissionError, match="by hand"):
				frappe.get_doc("Lost Analysis", doc.name).update(values).save()
		with pytest.raises(frappe.PermissionError):
			share("Lost Analysis", analysis.name, users.su)


def test_nobody_makes_himself_the_leader(as_user, lost, other_leader):
	(analysis,) = get_analyses(lost)
	with as_user(other_leader), pytest.raises(frappe.PermissionError):
		frappe.get_doc("Lost Analysis", analysis.name).update({"leader": other_leader}).save()


def test_mail_is_on_no_other_timeline(users, as_user, opportunity, reasons):
	contact = factories.make_contact(users.customer_a, email=users.sm)
	with as_user(users.su):
		opportunity.declare_enquiry_lost(*reasons)
		assert WORD not in ask(open_form, "Contact", contact.name)
		assert WORD not in ask(open_form, "Customer", users.customer_a)
	(analysis,) = get_analyses(opportunity)
	mail = frappe.db.get_value("Communication", {"reference_name": analysis.name})
	assert not frappe.get_all("Communication Link", {"parent": mail})


# Leaders come and go


def test_without_a_leader_nobody_reads_and_the_sales_person_is_warned(users, as_user, reasons, mails):
	loner = _make_manager()
	with as_user(loner):
		opportunity = factories.make_opportunity(users.customer_a)
		opportunity.declare_enquiry_lost(*reasons)
		assert "there is no leader to tell" in str(frappe.local.message_log)
	(analysis,) = get_analyses(opportunity)
	assert not analysis.leader and not mails.find("Case lost")
	for user in (users.sm, users.sys, loner):
		with as_user(user):
			assert WORD not in ask(get, "Lost Analysis", analysis.name)
	frappe.get_doc(
		{
			"doctype": "Sales Person",
			"sales_person_name": factories.get_unique("Loner"),
			"parent_sales_person": TEAM,
			"salesflow_user": loner,
		}
	).insert()
	assert get_analyses(opportunity)[0].leader == users.sm
	assert [mail.recipients for mail in mails.find("Case lost")] == [[users.sm]]


def test_the_head_of_a_team_leads_himself(users, as_user, reasons, mails):
	with as_user(users.sm):
		opportunity = factories.make_opportunity(users.customer_a)
		opportunity.declare_enquiry_lost(*reasons)
	assert get_analyses(opportunity)[0].leader == users.sm
	assert [mail.recipients for mail in mails.find("Case lost")] == [[users.sm]]


def test_analyses_of_a_leader_who_left_go_to_the_next_one(users, lost, other_leader, mails):
	frappe.db.set_value("User", users.sm, "enabled", 0)
	frappe.get_doc("Sales Person", TEAM).update({"salesflow_user": other_leader}).save()
	lost_data.hand_over_orphans()
	(analysis,) = get_analyses(lost)
	assert analysis.leader == other_leader
	told = mails.find("Case lost", doc=frappe.get_doc("Lost Analysis", analysis.name))
	assert [mail.recipients for mail in told] == [[other_leader]]


# Records


def test_lost_deal_is_not_deleted_with_its_analysis(users, as_user, lost):
	with as_user(users.su), pytest.raises(frappe.ValidationError, match="Close it instead"):
		frappe.delete_doc("Opportunity", lost.name)


@pytest.mark.bench_only("renaming a document")
def test_analysis_follows_a_renamed_opportunity(users, lost):
	new = factories.get_unique("OPP")
	frappe.rename_doc("Opportunity", lost.name, new, force=True)
	assert frappe.db.get_value("Lost Analysis", {"reference_name": new}, "leader") == users.sm


def test_uninstall_gives_the_words_back(lost):
	lost_data.give_back_all()
	doc = frappe.get_doc("Opportunity", lost.name)
	assert WORD in doc.order_lost_reason
	assert [row.lost_reason for row in doc.lost_reasons] == ["Price"]
	assert [row.competitor for row in doc.competitors] == ["Rival"]


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
			f"/api/resource/Lost Analysis/{analysis.name}",
			f"/api/resource/Opportunity/{opportunity.name}",
		):
			assert WORD not in client.get(path).text
		for doctype in ("Lost Analysis", "Communication", "Email Queue", "Comment"):
			listed = client.get(
				f"/api/resource/{doctype}", params={"fields": '["*"]', "limit_page_length": 0}
			)
			assert WORD not in listed.text
		report = {"doctype": "Lost Analysis", "fields": '["*"]', "file_format_type": "CSV"}
		assert WORD not in client.post("/api/method/frappe.desk.reportview.export_query", data=report).text
		assert WORD not in client.get(f"/printview?doctype=Lost Analysis&name={analysis.name}").text
	assert WORD in http.as_user(users.sm).get(f"/api/resource/Lost Analysis/{analysis.name}").text
