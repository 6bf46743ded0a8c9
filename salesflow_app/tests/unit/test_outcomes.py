"""Two runs of the same tests are compared test by test."""

from salesflow_app.tests.outcomes import (
	FAILED,
	PASSED,
	SKIPPED,
	Outcome,
	Outcomes,
	compare,
	describe,
	read_junit,
)

REPORT = """<testsuites><testsuite>
<testcase classname="a.b" name="test_ok" />
<testcase classname="a.b" name="test_no"><failure message="assert 1 == 2">...</failure></testcase>
<testcase classname="a.b" name="test_broken"><error message="boom">...</error></testcase>
<testcase classname="a.b" name="test_left"><skipped message="bench only: MariaDB">...</skipped></testcase>
</testsuite></testsuites>"""


def test_report_is_read(tmp_path):
	(tmp_path / "r.xml").write_text(REPORT)
	found = read_junit(tmp_path / "r.xml")
	assert [found.tests[f"a.b::test_{name}"].state for name in ("ok", "no", "broken", "left")] == [
		PASSED,
		FAILED,
		FAILED,
		SKIPPED,
	]
	assert str(found) == "1 passed, 2 failed, 1 skipped"


def test_only_what_passed_on_one_alone_is_named():
	one = Outcomes({"both": Outcome(PASSED), "left": Outcome(SKIPPED, "why"), "none": Outcome(FAILED)})
	other = Outcomes(
		{"both": Outcome(PASSED), "left": Outcome(PASSED), "none": Outcome(SKIPPED), "new": Outcome(PASSED)}
	)
	differences = compare(one, other, ("A", "B"))
	assert describe(differences) == [
		"Passed on one of the two only, without a reason: 1",
		"new passed on B, not run on A",
		"Passed on one of the two only, for the reason that the test gives: 1",
		"left passed on B, skipped on A: why",
	]
	assert describe(compare(one, one, ("A", "B"))) == [
		"Passed on one of the two only, without a reason: none"
	]


def test_failure_is_no_explanation():
	one, other = Outcomes({"t": Outcome(FAILED, "assert 1 == 2")}), Outcomes({"t": Outcome(PASSED)})
	assert [difference.is_explained for difference in compare(one, other, ("A", "B"))] == [False]
