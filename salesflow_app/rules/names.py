"""Names of people as they sign. Which document they sign is known elsewhere."""

from __future__ import annotations

import unicodedata

from .sentences import say

LONGEST = 140
MOST_MARKS = 3
"""Combining marks on one letter; real names need two."""


class PersonNameError(ValueError):
	"""Text that is not a person's name. The message is a complete sentence that repeats none of it."""


def clean_person_name(text: str | None) -> str:
	"""Return the name in Unicode NFC with single spaces, at most 140 characters.

	Raises PersonNameError for an empty or endless text, one character, no letters, control, invisible and
	right-to-left override characters, and for letters buried under marks.
	"""
	if not isinstance(text, str) or not text[: 10 * LONGEST].strip():
		raise PersonNameError(say("Enter your full name."))
	if len(text) > 10 * LONGEST:
		raise PersonNameError(say("The name is too long: at most {0} characters are allowed.", LONGEST))
	name = unicodedata.normalize("NFC", _collapse_spaces(text))
	_validate_characters(name)
	if len(name) > LONGEST:
		raise PersonNameError(say("The name is too long: at most {0} characters are allowed.", LONGEST))
	if len(name) < 2 or not any(char.isalpha() for char in name):
		raise PersonNameError(say("The name is too short: enter your first and last name in letters."))
	if name[0] in "=+-@":
		raise PersonNameError(
			say("The name cannot begin with “{0}”: enter your first and last name.", name[0])
		)
	return name


def _collapse_spaces(text: str) -> str:
	"""Typed spaces of every kind become one; line breaks and tabs stay, to be refused."""
	spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in text)
	return " ".join(word for word in spaced.split(" ") if word)


def _validate_characters(name: str) -> None:
	marks = 0
	for char in name:
		category = unicodedata.category(char)
		if category[0] == "C" or category in ("Zl", "Zp"):
			raise PersonNameError(
				say(
					"The name contains an invisible or control character ({0}): type it by hand.",
					f"U+{ord(char):04X}",
				)
			)
		marks = marks + 1 if category[0] == "M" else 0
		if marks > MOST_MARKS:
			raise PersonNameError(say("The name has too many accents on one letter: type it by hand."))
