"""Every way in shows the same: lists, counts, searches, reports, cards, charts, prints, files, strip, look-alikes, dossier, REST."""

import frappe
import pytest

from salesflow_app import hooks
from salesflow_app.deal import look_alikes
from salesflow_app.deal.ownership import KINDS
from salesflow_app.deal.rights import ROWS, deal_query, has_deal_permission
from salesflow_app.desk.strip.strip import get_deals
from salesflow_app.documents.queries import get_chart, get_count
from salesflow_app.dossier.collecting import collect
from salesflow_app.people.seeing import OWN_AND_TEAM, is_limited
from salesflow_app.tests.site import connection, deals, factories, given, steps
from salesflow_app.tests.site.lost_data.readers import get_readers
from salesflow_app.tests.site.reports.helpers import make_industry, run
from salesflow_app.tests.site.seeing.conftest import make_deal
from salesflow_app.tests.site.statements import count_own_statements


@pytest.fixture
def deal(limited):
	return make_deal(limited.seller)


def ask(user: str, question):
	with deals.as_user(user):
		return question()


def test_hooks_name_every_kind_and_all_their_rows(users):
	assert set(hooks._DEALS) == set(KINDS) and set(hooks._DEAL_ROWS) == set(ROWS)
	for doctype in KINDS:
		tables = {field.options for field in frappe.get_meta(doctype).get_table_fields()}
		assert tables <= {*hooks._ROWS, *ROWS}, doctype
		assert all(doctype in ROWS.get(table, (doctype,)) for table in tables), doctype


def test_rows_are_listed_with_their_documents_alone(limited):
	values = {"items": [factories.get_item_row()], "customer": factories.make_customer().name}
	deal = make_deal(limited.seller, **values)

	def list_rows():
		named = {"parent": deal.name}
		return len(frappe.get_list("Opportunity Item", named, parent_doctype="Opportunity"))

	assert ask(limited.seller, list_rows) == 1 and ask(limited.stranger, list_rows) == 0


@pytest.mark.bench_only("Frappe's link search")
def test_link_search_finds_ones_own(limited, deal):
	from frappe.desk.search import search_link

	def search():
		return str(search_link("Opportunity", deal.name))

	assert deal.name in ask(limited.seller, search) and deal.name not in ask(limited.stranger, search)


def test_counts_are_of_ones_own(limited, deal):
	def count():
		return get_count("Opportunity", {"name": deal.name})

	assert ask(limited.seller, count) == 1 and ask(limited.stranger, count) == 0


@pytest.mark.bench_only("the desk's own count of a list")
def test_list_counts_ones_own(limited, deal):
	from frappe.desk.reportview import get_count as count_list

	def count():
		frappe.local.form_dict = frappe._dict(doctype="Opportunity", filters={"name": deal.name})
		return count_list()

	assert ask(limited.seller, count) == 1 and ask(limited.stranger, count) == 0


def test_reports_and_their_totals_leave_out_what_is_not_seen(limited):
	industry = make_industry()
	make_deal(limited.seller, industry=industry)
	make_deal(limited.stranger, industry=industry)

	def get_rows():
		report = run(
			"Deal Pipeline", company=frappe.defaults.get_global_default("company"), industry=industry
		)
		return len(report.rows), next(iter(report.summary.values()))

	alone = ask(limited.seller, get_rows)
	assert alone[0] == 1 and ask(limited.stranger, get_rows)[0] == 1
	assert ask("Administrator", get_rows)[0] == 2


def test_no_report_or_card_of_ours_names_it(limited):
	"""Every way that the desk shows many deals, as somebody who sees none of this one."""
	title = factories.get_unique("Secret")
	customer = factories.make_customer(customer_name=title).name
	deal = make_deal(limited.seller, customer=customer, title=title)
	found = {}
	for user in (limited.leader, limited.other_leader):
		with deals.as_user(user):
			found[user] = {name for name, read in get_readers() if can_run(name) and tells(read, deal)}
	assert found[limited.leader] and not found[limited.other_leader]


def can_run(name: str) -> bool:
	"""Reports of others are closed to such readers by the request, and want filters of their own; a chart has its own test."""
	return (
		not is_erpnexts(name)
		and not name.startswith("chart ")
		and not (connection.IS_SANDBOX and name == "exported_reports")
	)


def tells(read, deal) -> bool:
	try:
		return any(word in str(read(deal)) for word in (deal.name, deal.title))
	except (frappe.PermissionError, frappe.ValidationError):
		return False


def is_erpnexts(name: str) -> bool:
	kind, _space, report = name.partition(" ")
	return (
		kind == "report"
		and not connection.IS_SANDBOX
		and frappe.db.get_value("Report", report, "module") != "Salesflow App"
	)


@pytest.mark.bench_only("charts, which Frappe keeps for all readers")
def test_chart_is_not_kept_from_somebody_who_sees_more(limited, deal):
	name = frappe.db.get_value("Dashboard Chart", {"document_type": "Opportunity", "module": "Salesflow App"})

	def total():
		shown = get_chart(chart_name=name)
		return sum(sum(each["values"]) for each in (shown or {}).get("datasets", []))

	everybodys = ask("Administrator", total)
	assert ask(limited.lone, total) < everybodys == ask("Administrator", total)


@pytest.mark.bench_only("number cards")
def test_number_card_counts_ones_own(limited, deal):
	from frappe.desk.doctype.number_card.number_card import get_result

	card = {
		"document_type": "Opportunity",
		"function": "Count",
		"filters_json": "[]",
		"type": "Document Type",
	}

	def count():
		return int(get_result(frappe._dict(card), frappe.as_json([["Opportunity", "name", "=", deal.name]])))

	assert ask(limited.seller, count) == 1 and ask(limited.stranger, count) == 0


