"""Two runs of the same tests are compared test by test."""

from salesflow_app.tests.outcomes import FAILED, PASSED, SKIPPED, Outcome, Outcomes, compare, read_junit

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
	assert compare(one, other, ("A", "B")) == [
		"left passed on B, skipped on A: why",
		"new passed on B, not run on A",
	]
	assert compare(one, one, ("A", "B")) == []
