"""What a report is asked wrongly, by whom it may be asked, and what it shows to somebody who may read half of it."""

import frappe
import pytest

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.tests.site.reports.helpers import NAMES, make_deal, make_industry, run

NOTHING = (0, "0\u00a0%")


@pytest.mark.parametrize("name", NAMES)
def test_each_report_says_what_it_cannot_answer(users, name):
	reversed_dates = {"from_date": "2026-02-02", "to_date": "2026-02-01"}
	refuse(run, name, words="Swap the two", **reversed_dates)
	refuse(run, name, words="not a valid date", from_date="someday")
	refuse(run, name, words="Choose another company", company="<b>Nobody Ltd</b>")


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"Expected Cash", "Clearance Board"}))
def test_each_report_says_that_there_is_nothing(users, name):
	found = run(name, industry=make_industry())
	assert found.message.startswith("Nothing matches") and not found.chart
	assert all(value in NOTHING for value in found.summary.values()), found.summary


@pytest.mark.parametrize("name", NAMES)
def test_who_reads_none_of_its_documents_gets_no_report(users, as_user, name):
	with as_user(users.a1), pytest.raises(frappe.PermissionError):
		run(name)


READERS = {
	"Advice and Outcome": "su sm am om sa",
	"Clearance Board": "st sp qm dl su",
	"Cycle Time": "su sm am om sa",
	"Deal Pipeline": "su sm am om sa",
	"Expected Cash": "am om ac",
	"Lost Analysis": "sm om",
	"Milestone Billing": "su sm am om sa ac",
	"Quotes Awaiting Decision": "su sm am om sa",
	"SOW Register": "su sm am om sa ap ac",
}


@pytest.mark.bench_only("rights of reports")
@pytest.mark.parametrize("name", NAMES)
def test_its_readers_may_open_it(users, as_user, name):
	report = frappe.get_doc("Report", name)
	assert not report.prepared_report
	for short in READERS[name].split():
		with as_user(getattr(users, short)):
			assert report.is_permitted() and frappe.has_permission(report.ref_doctype, "report"), short
			run(name)


@pytest.mark.bench_only("User Permissions")
def test_totals_and_charts_are_those_of_the_rows_that_one_may_read(users, as_user):
	industry = make_industry()
	shown = make_deal(users, industry, opportunity_amount=100, status="Converted")
	make_deal(users, industry, opportunity_amount=900, status="Converted")
	values = {"doctype": "User Permission", "user": users.su, "allow": "Opportunity"}
	frappe.get_doc({**values, "for_value": shown.name, "apply_to_all_doctypes": 1}).insert()
	with as_user(users.su):
		found = run("Deal Pipeline", industry=industry)
		assert len(found.rows) == found.summary["Won"] == 1
		assert found.summary["Won (EUR)"] == 100
		assert [data["values"] for data in found.chart["data"]["datasets"]] == [[1], [0]]
		assert run("Advice and Outcome", industry=industry).chart["data"]["datasets"][1]["values"][0] == 1


@pytest.mark.bench_only("User Permissions")
def test_the_company_of_others_is_refused(users, as_user):
	other = factories.get_unique("Other")
	values = {"company_name": other, "default_currency": "USD", "country": "Germany"}
	frappe.get_doc({"doctype": "Company", "abbr": other[-5:], **values}).insert()
	values = {"doctype": "User Permission", "user": users.su, "allow": "Company", "for_value": users.company}
	frappe.get_doc({**values, "apply_to_all_doctypes": 1}).insert()
	with as_user(users.su):
		for name in ("Deal Pipeline", "Milestone Billing", "Cycle Time"):
			refuse(run, name, words="Choose another company", company=other)
