"""A finished site to copy from: made once, and again when the sandbox or the app has changed."""

import fcntl
import hashlib
import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

import click

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCES = (CHECKOUT / "sandbox", CHECKOUT / "salesflow_app")
KINDS = {".py", ".json", ".txt", ".html", ".md", ".csv", ".xlsx"}
DONE = "template is complete"
RUNS = ("demo-*", "stories-*", "test-*", "probes-*")
SECONDS_TO_KEEP = 24 * 3600


class Unusable(click.ClickException):
	"""The sandbox cannot be used here; the text says why and what to do."""


def get_home() -> Path:
	"""The folder of all sandbox sites. Raises Unusable where it cannot be written to."""
	home = Path(os.environ.get("SALESFLOW_SANDBOX_HOME") or CHECKOUT / ".sandbox")
	try:
		home.mkdir(parents=True, exist_ok=True)
		(home / "writable").touch()
	except OSError as error:
		raise Unusable(
			f"{home} cannot be written to ({error.strerror}). "
			"Set SALESFLOW_SANDBOX_HOME to a writable folder, or remove what is in the way."
		) from error
	return home


def get_template() -> Path:
	"""The bench-like folder with the finished site in `sites`; made again when the sources have changed."""
	home = get_home()
	folder = home / f"template-{get_stamp()}"
	with _locked(home / "lock"):
		_forget_old_runs(home)
		if not _is_complete(folder):
			_forget_templates(home)
			_make(folder)
	return folder


def copy_template(to: Path) -> Path:
	"""A separate copy of the site, in `to`."""
	shutil.copytree(get_template(), to, dirs_exist_ok=True)
	return to


def _make(folder: Path) -> None:
	from trial.site import make_site

	make_site(folder)
	(folder / DONE).write_text(_get_digest(folder))


def _is_complete(folder: Path) -> bool:
	"""Is it complete and unchanged? The disk may have been full, or a file cut off."""
	return (folder / DONE).is_file() and (folder / DONE).read_text() == _get_digest(folder)


def _get_digest(folder: Path) -> str:
	digest = hashlib.sha256()
	for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != DONE):
		digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
	return digest.hexdigest()


def _forget_templates(home: Path) -> None:
	for old in home.glob("template-*"):
		shutil.rmtree(old)


def _forget_old_runs(home: Path) -> None:
	"""Sites of runs that were killed before they could clean up."""
	now = time.time()
	for pattern in RUNS:
		for old in home.glob(pattern):
			if now - old.stat().st_mtime > SECONDS_TO_KEEP:
				shutil.rmtree(old, ignore_errors=True)


def get_stamp() -> str:
	stamp = hashlib.sha256()
	for folder in SOURCES:
		for path in sorted(folder.rglob("*")):
			if path.suffix in KINDS and "tests" not in path.parts:
				stamp.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
	return stamp.hexdigest()[:16]


@contextmanager
def _locked(path: Path):
	with path.open("w") as file:
		fcntl.flock(file, fcntl.LOCK_EX)
		yield
