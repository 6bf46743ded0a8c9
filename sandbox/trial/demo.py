"""Plays the stories on a fresh site and serves it: `python -m trial.demo [--port N] [--no-stories]`."""

import socket
import sys
import tempfile
from pathlib import Path

import click

from trial.stories import SITE, play
from trial.template import Unusable, copy_template, get_home

HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TO_TRY = 50


@click.command()
@click.option("--port", default=FIRST_PORT, help="The first port to try")
@click.option("--stories/--no-stories", default=True, help="Play the four deals first")
def demo(port: int, stories: bool) -> None:
	"""Make a fresh site, play the stories on it and serve it on the loopback."""
	with tempfile.TemporaryDirectory(prefix="demo-", dir=get_home()) as name:
		click.echo("Creating a trial site")
		folder = copy_template(Path(name))
		if stories and (code := play(folder)):
			raise SystemExit(code)
		let_mails_queue(folder)
		serve(folder, port)


def let_mails_queue(folder: Path) -> None:
	"""The stories leave no outgoing mail account behind; visitors of the trial look at mails in its outbox."""
	import frappe

	from salesflow_app.demo.mail_server import ensure_mail_account

	frappe.init(SITE, str(folder / "sites"))
	frappe.connect()
	try:
		ensure_mail_account()
		frappe.db.commit()
	finally:
		frappe.destroy()


def serve(folder: Path, port: int) -> None:
	"""Serve until interrupted. Raises Unusable where no port is free."""
	from trial.server import run

	free = find_port(port)
	if free != port:
		click.echo(f"Port {port} is taken, so another one will be used.")
	click.secho(f"\nSalesFlow is on http://{HOST}:{free} (stop it with Ctrl+C)", fg="green")
	run(folder / "sites", SITE, HOST, free)


def find_port(first: int) -> int:
	"""The first free loopback port from `first` on."""
	for port in range(first, first + PORTS_TO_TRY):
		with socket.socket() as found:
			found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
			try:
				found.bind((HOST, port))
			except OSError:
				continue
			return port
	raise Unusable(
		f"No free port between {first} and {first + PORTS_TO_TRY}. Choose one: make demo PORT=9000"
	)


def main() -> int:
	try:
		demo.main(standalone_mode=True)
	except Unusable as error:
		click.echo(str(error), err=True)
		return 1


if __name__ == "__main__":
	sys.exit(main())
