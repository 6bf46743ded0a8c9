"""What the health page and `bench salesflow-health` show: all that is wrong, and in one line what is in order."""

import frappe
from frappe import _

from salesflow_app.health import installation, machinery, people
from salesflow_app.health.lines import Check, Line, run

READERS = ("System Manager", "Sales Manager")
CHECKS = (
	Check("Scheduler", machinery.find_scheduler),
	Check("Mail account", machinery.find_mail_account),
	Check("Refused mails", machinery.find_refused_mails),
	Check("Outbox", machinery.find_outbox),
	Check("Mails without a reader", machinery.find_mails_without_reader),
	Check("Sealed PDFs", machinery.find_seals),
	Check("Signing provider", machinery.find_providers),
	Check("Keys of the evidence", machinery.find_keys),
	Check("Mail rules", people.find_mail_rules),
	Check("Approval rules", people.find_approval_rules),
	Check("Departments", people.find_departments),
	Check("Follow-up plan", people.find_follow_up_plan),
	Check("Work of people who left", people.find_work_of_people_who_left),
	Check("Deals without a leader", people.find_deals_without_leader),
	Check("Bank accounts", installation.find_bank_accounts),
	Check("First setup", installation.find_first_setup),
	Check("Switches", installation.find_switches),
	Check("Installed versions", installation.find_known_faults),
)


@frappe.whitelist()
def get_page() -> dict:
	"""Lines for the page. Raises PermissionError for all but System Managers and Sales Managers."""
	if not set(READERS) & set(frappe.get_roles()):
		frappe.throw(
			_("The health of the site is shown to System Managers and Sales Managers."),
			frappe.PermissionError,
		)
	wrong, fine = find()
	return {
		"wrong": [{"title": line.title, "sentence": line.sentence, "link": line.link} for line in wrong],
		"fine": fine,
		"summary": get_summary(fine),
	}


def find() -> tuple[list[Line], list[str]]:
	"""What is wrong, as far as the session's user may read it, and the titles of what is in order."""
	frappe.flags.salesflow_health_holders = None
	return run(CHECKS)


def get_summary(fine: list[str]) -> str:
	"""All green lines in one."""
	return _("In order: {0}.").format(", ".join(fine)) if fine else _("Nothing is in order yet.")
