"""Bench commands: `salesflow-demo`."""

import importlib
from pathlib import Path

import click
import frappe
from frappe.commands import get_site, pass_context

STORIES = ("consulting", "sow", "factory", "pipeline")


@click.command("salesflow-demo")
@click.option("--story", type=click.Choice((*STORIES, "all")), default="all", help="Which story to play")
@click.option(
	"--inputs", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of input files"
)
@pass_context
def salesflow_demo(context, story: str, inputs: Path | None):
	"""Play whole deals on a site, each step by the user who owns it. Makes demo data: not for a production site."""
	frappe.init(site=get_site(context))
	frappe.connect()
	try:
		frappe.flags.salesflow_demo = True
		for name in STORIES if story == "all" else (story,):
			play(name, inputs)
	finally:
		frappe.destroy()


def play(story: str, inputs: Path | None = None) -> None:
	"""Play one story; exits with code 1 at the first thing that is not as expected."""
	from salesflow_app.demo.stage import Stage, StoryFailed, ensure_mail_account

	module = importlib.import_module(f"salesflow_app.demo.{story}")
	frappe.set_user("Administrator")
	ensure_mail_account()
	try:
		module.run(Stage(story, inputs))
		frappe.db.commit()
	except StoryFailed as failure:
		frappe.db.rollback()
		click.secho(str(failure), fg="red", err=True)
		raise SystemExit(1) from failure
	click.secho(f"Story {story}: done.", fg="green")


commands = [salesflow_demo]
