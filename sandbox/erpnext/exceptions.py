"""Refusals of ERPNext that have a name."""

import frappe


class PartyFrozen(frappe.ValidationError):
	"""Nobody books on a frozen customer or supplier."""


class PartyDisabled(frappe.ValidationError):
	"""A disabled customer or supplier has no new documents."""
