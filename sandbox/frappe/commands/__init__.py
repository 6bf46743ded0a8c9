"""What an app's own bench commands need. The bench's commands about apps are not part of the sandbox."""

import functools

import click
import frappe
from frappe.offered import refuse_others


def pass_context(function):
	"""Give a command the context of the bench: the sites, and how much to say."""

	@click.pass_context
	@functools.wraps(function)
	def wrapper(ctx, *args, **kwargs):
		return ctx.invoke(function, ctx.obj, *args, **kwargs)

	return wrapper


def get_site(context, raise_err: bool = True) -> str | None:
	"""The one site that the command works on."""
	if not context.sites and raise_err:
		raise frappe.SiteNotSpecifiedError
	return context.sites[0] if context.sites else None


commands = []
__getattr__ = refuse_others(__name__)
