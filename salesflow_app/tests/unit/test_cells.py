"""Words of clients in exported reports."""

import pytest

from salesflow_app.rules.cells import make_text
from salesflow_app.rules.names import PersonNameError, clean_person_name


@pytest.mark.parametrize(
	"words", ["=1+1", "+49 30 1", "-2", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("https://x")']
)
def test_no_words_are_a_formula(words):
	assert make_text(words) == f"'{words}"


@pytest.mark.parametrize("words", ["", "PO-1=2", "too dear", "5 < 6"])
def test_other_words_stay_as_they_are(words):
	assert make_text(words) == words


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "@Alma Approver", "+Alma", "-Alma"])
def test_no_name_is_a_formula(name):
	with pytest.raises(PersonNameError, match="cannot begin with"):
		clean_person_name(name)
