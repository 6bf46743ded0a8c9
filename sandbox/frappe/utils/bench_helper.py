"""The bench's command line: `python -m frappe.utils.bench_helper frappe --site <site> <command>`."""

import importlib
import os

import click
import frappe
from frappe.context import _dict


def main() -> None:
	"""Run the command that the arguments name."""
	click.Group(name="bench", commands={"frappe": get_app_group()})(prog_name="bench")


def get_app_group() -> click.Group:
	"""The group `frappe` with the commands of all apps of the bench."""
	return click.Group(
		name="frappe",
		commands={command.name: command for app in get_apps() for command in get_app_commands(app)},
		params=[
			click.Option(["--site"], help="Site to work on"),
			click.Option(["--profile"], is_flag=True),
			click.Option(["--verbose"], is_flag=True),
			click.Option(["--force"], is_flag=True),
		],
		callback=_set_context,
	)


@click.pass_context
def _set_context(ctx, site: str | None = None, profile=False, verbose=False, force=False) -> None:
	sites = [name for name in (site or os.environ.get("FRAPPE_SITE") or "").split(",") if name]
	ctx.obj = _dict(sites=sites, profile=profile, verbose=verbose, force=force)


def get_apps() -> list[str]:
	"""Apps of the bench; the current folder is its `sites` folder."""
	return frappe.get_all_apps(with_internal_apps=True, sites_path=".")


def get_app_commands(app: str) -> list[click.Command]:
	"""What the app offers in its module `commands`."""
	own = [serve] if app == "frappe" else []
	if importlib.util.find_spec(f"{app}.commands") is None:
		return own
	module = importlib.import_module(f"{app}.commands")
	return [*own, *getattr(module, "commands", [])]


@click.command("serve")
@click.option("--port", default=8000)
@click.option("--profile", is_flag=True, default=False)
@click.option("--proxy", is_flag=True, default=False)
@click.option("--noreload", "no_reload", is_flag=True, default=False)
@click.option("--nothreading", "no_threading", is_flag=True, default=False)
@click.option("--sites", "sites_path", default=".")
@click.pass_context
def serve(ctx, port: int, **options) -> None:
	"""Start the web server on the loopback."""
	from frappe.app import serve as run

	run(port=port, site=next(iter(ctx.obj.sites), None), **options)


if __name__ == "__main__":
	main()
