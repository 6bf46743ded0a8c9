"""A site of the trial belongs to one run; what cannot be used says so in one line."""

import os
import socket

import pytest

from trial import demo, server, site, template


@pytest.fixture
def home(tmp_path, monkeypatch):
	monkeypatch.setenv("SALESFLOW_SANDBOX_HOME", str(tmp_path / "home"))
	return tmp_path / "home"


def test_two_copies_share_no_file(tmp_path):
	one, other = (template.copy_template(tmp_path / name) for name in ("one", "other"))
	databases = [next(folder.rglob("*.db")) for folder in (one, other)]
	assert databases[0].stat().st_ino != databases[1].stat().st_ino


def test_folder_that_is_in_the_way_is_named(home):
	home.write_text("not a folder")
	with pytest.raises(template.Unusable, match="cannot be written to") as refusal:
		template.get_home()
	assert str(home) in str(refusal.value) and "SALESFLOW_SANDBOX_HOME" in str(refusal.value)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_is_read_only_is_named(home):
	home.mkdir()
	home.chmod(0o500)
	with pytest.raises(template.Unusable, match="SALESFLOW_SANDBOX_HOME"):
		template.get_home()


def remove_it(path):
	path.unlink()


def cut_it_off(path):
	path.write_text("not a database")


@pytest.mark.parametrize("damage", [remove_it, cut_it_off])
def test_broken_template_is_made_anew(home, monkeypatch, damage):
	made = []

	def make_site(folder):
		made.append(folder)
		(folder / "sites").mkdir(parents=True)
		(folder / "sites" / "site.db").write_text("all there")

	monkeypatch.setattr(site, "make_site", make_site)
	folder = template.get_template()
	damage(folder / "sites" / "site.db")
	assert template.get_template() == folder and len(made) == 2
	assert template.get_template() == folder and len(made) == 2


def test_port_that_is_taken_is_not_used():
	with socket.socket() as taken:
		taken.bind((demo.HOST, 0))
		taken.listen()
		port = taken.getsockname()[1]
		assert demo.find_port(port) > port


def test_nobody_else_can_reach_the_server(tmp_path):
	with pytest.raises(template.Unusable, match="no access protection"):
		server.run(tmp_path, "salesflow.test", "0.0.0.0", 8000)


def test_sites_of_killed_runs_are_removed_after_a_day(home, monkeypatch):
	monkeypatch.setattr(template, "_make", lambda folder: folder.mkdir())
	for name in ("demo-old", "demo-new"):
		(home / name).mkdir(parents=True)
	os.utime(home / "demo-old", (0, 0))
	template.get_template()
	assert [path.name for path in home.glob("demo-*")] == ["demo-new"]
