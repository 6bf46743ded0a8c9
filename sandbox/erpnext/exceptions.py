"""Refusals of ERPNext that have a name."""

import frappe


class PartyFrozen(frappe.ValidationError):
	"""Nobody books on a frozen customer or supplier."""


class InvalidAccountCurrency(frappe.ValidationError):
	"""The account is kept in another currency."""


class InvalidCurrency(frappe.ValidationError):
	"""The currency does not fit the party's books."""


class PartyDisabled(frappe.ValidationError):
	"""A disabled customer or supplier has no new documents."""
