"""Puts measured figures into docs/performance.md, between the marks of their table."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def write(name: str, figures: str) -> None:
	"""Replace what stands between `<!-- name -->` and `<!-- /name -->`."""
	marks = re.compile(rf"(<!-- {name} -->\n).*(<!-- /{name} -->)", re.DOTALL)
	PAGE.write_text(marks.sub(lambda found: f"{found[1]}{figures}\n{found[2]}", PAGE.read_text()))
