"""What a check found, how bad it is, and what the whole comes to."""

from collections.abc import Iterable
from dataclasses import dataclass

WHOLE, TAMPERED, INCOMPLETE, CANNOT_CHECK = 0, 1, 2, 3
"""Exit codes. Where several apply, tampering is said first, then what cannot be checked."""
NOTE = -1
"""Worth knowing, and no reason to doubt anything."""
WORDS = {
	WHOLE: "whole",
	TAMPERED: "TAMPERED",
	INCOMPLETE: "incomplete",
	CANNOT_CHECK: "cannot check",
	NOTE: "note",
}
_ORDER = (TAMPERED, CANNOT_CHECK, INCOMPLETE)


@dataclass(frozen=True)
class Finding:
	"""One thing that was found about one item, in plain words."""

	level: int
	item: str
	problem: str

	def __str__(self) -> str:
		return f"{WORDS[self.level]}: {self.item}: {self.problem}"


def get_verdict(findings: Iterable[Finding]) -> int:
	"""The exit code of all findings together."""
	levels = {finding.level for finding in findings}
	return next((level for level in _ORDER if level in levels), WHOLE)


def get_first(findings: Iterable[Finding]) -> Finding | None:
	"""The finding that decided the verdict; None where everything is whole."""
	known = list(findings)
	verdict = get_verdict(known)
	return next((finding for finding in known if finding.level == verdict), None) if verdict else None
