"""Bench commands: `salesflow-demo`, `salesflow-verify`, `salesflow-bundle`, `salesflow-keys`, `salesflow-repair`, `salesflow-health`."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import frappe
from frappe.commands import get_site, pass_context

if TYPE_CHECKING:
	from salesflow_app.demo.mail_server import MailServer

STORIES = ("consulting", "sow", "factory", "pipeline", "trouble", "retainer")
CURRENCIES = ("JPY", "KWD")
"""Without decimals, and with three."""


@click.command("salesflow-demo")
@click.option("--story", type=click.Choice((*STORIES, "all")), default="all", help="Which story to play")
@click.option(
	"--inputs",
	type=click.Path(exists=True, file_okay=False, path_type=Path),
	help="Folder with sow/consulting_sow.md, sow/agile_bpa_sow.md and the four files of crm/",
)
@click.option("--with-others", is_flag=True, help="Play even where others would get tasks and mails")
@click.option(
	"--currency",
	type=click.Choice(CURRENCIES),
	help="Currency of the story consulting, with a client abroad; without it, that of the company",
)
@pass_context
def salesflow_demo(context, story: str, inputs: Path | None, with_others: bool, currency: str | None):
	"""Play whole deals on a site, each step by the user who owns it. Creates demo data: not for production."""
	from salesflow_app.demo import mail_server, preparing

	if currency and story != "consulting":
		raise click.UsageError("--currency is for the story consulting: add --story consulting")
	frappe.init(site=get_site(context))
	frappe.connect()
	try:
		frappe.set_user("Administrator")
		names = STORIES if story == "all" else (story,)
		prepare(names, inputs, with_others)
		stop_on(preparing.find_unprintable())
		with mail_server.opened() as server:
			for name in names:
				play(name, inputs, server, currency)
	finally:
		frappe.destroy()


def prepare(stories: tuple[str, ...], inputs: Path | None, with_others: bool) -> None:
	"""Exit with code 1 before the first step where a story could not end, or would reach others."""
	from salesflow_app.demo import preparing

	stop_on(preparing.find_problems(stories, inputs, with_others))
	for name in preparing.find_unread(inputs) if inputs else ():
		click.echo(f"Not used: {name}")


def stop_on(problems: Iterable[str]) -> None:
	"""Say them all, and exit with code 1 where there are any."""
	sentences = list(problems)
	for sentence in sentences:
		click.secho(sentence, fg="red", err=True)
	if sentences:
		raise SystemExit(1)


def play(
	story: str, inputs: Path | None = None, server: MailServer | None = None, currency: str | None = None
) -> None:
	"""Play one story; exits with code 1 at the first thing that is not as expected."""
	from salesflow_app.demo.stage import Stage, StoryFailed

	module = importlib.import_module(f"salesflow_app.demo.{story}")
	frappe.set_user("Administrator")
	stage = Stage(story, inputs, server, currency)
	try:
		module.run(stage)
		frappe.db.commit()
		stage.send_mails()
	except StoryFailed as failure:
		frappe.db.rollback()
		click.secho(str(failure), fg="red", err=True)
		raise SystemExit(1) from failure
	click.secho(f"Story {story}: done.", fg="green")


@click.command("salesflow-verify")
@click.option("--document", help="Name of a SOW, Work Proposal or Payment Milestone")
@click.option("--all", "everything", is_flag=True, help="All documents that have evidence")
@click.option("--bundle", type=click.Path(exists=True, path_type=Path), help="A bundle instead of this site")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON")
@pass_context
def salesflow_verify(context, document: str | None, everything: bool, bundle: Path | None, as_json: bool):
	"""Check evidence. Exit code 0 whole, 1 tampered, 2 incomplete, 3 cannot check."""
	from salesflow_app.evidence.proof import command
	from salesflow_app.evidence.proof.findings import CANNOT_CHECK, Finding, get_verdict
	from salesflow_app.sealing import asking

	try:
		if not (document or everything or bundle):
			raise ValueError("say what to check: --document NAME, --all, or --bundle FILE")
		with connected(context):
			findings = asking.find(document, bundle)
			checked = bundle or document or f"{len(asking.get_documents())} documents"
	except Exception as error:  # anything that stops the check must not look like tampering
		findings = [Finding(CANNOT_CHECK, "salesflow-verify", str(error) or type(error).__name__)]
		checked = ""
	if checked and not as_json:
		click.echo(f"Checked: {checked}")
	click.echo(command.as_json(findings) if as_json else command.as_text(findings))
	raise SystemExit(get_verdict(findings))


@click.command("salesflow-bundle")
@click.argument("document")
@click.option(
	"--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The zip to write"
)
@pass_context
def salesflow_bundle(context, document: str, output: Path):
	"""Write the evidence of a SOW or Work Proposal as a zip that anybody can check offline."""
	from salesflow_app.sealing import asking

	with connected(context):
		try:
			output.write_bytes(asking.make_bundle(document))
		except (frappe.ValidationError, frappe.DoesNotExistError) as error:
			raise click.ClickException(frappe.utils.strip_html(str(error))) from error
	click.echo(f"{output}: check it with “bench --site SITE salesflow-verify --bundle {output}”")


@click.command("salesflow-keys")
@click.option("--new", "kind", type=click.Choice(("mac", "seal")), help="Make a new key of this kind")
@pass_context
def salesflow_keys(context, kind: str | None):
	"""Say where the keys are and which are in use; the old ones stay for what they wrote."""
	from salesflow_app.evidence import keys

	with connected(context):
		if kind:
			keys.renew(kind)
		for line in keys.describe():
			click.echo(line)


@click.command("salesflow-repair")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing")
@pass_context
def salesflow_repair(context, dry_run: bool):
	"""Compute states and amounts of all milestones, and which orders are closed, from the ledger."""
	from salesflow_app.milestone import repair

	with connected(context):
		lines = repair.run(dry_run)
		if not dry_run:
			frappe.db.commit()
	for line in lines or ["Everything is as the ledger says."]:
		click.echo(line)


@click.command("salesflow-health")
@pass_context
def salesflow_health(context):
	"""Say what is wrong with the site and where to mend it. Exit code 1 if something is."""
	from salesflow_app.health import page

	with connected(context):
		wrong, fine = page.find()
		for line in wrong:
			click.secho(f"{line.title}: {line.sentence} {line.link}", fg="red")
		click.echo(page.get_summary(fine))
	raise SystemExit(1 if wrong else 0)


@contextmanager
def connected(context) -> Iterator[None]:
	"""The site of the command, as Administrator."""
	frappe.init(site=get_site(context))
	frappe.connect()
	try:
		frappe.set_user("Administrator")
		yield
	finally:
		frappe.destroy()


commands = [
	salesflow_demo,
	salesflow_verify,
	salesflow_bundle,
	salesflow_keys,
	salesflow_repair,
	salesflow_health,
]
