"""Rules that name nobody, work of people who left, deals that nobody leads."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import validate_email_address

from salesflow_app.salesflow_app.workflows import payment_milestone as milestones
from salesflow_app.settings import DEPARTMENTS, get_settings, is_left_out

SETTINGS = "salesflow-settings"
BY_FIELD = {
	"Sales Assistant": ("sales_assistant", "Sales Assistant"),
	"Operations Manager": ("operations_manager", "Operations Manager"),
}
"""Addressee of a mail rule -> the person in the settings, and the role that stands in for them."""
OPEN_DEAL = ("not in", ("Lost", "Closed", "Converted"))
OVER = (milestones.PAID, milestones.WAIVED, milestones.CREDITED)
MOST_NAMED = 5
Found = Iterator[tuple[str, str]]


def find_mail_rules() -> Found:
	settings, holders = get_settings(), _get_holders()
	for row in settings.mail_rules:
		if why := _find_nobody(row, settings, holders):
			yield (
				_("Who Gets Which Mail, row {0} ({1}): {2}. Name somebody there.").format(
					row.idx, _(row.mail_event), why
				),
				SETTINGS,
			)


def _find_nobody(row: Document, settings: Document, holders: dict[str, set[str]]) -> str:
	"""Why the row reaches nobody; empty where it may reach somebody."""
	if row.send_to == "E-Mail":
		return "" if validate_email_address(row.email or "") else _("the address is missing or wrong")
	field, role = BY_FIELD.get(row.send_to, ("", row.role if row.send_to == "Role" else ""))
	if not role or (field and settings.get(field) in holders[""]) or holders.get(role):
		return ""
	return _("nobody with a login has the role {0}").format(_(role))


def find_approval_rules() -> Found:
	holders = _get_holders()
	for row in get_settings().approval_rules:
		if row.approver and row.approver not in holders[""]:
			why = _("{0} has no login any more").format(row.approver)
		elif not row.approver and not holders.get(row.approver_role):
			why = _("nobody with a login has the role {0}").format(_(row.approver_role or "–"))
		else:
			continue
		yield (
			_("Approval Rules, row {0} ({1}): {2}. Name somebody there.").format(
				row.idx, _(row.document), why
			),
			SETTINGS,
		)


def find_departments() -> Found:
	rows = [] if is_left_out(DEPARTMENTS) else get_settings().departments
	for row in rows:
		if not validate_email_address(row.email or ""):
			yield (
				_(
					"Departments, row {0} ({1}): no e-mail address, so production hears of no order. Enter one."
				).format(row.idx, row.department),
				SETTINGS,
			)


def find_follow_up_plan() -> Found:
	settings, holders = get_settings(), _get_holders()
	if not settings.follow_up_plan:
		yield _("The Follow-Up Plan has no row, so no client is reminded. Add its steps."), SETTINGS
	calls = [row for row in settings.follow_up_plan if row.channel == "Call"]
	if calls and settings.sales_assistant not in holders[""] and not holders.get("Sales Assistant"):
		yield (
			_("Follow-Up Plan, row {0}: nobody can be asked to call. Name a Sales Assistant.").format(
				calls[0].idx
			),
			SETTINGS,
		)


def _get_holders() -> dict[str, set[str]]:
	"""Role -> enabled System Users who have it; of no role, all of them. One statement for each request."""
	if frappe.flags.salesflow_health_holders is None:
		has_role, account = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
		rows = (
			frappe.qb.from_(account)
			.left_join(has_role)
			.on((has_role.parent == account.name) & (has_role.parenttype == "User"))
			.select(account.name, has_role.role)
			.where((account.enabled == 1) & (account.user_type == "System User"))
			.where(account.name.notin(("Administrator", "Guest")))
		).run()
		holders: dict[str, set[str]] = {"": set()}
		for user, role in rows:
			holders[""].add(user)
			holders.setdefault(role or "", set()).add(user)
		frappe.flags.salesflow_health_holders = holders
	return frappe.flags.salesflow_health_holders


def find_work_of_people_who_left() -> Found:
	"""Open tasks, deals and milestones whose person has no login any more."""
	left = frappe.get_all("User", {"enabled": 0}, pluck="name", order_by="name asc") or [""]
	tasks = frappe.get_all(
		"ToDo", {"status": "Open", "allocated_to": ("in", left)}, pluck="allocated_to", order_by="name asc"
	)
	deals = _list("Opportunity", "opportunity_owner", left, status=OPEN_DEAL)
	owned = _list("Payment Milestone", "account_manager", left, workflow_state=("not in", OVER))
	for owners, sentence, route in (
		(tasks, _("{0} open tasks belong to people who left: {1}. Assign them to somebody else."), "todo"),
		(deals, _("{0} open deals belong to people who left: {1}. Change Opportunity Owner."), "opportunity"),
		(
			owned,
			_("{0} milestones have an account manager who left: {1}. Change Account Manager."),
			"payment-milestone",
		),
	):
		if owners:
			yield sentence.format(len(owners), _name(owners)), route


def find_deals_without_leader() -> Found:
	"""Open deals of sales people above whom the Sales Person tree has nobody: no advice, and no Lost Analysis."""
	people = frappe.get_all(
		"Sales Person", {"enabled": 1}, ["salesflow_user", "lft", "rgt", "is_group"], order_by="lft asc"
	)
	enabled = _get_holders()[""]
	led = {row.salesflow_user for row in people if _has_leader(row, people, enabled)}
	owners = [
		owner
		for owner in _list("Opportunity", "opportunity_owner", None, status=OPEN_DEAL)
		if owner not in led
	]
	if owners:
		yield (
			_(
				"{0} open deals have no leader, because nobody is above {1} in the Sales Person tree. Add them there."
			).format(len(owners), _name(owners)),
			"sales-person/view/tree",
		)


def _has_leader(row: frappe._dict, people: list[frappe._dict], enabled: set[str]) -> bool:
	if row.is_group and row.salesflow_user:
		return True  # the head of a team leads it
	return any(
		above.lft < row.lft and above.rgt > row.rgt and above.salesflow_user in enabled - {row.salesflow_user}
		for above in people
	)


def _list(doctype: str, field: str, users: list[str] | None, **filters) -> list[str]:
	"""The person of each document that the reader may read; with `users`, of theirs alone."""
	filters[field] = ("in", users) if users else ("is", "set")
	if not frappe.has_permission(doctype, "read"):
		return []
	return frappe.get_list(doctype, filters, pluck=field, limit_page_length=0, order_by="name asc")


def _name(owners: list[str]) -> str:
	names = sorted(set(owners))
	shown = ", ".join(names[:MOST_NAMED])
	more = len(names) - MOST_NAMED
	return _("{0} and {1} more").format(shown, more) if more > 0 else shown
