"""Bench commands about a site's apps, and what an app's own commands need."""

import functools
from contextlib import contextmanager

import click
import frappe


def pass_context(function):
	"""Give a command the context of the bench: the sites, and how much to say."""

	@click.pass_context
	@functools.wraps(function)
	def wrapper(ctx, *args, **kwargs):
		return ctx.invoke(function, ctx.obj, *args, **kwargs)

	return wrapper


def get_site(context, raise_err: bool = True) -> str | None:
	"""The one site that the command works on."""
	if context.sites:
		return context.sites[0]
	if raise_err:
		raise frappe.SiteNotSpecifiedError
	return None


@contextmanager
def _connected(context):
	for site in context.sites or [get_site(context)]:
		frappe.init(site=site)
		frappe.connect()
		try:
			yield site
		finally:
			frappe.destroy()


@click.command("install-app")
@click.argument("apps", nargs=-1, required=True)
@click.option("--force", is_flag=True, default=False)
@pass_context
def install_app(context, apps, force=False):
	"""Install apps on the site."""
	from frappe.installer import install_app

	with _connected(context):
		for app in apps:
			install_app(app, verbose=context.verbose, force=force)
		frappe.db.commit()


@click.command("uninstall-app")
@click.argument("app")
@click.option("--yes", "-y", is_flag=True, default=False)
@click.option("--dry-run", is_flag=True, default=False)
@click.option("--no-backup", is_flag=True, default=False)
@click.option("--force", is_flag=True, default=False)
@pass_context
def uninstall(context, app, dry_run, yes, no_backup, force):
	"""Remove an app and its documents from the site."""
	from frappe.installer import remove_app

	with _connected(context):
		if not yes:
			click.confirm(f"All documents of {app} will be deleted. Go on?", abort=True)
		remove_app(app_name=app, dry_run=dry_run, yes=yes, no_backup=no_backup, force=force)


@click.command("list-apps")
@pass_context
def list_apps(context):
	"""Print the apps of the site."""
	with _connected(context):
		for app in frappe.get_installed_apps():
			click.echo(f"{app} {frappe.get_module(app).__version__}")


@click.command("migrate")
@click.option("--skip-failing", is_flag=True, default=False)
@pass_context
def migrate(context, skip_failing=False):
	"""Bring the site to the state of the apps' files."""
	from frappe.migrate import SiteMigration

	with _connected(context) as site:
		click.echo(f"Migrating {site}")
		SiteMigration(skip_failing=skip_failing).run(site)


commands = [install_app, uninstall, list_apps, migrate]
