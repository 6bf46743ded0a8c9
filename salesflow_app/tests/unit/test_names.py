"""Names under a signature."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.names import PersonNameError, clean_person_name


@pytest.mark.parametrize(
	("typed", "name"),
	[
		("Anna Berg", "Anna Berg"),
		("  Anna \u00a0 \u3000Berg ", "Anna Berg"),
		("Jose\u0301", "Jos\u00e9"),
		("Séan O’Brien-Smith, Jr.", "Séan O’Brien-Smith, Jr."),
		("李明", "李明"),
		("محمد علي", "محمد علي"),
		("नरेन्द्र", "नरेन्द्र"),
		("Bjørn 3rd", "Bjørn 3rd"),
		("x" * 140, "x" * 140),
	],
)
def test_real_names_pass(typed, name):
	assert clean_person_name(typed) == name


@pytest.mark.parametrize(
	("typed", "words"),
	[
		(None, "Enter your full name"),
		("", "Enter your full name"),
		(" \u00a0\u2003 ", "Enter your full name"),
		(12, "Enter your full name"),
		(" " * 10**7, "Enter your full name"),
		("A", "too short"),
		("...", "too short"),
		("--- 1 ---", "too short"),
		("x" * 141, "too long"),
		("x" * 10000, "too long"),
		("x" * 10**7, "too long"),
		("Anna\nBerg", r"U\+000A"),
		("Anna\tBerg", r"U\+0009"),
		("Anna\x00Berg", r"U\+0000"),
		("Anna \u202egreB", r"U\+202E"),
		("Anna \u2066Berg", r"U\+2066"),
		("Anna\u200bBerg", r"U\+200B"),
		("\ufeffAnna Berg", r"U\+FEFF"),
		("Anna\u2028Berg", r"U\+2028"),
		("Anna\ud800Berg", r"U\+D800"),
		("Anna\ue000Berg", r"U\+E000"),
		("A" + "\u0334" * 30, "too many accents"),
	],
)
def test_what_is_no_name_is_refused_at_once(typed, words):
	start = time.perf_counter()
	with pytest.raises(PersonNameError, match=words):
		clean_person_name(typed)
	assert time.perf_counter() - start < 0.2


@given(st.text(max_size=400))
def test_any_text_becomes_a_clean_name_or_a_sentence(text):
	try:
		name = clean_person_name(text)
	except PersonNameError as refusal:
		assert str(refusal).endswith(".") and str(refusal).isascii()
	else:
		assert 2 <= len(name) <= 140 and name.isprintable() and "  " not in name
		assert unicodedata.is_normalized("NFC", name) and clean_person_name(name) == name
