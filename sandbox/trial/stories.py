"""Plays the app's four stories on a fresh site: `python -m trial.stories`. Exits non-zero when one fails."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from trial.template import Unusable, copy_template, get_home

SITE = "salesflow.test"
STORIES = ("consulting", "sow", "factory", "pipeline")
USUAL_STEPS = {"consulting": 40, "sow": 30, "factory": 50, "pipeline": 30}
"""How long a story is; only the progress bar needs it."""


def play(folder: Path, options: tuple[str, ...] = ()) -> int:
	"""Play all stories on the site in `folder`, with a progress bar; returns the exit code of the first that fails."""
	with click.progressbar(length=sum(USUAL_STEPS.values()), label="Four deals", file=sys.stderr) as bar:
		for story in STORIES:
			code = _play_one(folder, story, options, bar)
			if code:
				click.echo(f"\nStory {story} failed.", err=True)
				return code
	return 0


def _play_one(folder: Path, story: str, options: tuple[str, ...], bar) -> int:
	process = run_command(folder, "salesflow-demo", "--story", story, *options, stdout=subprocess.PIPE)
	steps = 0
	for line in process.stdout:
		_echo(line)
		if line.startswith(story) and steps < USUAL_STEPS[story]:
			steps += 1
			bar.update(1)
	bar.update(USUAL_STEPS[story] - steps)
	return process.wait()


def _echo(line: str) -> None:
	if sys.stderr.isatty():
		click.echo("\r\033[K", nl=False, err=True)
	click.echo(line, nl=False)


def run_command(folder: Path, *command: str, **options) -> subprocess.Popen:
	"""Start a bench command on the site in `folder`."""
	return subprocess.Popen(
		[sys.executable, "-u", "-m", "frappe.utils.bench_helper", "frappe", "--site", SITE, *command],
		cwd=folder / "sites",
		env={**os.environ, "FRAPPE_BENCH": str(folder)},
		text=True,
		**options,
	)


def main() -> int:
	try:
		with tempfile.TemporaryDirectory(prefix="stories-", dir=get_home()) as folder:
			return play(copy_template(Path(folder)), tuple(sys.argv[1:]))
	except Unusable as error:
		click.echo(str(error), err=True)
		return 1


if __name__ == "__main__":
	sys.exit(main())
