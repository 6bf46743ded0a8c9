"""What a packager and other apps on the site see of this one: licences and the names of DocTypes."""

import json
import re
from pathlib import Path

import pytest

import salesflow_app

PACKAGE = Path(salesflow_app.__file__).parent
ROOT = PACKAGE.parent
OWN_NAMES = (
	"Discovery",
	"Work Proposal",
	"SOW",
	"Payment Milestone",
	"Payment Follow Up",
	"Client Feedback",
	"Team Feedback",
	"Process Review",
)
"""What people work with every day, named as they call it."""


@pytest.mark.parametrize("folder", [".", "sandbox"])
def test_licence_is_an_spdx_expression_and_its_file_is_there(folder):
	"""Setuptools ends its support for a licence that is a table in February 2027."""
	text = (ROOT / folder / "pyproject.toml").read_text(encoding="utf-8")
	assert re.search(r'^license = "GPL-3\.0-only"$', text, re.MULTILINE)
	assert "License ::" not in text, "a classifier may not stand beside the expression"
	(files,) = re.findall(r"^license-files = (\[.*\])$", text, re.MULTILINE)
	assert all((ROOT / folder / name).is_file() for name in json.loads(files))


def test_helper_doctypes_carry_the_name_of_the_app_or_of_their_document():
	"""Of two apps with a *Mail Rule* the second one overwrites the first."""
	files = sorted((PACKAGE / "salesflow_app" / "doctype").glob("*/*.json"))
	names = [json.loads(path.read_text(encoding="utf-8"))["name"] for path in files]
	assert len(names) > 40
	clashing = [
		name
		for name in names
		if not name.startswith("Salesflow ")
		and not any(name == own or name.startswith(f"{own} ") for own in OWN_NAMES)
	]
	assert clashing == []
