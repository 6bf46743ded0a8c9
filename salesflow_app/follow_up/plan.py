"""The follow-up plan as Salesflow Settings have it: rows for a class of customers, else for all."""

from frappe.utils import cint

from salesflow_app import settings
from salesflow_app.rules.follow_up import MAIL, TONES, Step, make_plan

Plans = dict[str, tuple[Step, ...]]


def get_plans() -> Plans:
	"""Customer class -> its steps; the key "" is for all others.

	Without rows, the plan is the one mail of *Reminder (Days after Due Date)*; 0 reminds nobody.
	"""
	values = settings.get_settings()
	rows: dict[str, list[Step]] = {}
	for row in values.get("follow_up_plan") or []:
		step = Step(cint(row.days), row.channel or MAIL, row.tone or TONES[0], (row.words or "").strip())
		rows.setdefault(row.customer_class or "", []).append(step)
	days = cint(values.reminder_days)
	if not rows and days > 0:
		rows[""] = [Step(days)]
	return {customer_class: make_plan(steps) for customer_class, steps in rows.items()}
