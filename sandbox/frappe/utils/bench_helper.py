"""The bench's command line: `python -m frappe.utils.bench_helper frappe --site <site> <command>`."""

import importlib

import click
import frappe


@click.group(name="frappe")
@click.option("--site", help="Site to work on")
@click.pass_context
def group(ctx, site: str | None = None) -> None:
	"""The commands of all apps of the bench; the current folder is its `sites` folder."""
	ctx.obj = frappe._dict(sites=[site] if site else [], verbose=False)


@group.command("serve")
@click.option("--port", default=8000)
@click.option("--noreload", "no_reload", is_flag=True, default=False)
@click.pass_context
def serve(ctx, port: int, no_reload: bool) -> None:
	"""Start the web server on the loopback."""
	from frappe.app import serve as run

	run(port=port, site=ctx.obj.sites[0], no_reload=no_reload)


def main() -> None:
	"""Run the command that the arguments name."""
	for app in frappe.get_all_apps(sites_path="."):
		if importlib.util.find_spec(f"{app}.commands"):
			for command in importlib.import_module(f"{app}.commands").commands:
				group.add_command(command)
	click.Group(name="bench", commands={"frappe": group})(prog_name="bench")


if __name__ == "__main__":
	main()
