"""Plays the app's six stories on a fresh site: `python -m trial.stories`. Exits non-zero when one fails."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from trial.template import copy_template, get_home

SITE = "salesflow.test"
STORIES = ("consulting", "sow", "factory", "pipeline", "trouble", "retainer")


def play(folder: Path, options: tuple[str, ...] = ()) -> int:
	"""Play all stories on the site in `folder`; returns the exit code of the first that fails."""
	for number, story in enumerate(STORIES, 1):
		click.echo(f"\nDeal {number} of {len(STORIES)}: {story}")
		code = run_command(folder, "salesflow-demo", "--story", story, *options)
		if code:
			click.echo(f"\nStory {story} failed.", err=True)
			return code
	return 0


def run_command(folder: Path, *command: str) -> int:
	"""Run a bench command on the site in `folder`; it ends with this process."""
	return subprocess.call(
		[sys.executable, "-u", "-m", "frappe.utils.bench_helper", "frappe", "--site", SITE, *command],
		cwd=folder / "sites",
		env={**os.environ, "FRAPPE_BENCH": str(folder)},
	)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1)
def stories(options: tuple[str, ...]) -> None:
	"""Play all stories on a fresh site that is gone afterwards."""
	with tempfile.TemporaryDirectory(prefix="stories-", dir=get_home()) as folder:
		raise SystemExit(play(copy_template(Path(folder)), options))


if __name__ == "__main__":
	stories()
