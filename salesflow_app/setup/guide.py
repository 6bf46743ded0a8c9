"""The guided first setup: what each of its steps asks for, and whether it is really done.

The steps are standard records of Frappe (`onboarding_step/`). Frappe takes the browser's word for a finished step; the
server looks itself, here.
"""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.mails import mail_check
from salesflow_app.people.roles import get_role_users
from salesflow_app.settings import DEPARTMENTS, PAPERS, POLICIES, get_settings
from salesflow_app.setup.in_flight import SWITCHES

SETTINGS = "Salesflow Settings"


@dataclass(frozen=True)
class Step:
	"""`is_done` looks at the settings; `missing` says what to do, or that the step can be skipped."""

	is_done: Callable[[Document], bool]
	missing: str


def _are_switches_on(settings: Document) -> bool:
	return all(settings.get(switch) for switch in SWITCHES)


def _have_rules_approvers(settings: Document) -> bool:
	"""Is there somebody for each kind of approval?"""
	rules = settings.approval_rules
	return {"Work Proposal", "Sales Order"} <= {rule.document for rule in rules} and all(
		rule.approver or get_role_users(rule.approver_role) for rule in rules
	)


def _are_policies_set(settings: Document) -> bool:
	return bool(settings.margin_floor) and settings.clearance_policy not in (None, "", "None")


STEPS = {
	"SalesFlow Switches": Step(
		_are_switches_on, "not every switch is on. Turn them on, or skip the step to work without some."
	),
	DEPARTMENTS: Step(
		lambda settings: any(row.email for row in settings.departments),
		"no department is named. Add a row with its e-mail address, or skip the step if nothing is produced.",
	),
	PAPERS: Step(
		lambda settings: bool(settings.papers),
		"no paper is named. Add a row, or skip the step if shipments need none.",
	),
	"SalesFlow Rules": Step(
		_have_rules_approvers,
		"an approval rule is missing, or nobody has the role it names. Add the rule, or give somebody the role.",
	),
	POLICIES: Step(
		_are_policies_set,
		"Clearance Needs or Margin Floor % is not set. Set both, or skip the step to work without them.",
	),
	"SalesFlow Test Mail": Step(
		lambda _settings: mail_check.has_arrived(),
		"no test mail has left this site yet. Use “Send Test Mail to Me” in Salesflow Settings; it takes a few minutes.",
	),
}


@retry_on_conflict
def look_again() -> None:
	"""Every five minutes: mark the steps that were done somewhere else."""
	mark_done()


def mark_done() -> None:
	"""Mark the steps that are done, as what they ask for is saved; what was marked stays so."""
	names = frappe.get_all(
		"Onboarding Step", {"name": ("in", list(STEPS)), "is_complete": 0}, pluck="name", order_by="name asc"
	)
	settings = frappe.get_doc(SETTINGS) if names else None
	for name in names:
		if STEPS[name].is_done(settings):
			frappe.db.set_value("Onboarding Step", name, {"is_complete": 1, "is_skipped": 0})


@frappe.whitelist()
def update_onboarding_step(name: str, field: str, value: str | int) -> None:
	"""As Frappe's function of that name, but one of our steps is complete only where it is.

	Raises PermissionError without the right to change Salesflow Settings, ValidationError with what is missing.
	"""
	if name not in STEPS:
		frappe.get_attr("frappe.desk.desktop.update_onboarding_step")(name=name, field=field, value=value)
		return
	frappe.has_permission(SETTINGS, "write", throw=True)
	if field == "is_complete" and cint(value) and not STEPS[name].is_done(get_settings()):
		frappe.throw(_("{0}: {1}").format(_(name), _(STEPS[name].missing)))
	if field in ("is_complete", "is_skipped"):
		frappe.db.set_value("Onboarding Step", name, field, cint(value))


@frappe.whitelist(methods=["POST"])
def send_test_mail() -> str:
	"""Send a mail to the user the way all of SalesFlow's mails go; returns the address.

	Raises PermissionError without the right to change Salesflow Settings.
	"""
	frappe.has_permission(SETTINGS, "write", throw=True)
	return mail_check.send_test_mail(frappe.get_doc(SETTINGS))
