"""What a pytest run came to, test by test, and where two runs of the same tests differ."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(frozen=True)
class Outcome:
	"""How one test ended, and in a few words why it was skipped or failed."""

	state: str
	why: str = ""


@dataclass
class Outcomes:
	"""Outcomes by the name of the test."""

	tests: dict[str, Outcome] = field(default_factory=dict)

	def __str__(self) -> str:
		counts = Counter(outcome.state for outcome in self.tests.values())
		return ", ".join(f"{counts[state]} {state}" for state in (PASSED, FAILED, SKIPPED) if counts[state])


def read_junit(path: Path) -> Outcomes:
	"""The outcomes that pytest wrote with --junit-xml."""
	found = Outcomes()
	for case in ElementTree.parse(path).iter("testcase"):
		name = f"{case.get('classname')}::{case.get('name')}"
		found.tests[name] = _read_case(case)
	return found


def _read_case(case: ElementTree.Element) -> Outcome:
	for tag, state in (("failure", FAILED), ("error", FAILED), ("skipped", SKIPPED)):
		node = case.find(tag)
		if node is not None:
			return Outcome(state, " ".join((node.get("message") or "").split())[:200])
	return Outcome(PASSED)


def compare(one: Outcomes, other: Outcomes, names: tuple[str, str]) -> list[str]:
	"""A line for each test that passed in one run and not in the other, with the reason that the other gives."""
	lines = []
	for test in sorted(one.tests.keys() | other.tests.keys()):
		ends = [run.tests.get(test, Outcome("not run")) for run in (one, other)]
		if [end.state for end in ends].count(PASSED) != 1:
			continue
		passed = 0 if ends[0].state == PASSED else 1
		rest = ends[1 - passed]
		why = f": {rest.why}" if rest.why else ""
		lines.append(f"{test} passed on {names[passed]}, {rest.state} on {names[1 - passed]}{why}")
	return lines
