"""A reader's own language: pages and mails in German, and the catalogues as Frappe reads them."""

import re

import frappe
import pytest
from frappe.utils import strip_html

from salesflow_app.mails.registry import WRITERS
from salesflow_app.setup import catalogues, message_sources, messages
from salesflow_app.tests.site.mail_samples import make_samples
from salesflow_app.text import formats
from salesflow_app.text.reader import write_in

ENGLISH = re.compile(r"\b(your|our|please|this|with|been|is|by|has|and|was not)\b")


@pytest.fixture(scope="module")
def template() -> set[str]:
	return set(messages.read(messages.TEMPLATE))


def test_words_dates_and_amounts_are_written_for_the_reader():
	with write_in("de"):
		assert frappe._("Work Proposal") == "Leistungsangebot"
		assert formats.date("2026-03-04") == "04.03.2026"
		assert formats.money(1234.5, "EUR").replace("\xa0", " ") == "€ 1.234,50"
	with write_in("de-AT"):
		assert frappe._("Work Proposal") == "Leistungsangebot"


def test_no_mail_to_a_german_reader_has_an_english_sentence(users):
	"""What people wrote stays as they wrote it, so the samples' own words are left out."""
	found = {}
	for event, (doc, moment) in make_samples(users).items():
		with write_in("de"):
			mail = WRITERS[event](doc, frappe._dict(moment, actor=users.su))
			text = f"{mail.subject} {strip_html(mail.message.render())}"
		if english := ENGLISH.findall(text.partition("Notice")[0]):
			found[event] = english, " ".join(text.split())
	import pprint

	pprint.pprint(found)
	assert found == {}


@pytest.mark.bench_only("the sandbox has no assets to compile to")
def test_a_site_that_was_not_built_reads_the_catalogues_after_a_migrate(monkeypatch, tmp_path):
	monkeypatch.setattr(frappe.local, "sites_path", str(tmp_path))
	catalogues.compile_new()
	assert not list(tmp_path.iterdir())
	(tmp_path / "assets").mkdir()
	catalogues.compile_new()
	made = {path.parent.parent.name: path for path in tmp_path.glob("assets/locale/*/LC_MESSAGES/*")}
	assert set(made) == {path.stem for path in messages.get_paths()}
	before = made["de"].stat().st_mtime_ns
	catalogues.compile_new()
	assert made["de"].stat().st_mtime_ns == before and made["de"].name == "salesflow_app.mo"


@pytest.mark.bench_only("the sandbox has no assets to compile to")
def test_assets_that_cannot_be_written_stop_no_migrate(monkeypatch, tmp_path, capsys):
	(tmp_path / "assets").mkdir()
	(tmp_path / "assets" / "locale").write_text("no folder")
	monkeypatch.setattr(frappe.local, "sites_path", str(tmp_path))
	catalogues.compile_new()
	assert "bench build --app salesflow_app" in capsys.readouterr().out


@pytest.mark.bench_only("Frappe's own extractors")
def test_the_template_has_all_that_frappe_itself_would_extract(template):
	from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
	from frappe.gettext.translate import get_method_map

	methods = [row for row in get_method_map("frappe") if "hooks" not in row[0]]
	rows = extract_from_dir(
		str(message_sources.APP),
		methods,
		directory_filter=lambda folder: not folder.endswith(("tests", "__pycache__", "patches")),
		keywords={**DEFAULT_KEYWORDS, "_lt": None},
	)
	found = {re.sub("<[^>]+>", "", row[2]) for row in rows if re.search("[A-Z{]| ", row[2])}
	assert found - template == set()
