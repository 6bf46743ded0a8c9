"""The client's templates, read as text: all is escaped, nothing runs inline, nothing comes from elsewhere."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2]
PAGES = sorted(
	[*(PACKAGE / "templates" / "salesflow").glob("*.html"), *(PACKAGE / "www" / "salesflow").glob("*.html")]
)
PRINTS = sorted(
	[
		*(PACKAGE / "salesflow_app" / "print_format").glob("*/*.html"),
		PACKAGE / "templates" / "prints" / "payment_receipt.html",
	]
)
ESCAPED = re.compile(r"\|\s*(e|urlencode)$")
MADE_HERE = re.compile(
	r"^(ui\.\w+\(.*\)|badge\(.*\)|pager\(.*\)|lines\(.*\)|field\(.*\)|send\(.*\)|texts\(.*\)|words_form\(.*\)|letter_head_html\(.*\)"
	r"|include_style\(.*\)|fact_table\(.*\)|column\(.*\)|\w+\.(body|description|terms)_html|'rtl' if is_rtl\(\) else 'ltr')$",
	re.DOTALL,
)


def get_outputs(path: Path) -> list[str]:
	return [found.strip() for found in re.findall(r"\{\{-?(.*?)-?\}\}", path.read_text(), re.DOTALL)]


def test_there_are_templates_to_read():
	assert len(PAGES) >= 8 and len(PRINTS) == 8


@pytest.mark.parametrize("path", [*PAGES, *PRINTS], ids=lambda path: path.name)
def test_every_value_is_escaped(path):
	raw = [out for out in get_outputs(path) if not ESCAPED.search(out) and not MADE_HERE.match(out)]
	assert raw in ([], ["content"]), raw
	assert raw == [] or path.name == "print_macros.html"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_nothing_runs_inline(path):
	text = path.read_text()
	assert not re.search(r"\son\w+\s*=|javascript:|<script(?![^>]*\ssrc=)", text)
	assert path.name == "print_macros.html" or not re.search(r"<style|\sstyle=", text)


@pytest.mark.parametrize("path", [*PAGES, *PRINTS], ids=lambda path: path.name)
def test_nothing_comes_from_another_host(path):
	assert not re.search(r"(src|href|action)=[\"']?(https?:)?//", path.read_text())