@pytest.mark.bench_only("prints of ERPNext's documents")
def test_print_is_refused(limited, deal):
	def print_it():
		return frappe.get_print("Opportunity", deal.name, as_pdf=False)

	assert deal.name in ask(limited.seller, print_it)
	with pytest.raises(frappe.PermissionError):
		ask(limited.stranger, print_it)


@pytest.mark.bench_only("Frappe's own rule for files")
def test_files_are_listed_and_read_with_their_document(limited, deal):
	file = steps.attach(deal, "offer.txt", b"an offer")

	def read():
		listed = bool(frappe.get_list("File", {"name": file.name}))
		return listed, bool(frappe.has_permission("File", "read", file.name))

	assert ask(limited.seller, read) == (True, True) and ask(limited.stranger, read) == (False, False)


def test_strip_of_a_client_links_ones_own_alone(limited):
	customer = factories.make_customer().name
	deal = make_deal(limited.seller, customer=customer)

	def draw():
		return [shown["name"] for shown in get_deals("Customer", customer)["deals"]]

	assert ask(limited.seller, draw) == [deal.name] and ask(limited.stranger, draw) in ([""], [])


def test_look_alikes_are_ones_own(limited):
	industry = make_industry()
	past = make_deal(limited.seller, industry=industry)
	past.db_set("status", "Converted")

	def find(user):
		mine = make_deal(user, industry=industry)
		return ask(user, lambda: [shown["name"] for shown in look_alikes.find(mine)])

	assert past.name in find(limited.seller) and find(limited.stranger) == []


def test_dossier_is_refused_and_an_auditors_is_not(limited, deal):
	def read():
		return len(collect("Opportunity", deal.name).entries)

	assert ask(limited.seller, read)
	with pytest.raises(frappe.PermissionError):
		ask(limited.stranger, read)
	assert ask(factories.make_user("Salesflow Auditor"), read)


def test_records_follow_their_document(users, teams, settings):
	sow = given.get("sent_sow")
	stranger = factories.make_user("Sales Manager")
	settings(who_sees_deals=OWN_AND_TEAM)

	def read():
		entries = frappe.get_list("Salesflow Evidence Entry", {"reference_name": sow.name}, pluck="name")
		rows = frappe.get_list("SOW Item", {"parent": sow.name}, parent_doctype="SOW")
		return bool(entries), bool(rows)

	assert ask(users.om, read) == (True, True) and ask(stranger, read) == (False, False)
	entry = frappe.get_last_doc("Salesflow Evidence Entry", {"reference_name": sow.name})
	assert not frappe.has_permission(entry.doctype, "read", entry, user=stranger)


def test_opening_a_project_with_somebody_elses_lead_makes_ones_own(limited):
	from salesflow_app.deal.opening import look_up, open_project

	company, industry = factories.get_unique("Known Company"), make_industry()
	asked = {"company_name": company, "industry": industry, "company_size": "51-200", "wants": "Help"}
	first = ask(limited.seller, lambda: open_project(**asked))
	assert "client" not in ask(limited.stranger, lambda: look_up(company))
	second = ask(limited.stranger, lambda: open_project(**asked))
	assert second["party"] != first["party"] and second["look_alikes"] == []


def test_rest_refuses_the_document_and_leaves_it_out_of_lists(http, limited, committed):
	deal = make_deal(limited.seller)
	frappe.db.commit()
	path, listed = f"/api/resource/Opportunity/{deal.name}", "/api/resource/Opportunity?limit_page_length=0"
	mine, others = http.as_user(limited.seller), http.as_user(limited.stranger)
	assert mine.get(path).status_code == 200 and others.get(path).status_code == 403
	assert deal.name in mine.get(listed).text and deal.name not in others.get(listed).text
	assert others.put(path, json={"opportunity_owner": limited.stranger}).status_code == 403
	assert frappe.db.get_value("Opportunity", deal.name, "opportunity_owner") == limited.seller


def test_switched_off_it_costs_no_statement_and_says_nothing(teams, settings):
	settings(who_sees_deals="Everyone")
	deal = make_deal(teams.seller)

	def ask_all():
		for doctype in KINDS:
			assert deal_query(teams.stranger, doctype) == ""
		has_deal_permission(deal, "read", teams.stranger)

	with deals.as_user(teams.stranger):
		is_limited()  # reads the settings into the cache
		assert count_own_statements(ask_all) == 0


def test_switched_on_a_list_costs_two_statements_and_a_document_one(limited, deal):
	def list_all():
		for doctype in KINDS:
			assert deal_query(limited.leader, doctype)

	def open_it():
		for right in ("read", "write", "print"):
			has_deal_permission(deal, right, limited.leader)

	with deals.as_user(limited.leader):
		assert is_limited()
		assert count_own_statements(list_all) <= 2
		assert count_own_statements(open_it) == 1


def test_conditions_stay_short(limited):
	with deals.as_user(limited.leader):
		lengths = {doctype: len(deal_query(doctype=doctype)) for doctype in KINDS}
	assert max(lengths.values()) < 60_000, lengths


@pytest.mark.bench_only("ERPNext's reports")
def test_report_that_is_not_ours_is_closed_to_who_sees_only_some(http, limited, committed, users):
	frappe.db.commit()
	asked = {"report_name": "Lost Opportunity", "filters": frappe.as_json({"company": users.company})}
	path = "/api/method/frappe.desk.query_report.run"
	answer = http.as_user(limited.leader).post(path, data=asked)
	assert answer.status_code == 403 and "counts the deals of everybody" in answer.text
	ours = {**asked, "report_name": "Deal Pipeline"}
	assert http.as_user(limited.leader).post(path, data=ours).status_code == 200
