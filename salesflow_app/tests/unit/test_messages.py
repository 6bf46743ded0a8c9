"""The catalogues: whole, up to date, and such that Frappe finds every message and fills in every place holder."""

import functools
import re
from pathlib import Path

import pytest

from salesflow_app.setup import message_sources, messages

LANGUAGES = ("de", "es", "fr")
PLACE_HOLDER = re.compile(r"\{\d*\}|\{\{.*?\}\}|%\(\w+\)s")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
OUTSIDE = re.compile(r"^\s*|\s*$")
BUTTON = re.compile(r"“([^”{}]+)”")
OWN_QUOTES = {"de": "„“", "es": "“”", "fr": "«»"}
COMMAND = "Run `python -m salesflow_app.setup.messages`, and translate what it names."

read = functools.cache(messages.read)
language = pytest.mark.parametrize("path", messages.get_paths(), ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
	return messages.find()


def test_every_language_is_there():
	assert {path.stem for path in messages.get_paths()} >= set(LANGUAGES)


def test_the_template_is_as_the_command_prints_it(found):
	assert messages.TEMPLATE.read_text(encoding="utf-8") == messages.print_template(found), COMMAND


def test_the_template_does_not_depend_on_day_or_order(found):
	turned = dict(reversed(found.items()))
	assert messages.print_template(turned) == messages.print_template(found)
	assert "Date" not in messages.print_template({})


def test_frappe_can_look_up_every_message(found):
	"""Frappe takes outer spaces, and whatever looks like a tag, off the message before it looks it up."""
	assert not [m for m in found if m != m.strip() or re.search("<[^>]+>", m)]


@language
def test_a_language_has_exactly_the_messages_each_translated(path: Path, found):
	known = read(path)
	assert path.read_text(encoding="utf-8") == messages.print_language(found, known, path.stem), COMMAND
	assert [m for m in found if not known[m].strip()] == []


@language
def test_place_holders_tags_and_outer_spaces_are_the_same(path: Path):
	wrong = {
		message: text
		for message, text in read(path).items()
		for pattern in (PLACE_HOLDER, TAG, OUTSIDE)
		if set(pattern.findall(message)) != set(pattern.findall(text))
	}
	assert wrong == {}


@language
def test_a_button_named_in_a_sentence_has_the_words_that_stand_on_it(path: Path):
	known = read(path)
	wrong = [
		(message, name, known[name])
		for message, text in known.items()
		for name in BUTTON.findall(message)
		if name in known and known[name].lower() not in text.lower()
	]
	assert wrong == []


@language
def test_quotation_marks_are_those_of_the_language(path: Path):
	mark = OWN_QUOTES.get(path.stem, "“”")
	wrong = [
		text
		for message, text in read(path).items()
		if any(found not in mark for found in re.findall("[„“”«»]", text))
		or text.count('"') > message.count('"')
	]
	assert wrong == []


SOURCES = {
	"python": (
		message_sources._in_python,
		'f(_("a " "b").format(1), _(name), _(""), x._("c"))',
		["a b", "c"],
	),
	"script": (
		message_sources._in_script,
		'__("a"); `${__(\'b\', [1])}`; __("c " +\n "d"); __(name); not__("e")',
		["a", "b", "c d"],
	),
	"page": (message_sources._in_page, '{{ _("a") }} {% if _("b") %}c{% endif %} {{ _(d) }}', ["a", "b"]),
	"record": (
		message_sources._in_record,
		'{"doctype": "Report", "report_name": "a", "roles": [{"role": "b"}], "query": "c"}',
		["a", "b"],
	),
	"doctype": (
		message_sources._in_record,
		'{"doctype": "DocType", "name": "a", "fields": [{"fieldtype": "Select", "fieldname": "x", "label": "b",'
		' "options": "\\nc\\n1"}, {"fieldtype": "Link", "fieldname": "y", "options": "d"}]}',
		["a", "b", "c"],
	),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_the_words_of_each_kind_of_source_are_found(kind: str):
	finder, text, expected = SOURCES[kind]
	assert sorted(finder(text)) == expected


def test_tables_whose_texts_are_translated_where_they_are_shown(found):
	for name in message_sources.TABLES:
		assert list(message_sources._in_tables(name, (message_sources.APP / name).read_text())), name
	assert {"Specification", "Supersede", "Tampered"} <= set(found)
