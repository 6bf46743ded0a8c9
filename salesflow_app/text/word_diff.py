"""What changed between two texts, word by word, as safe HTML for our own people. Nothing is stored."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from frappe.utils import escape_html

from salesflow_app.text.formats import lines

AROUND = 12
"""Words that are kept before and after a change."""
MOST_WORDS = 6000


def compare(before: str | None, after: str | None) -> str:
	"""The second rich text with what was added and left out, marked with `ins` and `del`; empty where they read alike."""
	old, new = _get_words(before), _get_words(after)
	if old == new:
		return ""
	if max(len(old), len(new)) > MOST_WORDS:
		return "".join((_mark("del", old[:MOST_WORDS]), " ", _mark("ins", new[:MOST_WORDS])))
	steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
	parts = []
	for number, (kind, *span) in enumerate(steps):
		parts += _show(kind, old, new, span, number == 0, number == len(steps) - 1)
	return " ".join(parts)


def _get_words(html: str | None) -> list[str]:
	return lines(html).split()


def _show(
	kind: str, old: list[str], new: list[str], span: list[int], is_first: bool, is_last: bool
) -> Iterator[str]:
	start, end, new_start, new_end = span
	if kind == "equal":
		yield escape_html(" ".join(_shorten(old[start:end], is_first, is_last)))
	if kind in ("delete", "replace"):
		yield _mark("del", old[start:end])
	if kind in ("insert", "replace"):
		yield _mark("ins", new[new_start:new_end])


def _shorten(words: list[str], is_first: bool, is_last: bool) -> list[str]:
	"""What stayed the same, as far as it helps to find the place."""
	if len(words) <= 2 * AROUND:
		return words
	head = [] if is_first else words[:AROUND]
	tail = [] if is_last else words[-AROUND:]
	return [*head, "…", *tail]


def _mark(tag: str, words: list[str]) -> str:
	return f"<{tag}>{escape_html(' '.join(words))}</{tag}>"
