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


@dataclass(frozen=True)
class Difference:
	"""A test that passed in one run and not in the other, with the reason that the other gives."""

	test: str
	passed_on: str
	other: str
	outcome: Outcome

	@property
	def is_explained(self) -> bool:
		"""A test that was skipped says why; one that failed or did not run at all is no explanation."""
		return self.outcome.state == SKIPPED and bool(self.outcome.why)

	def __str__(self) -> str:
		why = f": {self.outcome.why}" if self.outcome.why else ""
		return f"{self.test} passed on {self.passed_on}, {self.outcome.state} on {self.other}{why}"


def compare(one: Outcomes, other: Outcomes, names: tuple[str, str]) -> list[Difference]:
	"""The tests that passed in one of two runs only, sorted by name."""
	differences = []
	for test in sorted(one.tests.keys() | other.tests.keys()):
		ends = [run.tests.get(test, Outcome("not run")) for run in (one, other)]
		if [end.state for end in ends].count(PASSED) == 1:
			passed = 0 if ends[0].state == PASSED else 1
			differences.append(Difference(test, names[passed], names[1 - passed], ends[1 - passed]))
	return differences


def describe(differences: list[Difference]) -> list[str]:
	"""Lines for the end of a run: what is not explained first, then what the tests explain themselves."""
	unexplained = [difference for difference in differences if not difference.is_explained]
	explained = [difference for difference in differences if difference.is_explained]
	lines = [f"Passed on one of the two only, without a reason: {len(unexplained) or 'none'}"]
	lines += map(str, unexplained)
	if explained:
		lines += [f"Passed on one of the two only, for the reason that the test gives: {len(explained)}"]
		lines += map(str, explained)
	return lines
