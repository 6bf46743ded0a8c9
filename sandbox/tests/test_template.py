"""A site of the trial belongs to one run; what cannot be used says so in one line."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

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


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("not a database")])
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


@pytest.fixture
def played(home, monkeypatch):
	"""Where the stories were played; they are as good as played here."""
	sites = []
	monkeypatch.setattr(demo, "copy_template", lambda folder: folder.mkdir() or folder)
	monkeypatch.setattr(demo, "play", lambda folder: sites.append(folder))
	monkeypatch.setattr(demo, "let_mails_queue", lambda folder: None)
	return sites


def test_site_of_the_last_run_is_kept_until_a_new_one_is_asked_for(played, capsys):
	folder = demo.get_site()
	(folder / "what I did").touch()
	assert demo.get_site() == folder and (folder / "what I did").exists() and len(played) == 1
	assert "make demo NEW=1" in capsys.readouterr().out
	assert demo.get_site(new=True) == folder and not (folder / "what I did").exists()
	assert len(played) == 2


def test_site_of_another_version_is_made_anew(played, capsys, monkeypatch):
	demo.get_site()
	monkeypatch.setattr(demo, "get_stamp", lambda: "changed")
	demo.get_site()
	assert "another version" in capsys.readouterr().out and len(played) == 2


def test_site_is_served_once_at_a_time(home):
	with demo.alone() as note:
		print("on http://127.0.0.1:8000", end="", file=note, flush=True)
		with pytest.raises(template.Unusable, match="running already on http"), demo.alone():
			pass


MAKE = """import signal, subprocess, sys
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
	signal.signal(number, signal.SIG_DFL)
server = subprocess.Popen(sys.argv[1:])
print(server.pid, flush=True)
server.wait()"""
"""As in a terminal, however these tests were started: in the background, or by nohup, signals are ignored."""


@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP", "SIGINT", "its make is killed"])
def test_server_ends_when_it_is_ended(tmp_path, end):
	site_of_last_run = tmp_path / demo.KEPT
	template.copy_template(site_of_last_run)
	(site_of_last_run / demo.STAMP).write_text(template.get_stamp())
	port = demo.find_port(20000 + os.getpid() % 20000)
	environment = {**os.environ, "SALESFLOW_SANDBOX_HOME": str(tmp_path), "MAKELEVEL": "1"}
	command = [sys.executable, "-c", MAKE, sys.executable, "-m", "trial.demo", "--port", str(port)]
	with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as make:
		server = int(make.stdout.readline())
		assert any(f":{port}" in line for line in make.stdout)
		make.kill() if end.startswith("its") else os.kill(server, signal.Signals[end])
		assert not make.stdout.read(), "the server has closed its output"
	assert demo.find_port(port) == port
