"""What `bench salesflow-demo` looks at before its first step."""

import shutil

import frappe
import pytest

from salesflow_app import commands
from salesflow_app.demo import mail_server, preparing
from salesflow_app.demo.stage import OWN_INPUTS
from salesflow_app.tests.site.mailserver import get_free_port

ALL = commands.STORIES


def test_own_inputs_have_all_that_the_stories_read(site):
	assert list(preparing.find_problems(ALL, OWN_INPUTS, with_others=True)) == []
	assert preparing.find_unread(OWN_INPUTS) == []


def test_empty_folder_is_named_file_by_file_before_the_first_step(site, tmp_path, capsys):
	with pytest.raises(SystemExit):
		commands.prepare(ALL, tmp_path, True)
	told = capsys.readouterr().err
	assert "consulting_sow.md is missing" in told
	assert "accounts.csv, products.csv, sales_teams.csv, sales_pipeline.csv missing" in told
	assert list(preparing.find_problems(("factory",), tmp_path, with_others=True)) == []


def test_files_that_no_story_reads_are_named(site, tmp_path, capsys):
	shutil.copytree(OWN_INPUTS, tmp_path, dirs_exist_ok=True)
	(tmp_path / "sow" / "agile_bpa_sow.md").write_text("# Agile")
	(tmp_path / "prices.xlsx").write_bytes(b"")
	commands.prepare(ALL, tmp_path, True)
	assert capsys.readouterr().out == "Not used: prices.xlsx\n"


def test_people_of_the_site_are_not_drawn_in(site, capsys):
	person = frappe.get_doc(
		{"doctype": "User", "email": "real@company.test", "first_name": "Real", "send_welcome_email": 0}
	).insert()
	assert person.name not in preparing.get_others()
	person.add_roles("SOW Approver")
	assert person.name in preparing.get_others()
	with pytest.raises(SystemExit):
		commands.prepare(("sow",), None, False)
	assert "would get tasks and mails" in capsys.readouterr().err


def test_demo_leaves_no_way_out_for_mails(site):
	before = mail_server._use_account(mail_server.NOWHERE)
	mail_server._give_back_account(before)
	left = frappe.db.get_value("Email Account", mail_server.ACCOUNT, ["default_outgoing", "enable_outgoing"])
	assert left == (0, 0)
	assert frappe.get_all("Email Account", {"default_outgoing": 1}, pluck="name") == before


@pytest.mark.bench_only("a site with an address of its own")
def test_site_that_does_not_answer_is_said_before_the_first_step(http):
	frappe.local.conf.host_name = http.url
	assert list(preparing.find_unprintable()) == []
	frappe.local.conf.host_name = f"http://127.0.0.1:{get_free_port()}"
	assert "Start it there" in next(preparing.find_unprintable())
