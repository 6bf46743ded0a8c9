"""The catalogue of the app's words. Run `python -m salesflow_app.setup.messages` after a change of them.

It prints `locale/main.pot` anew, adds what is new to each `locale/<language>.po`, drops what is gone, and says what is left to
translate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from salesflow_app.setup import message_sources

FOLDER = Path(__file__).parent.parent / "locale"
TEMPLATE = FOLDER / "main.pot"
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: SalesFlow\\n"
{0}"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
"""Without a date, so that nothing changes where no word did."""


def find() -> dict[str, list[str]]:
	"""Message -> files it stands in, both in alphabetical order."""
	found: dict[str, set[str]] = {}
	for message, name in message_sources.find_all():
		if any(letter.isalnum() for letter in message):
			found.setdefault(message, set()).add(name)
	return {message: sorted(found[message]) for message in sorted(found)}


def read(path: Path) -> dict[str, str]:
	"""Message -> translation, of a catalogue; marked as doubtful counts as none."""
	with path.open("rb") as file:
		return {m.id: "" if m.fuzzy else m.string for m in read_po(file) if m.id}


def get_paths() -> list[Path]:
	"""The catalogue of each language."""
	return sorted(FOLDER.glob("*.po"))


def print_template(messages: dict[str, list[str]]) -> str:
	"""`main.pot`, as it must stand."""
	return _print(((m, "", names) for m, names in messages.items()), "")


def print_language(messages: Iterable[str], known: dict[str, str], language: str) -> str:
	"""A language's catalogue, as it must stand: exactly these messages, with what is `known`."""
	rows = ((m, known.get(m, ""), ()) for m in messages)
	return _print(rows, f'"Language: {language}\\n"\n')


def _print(rows: Iterator[tuple], language: str) -> str:
	catalog = Catalog()
	for message, translation, names in rows:
		catalog.add(message, translation, locations=[(name, 0) for name in names])
	file = BytesIO()
	write_po(file, catalog, width=None, omit_header=True, include_lineno=False, sort_output=True)
	text = re.sub(r"^#, .*\n", "", file.getvalue().decode(), flags=re.MULTILINE).strip("\n")
	return HEADER.format(language) + text + "\n"


def update() -> None:
	"""Write all catalogues and say how many messages each still lacks."""
	messages = find()
	FOLDER.mkdir(exist_ok=True)
	TEMPLATE.write_text(print_template(messages), encoding="utf-8")
	print(f"{TEMPLATE.name}: {len(messages)} messages")
	for path in get_paths():
		known = read(path)
		path.write_text(print_language(messages, known, path.stem), encoding="utf-8")
		print(f"{path.name}: {sum(not known.get(m) for m in messages)} to translate")


if __name__ == "__main__":
	update()
