"""Plays the stories once and serves the site: `python -m trial.demo [--port N] [--new]`."""

import fcntl
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TextIO

import click

from trial.stories import SITE, play
from trial.template import Unusable, copy_template, get_home, get_stamp

HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TO_TRY = 50
KEPT = "trial-site"
"""The folder of the site that is kept from run to run, with the stamp of the sources it was made from."""
STAMP = "made-from"


@click.command()
@click.option("--port", default=FIRST_PORT, help="The first port to try")
@click.option("--new", is_flag=True, help="Make a new site, in place of the one of the last run")
def demo(port: int, new: bool) -> None:
	"""Serve the trial on the loopback: the site of the last run, or a new one with the stories on it."""
	end_with_caller()
	with alone() as note:
		serve(get_site(new), port, note)


def end_with_caller() -> None:
	"""End in order when told to, when the terminal is closed, and when `make` is gone."""
	for number in (signal.SIGTERM, signal.SIGHUP):
		if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
			signal.signal(number, _end)
	if "MAKELEVEL" in os.environ:
		Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _end(number: int, _frame) -> None:
	raise SystemExit(128 + number)


def _watch(parent: int) -> None:
	while os.getppid() == parent:
		time.sleep(0.5)
	os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def alone() -> Iterator[TextIO]:
	"""One server for one site; it notes its address. Raises Unusable where the trial is being served already."""
	with (get_home() / f"{KEPT}.lock").open("a+") as note:
		try:
			fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError as error:
			note.seek(0)
			raise Unusable(f"The trial is running already {note.read()}. Stop it first.") from error
		note.truncate(0)
		yield note


def get_site(new: bool = False) -> Path:
	"""The site of the last run; a new one where there is none, it is of another version, or `new` asks for it."""
	folder = get_home() / KEPT
	stamp = get_stamp()
	if folder.is_dir() and not new:
		if (folder / STAMP).read_text() == stamp:
			click.echo("The site of the last run, as you left it. For a new one: make demo NEW=1")
			return folder
		click.echo("The site of the last run belongs to another version of SalesFlow.")
	make_site(folder, stamp)
	return folder


def make_site(folder: Path, stamp: str) -> None:
	"""Play the stories on a fresh site; when they are through, it takes the place of the one in `folder`."""
	click.echo("Making a new trial site. It is kept for the next time.")
	with tempfile.TemporaryDirectory(prefix="demo-", dir=get_home()) as name:
		made = copy_template(Path(name) / "site")
		if code := play(made):
			raise SystemExit(code)
		let_mails_queue(made)
		(made / STAMP).write_text(stamp)
		shutil.rmtree(folder, ignore_errors=True)
		made.rename(folder)


def let_mails_queue(folder: Path) -> None:
	"""The stories leave no outgoing mail account behind; visitors of the trial look at mails in its outbox."""
	import frappe

	frappe.init(SITE, str(folder / "sites"))
	frappe.connect()
	try:
		set_mails()
		frappe.db.commit()
	finally:
		frappe.destroy()


def set_mails() -> None:
	"""On the site at hand, each mail goes to the outbox at once: no scheduler wakes those that wait to be recalled."""
	import frappe

	from salesflow_app.demo.mail_server import ensure_mail_account

	ensure_mail_account()
	frappe.db.set_single_value("Salesflow Settings", "recall_seconds", 0)


def serve(folder: Path, port: int, note: TextIO) -> None:
	"""Serve until interrupted."""
	from trial.server import run

	free = find_port(port)
	if free != port:
		click.echo(f"Port {port} is taken, so another one will be used.")
	address = f"on http://{HOST}:{free}"
	print(address, end="", file=note, flush=True)
	click.secho(f"\nSalesFlow is {address} (stop it with Ctrl+C)", fg="green")
	run(folder / "sites", SITE, HOST, free)


def find_port(first: int) -> int:
	"""The first free loopback port from `first` on. Raises Unusable where no port is free."""
	for port in range(first, first + PORTS_TO_TRY):
		with socket.socket() as found:
			found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
			try:
				found.bind((HOST, port))
			except OSError:
				continue
			return port
	raise Unusable(f"No port from {first} to {first + PORTS_TO_TRY} is free. Choose one: make demo PORT=9000")


if __name__ == "__main__":
	demo()
