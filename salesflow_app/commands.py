"""Bench commands: `salesflow-demo`."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import click
import frappe
from frappe.commands import get_site, pass_context

if TYPE_CHECKING:
	from salesflow_app.demo.mail_server import MailServer

STORIES = ("consulting", "sow", "factory", "pipeline", "trouble")


@click.command("salesflow-demo")
@click.option("--story", type=click.Choice((*STORIES, "all")), default="all", help="Which story to play")
@click.option(
	"--inputs",
	type=click.Path(exists=True, file_okay=False, path_type=Path),
	help="Folder with sow/consulting_sow.md, sow/agile_bpa_sow.md and the four files of crm/",
)
@click.option("--with-others", is_flag=True, help="Play even where others would get tasks and mails")
@pass_context
def salesflow_demo(context, story: str, inputs: Path | None, with_others: bool):
	"""Play whole deals on a site, each step by the user who owns it. Creates demo data: not for production."""
	from salesflow_app.demo import mail_server

	frappe.init(site=get_site(context))
	frappe.connect()
	try:
		frappe.set_user("Administrator")
		names = STORIES if story == "all" else (story,)
		prepare(names, inputs, with_others)
		with mail_server.opened() as server:
			for name in names:
				play(name, inputs, server)
	finally:
		frappe.destroy()


def prepare(stories: tuple[str, ...], inputs: Path | None, with_others: bool) -> None:
	"""Exit with code 1 before the first step where a story could not end, or would reach others."""
	from salesflow_app.demo import preparing

	problems = list(preparing.find_problems(stories, inputs, with_others))
	for sentence in problems:
		click.secho(sentence, fg="red", err=True)
	if problems:
		raise SystemExit(1)
	for name in preparing.find_unread(inputs) if inputs else ():
		click.echo(f"Not used: {name}")


def play(story: str, inputs: Path | None = None, server: MailServer | None = None) -> None:
	"""Play one story; exits with code 1 at the first thing that is not as expected."""
	from salesflow_app.demo.stage import Stage, StoryFailed

	module = importlib.import_module(f"salesflow_app.demo.{story}")
	frappe.set_user("Administrator")
	stage = Stage(story, inputs, server)
	try:
		module.run(stage)
		frappe.db.commit()
		stage.send_mails()
	except StoryFailed as failure:
		frappe.db.rollback()
		click.secho(str(failure), fg="red", err=True)
		raise SystemExit(1) from failure
	click.secho(f"Story {story}: done.", fg="green")


commands = [salesflow_demo]
