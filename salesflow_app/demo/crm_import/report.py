"""What an import did: counts, corrections, and rows that could not be imported."""

from collections import Counter
from dataclasses import dataclass, field

SHOWN = 20


@dataclass
class Report:
	"""`made` and `known` count documents by DocType, `noticed` corrections; `bad` holds sentences."""

	made: Counter = field(default_factory=Counter)
	known: Counter = field(default_factory=Counter)
	noticed: Counter = field(default_factory=Counter)
	bad: list[str] = field(default_factory=list)

	def refuse(self, file: str, line: int, column: str, problem: str) -> None:
		self.bad.append(f"{file}, line {line}, column {column}: {problem} The row was not imported.")

	def get_lines(self) -> list[str]:
		"""The summary, one line each."""
		made = ", ".join(f"{count} {doctype}" for doctype, count in self.made.items() if count)
		known = ", ".join(f"{count} {doctype}" for doctype, count in self.known.items() if count)
		lines = [f"Made: {made or 'nothing new'}.", f"Already there: {known or 'nothing'}."]
		lines += [f"{count:,} times: {what}." for what, count in self.noticed.items()]
		lines += self.bad[:SHOWN]
		if len(self.bad) > SHOWN:
			lines.append(f"... and {len(self.bad) - SHOWN} more rows that were not imported.")
		return lines
