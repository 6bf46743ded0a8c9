"""What an administrator sets up once: bank accounts, the steps of the first setup, faults of the installed versions."""

from collections.abc import Iterator

import frappe
from frappe import _

from salesflow_app.settings import get_settings
from salesflow_app.setup import guide, in_flight, known_faults

Found = Iterator[tuple[str, str]]
ROUTE = "salesflow-settings"


def find_bank_accounts() -> Found:
	"""Companies that bill milestones and have no account of their own to be paid on."""
	companies = set(
		frappe.get_all("Payment Milestone", pluck="company", distinct=True, order_by="company asc")
	)
	with_account = set(
		frappe.get_all("Bank Account", {"is_company_account": 1, "disabled": 0}, pluck="company")
	)
	for company in sorted(companies - with_account - {None, ""}):
		yield (
			_(
				"{0} has no Bank Account, so its invoices do not say where to pay. Add one and tick Is Company Account."
			).format(company),
			"bank-account",
		)


def find_first_setup() -> Found:
	"""Steps that are neither done nor skipped."""
	settings = get_settings()
	open_steps = frappe.get_all(
		"Onboarding Step",
		{"name": ("in", list(guide.STEPS)), "is_complete": 0, "is_skipped": 0},
		pluck="name",
		order_by="name asc",
	)
	for name in open_steps:
		if not guide.STEPS[name].is_done(settings):
			yield _("{0}: {1}").format(_(name), _(guide.STEPS[name].missing)), ROUTE


def find_switches() -> Found:
	"""Switches that are off although no document is under way that they would change."""
	settings = get_settings()
	off = [switch for switch in in_flight.SWITCHES if not settings.get(switch)]
	if not off:
		return
	free = in_flight.get_first_values()
	meta = frappe.get_meta("Salesflow Settings")
	for switch in off:
		if free[switch]:
			yield (
				_(
					"{0} is off, and nothing is under way that it would change. Turn it on, or leave it off on purpose."
				).format(_(meta.get_label(switch))),
				ROUTE,
			)


def find_known_faults() -> Found:
	for sentence in known_faults.get_sentences():
		yield sentence, "installed-applications"
