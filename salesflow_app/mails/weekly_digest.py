"""Weekly digest: to each leader, what became of the team's deals. It hangs on the leader's User, which nobody else reads.

It does not say why a deal was lost: that stands in the analysis alone.
"""

from collections.abc import Iterator
from datetime import date as Day

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_list, getdate

from salesflow_app.deal.week import Week, get_amount, get_sellers, get_week
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.outbox.worker import NotSent
from salesflow_app.people.accounts import keep_enabled
from salesflow_app.text.formats import date, money

EVENT = "Weekly Digest"
MOST = 10
"""Deals of one kind that the mail names; the list has the others."""


def send_weekly_digest(leader: str, since: Day, until: Day) -> None:
	"""For these days, once."""
	entries.add(EVENT, frappe.get_doc("User", leader), _get_key(leader, since), since=since, until=until)


def is_sent(leader: str, since: Day) -> bool:
	return entries.get_state(_get_key(leader, since)) is not None


def _get_key(leader: str, since: Day) -> str:
	return f"{EVENT}:{leader}:{since}"


def write(leader: Document, moment: frappe._dict) -> Mail:
	if not leader.enabled:
		raise NotSent(_("this leader has left"))
	since, until = getdate(moment.since), getdate(moment.until)
	sellers = get_sellers(leader.name)
	week = get_week(leader.name, sellers, since, until)
	parts = _get_parts(week)
	rows = list(_get_rows(parts))
	return Mail(
		get_addresses([leader.name]),
		_("Your team's week: {0} to {1}").format(date(since), date(until)),
		Message(
			intro=_get_intro(week),
			facts=[(label, str(len(deals))) for label, deals in parts if deals],
			table=(_get_head(), rows) if rows else None,
			button=(_("Open Opportunities"), get_url_to_list("Opportunity")),
			closing="\n".join(_get_closing(week, sellers)),
		),
	)


def _get_parts(week: Week) -> list[tuple[str, list]]:
	return [
		(_("New"), week.new),
		(_("Moved"), week.moved),
		(_("Stuck"), week.stuck),
		(_("Won"), week.won),
		(_("Lost"), week.lost),
	]


def _get_intro(week: Week) -> str:
	if any(deals for _label, deals in _get_parts(week)):
		return _("This is what became of your team's deals. {0} are open.").format(len(week.is_open))
	return _("A quiet week: nothing new, moved, stuck, won or lost. {0} deals are open.").format(
		len(week.is_open)
	)


def _get_head() -> list[str]:
	return ["", _("Deal"), _("Sales Person"), _("Amount"), _("Next Date"), _("Progress")]


def _get_rows(parts: list[tuple[str, list]]) -> Iterator[list[str]]:
	for label, deals in parts:
		for number, deal in enumerate(deals[:MOST]):
			yield [label if not number else "", *_get_cells(deal)]
		if len(deals) > MOST:
			yield ["", _("and {0} more").format(len(deals) - MOST), "", "", "", ""]


def _get_cells(deal: frappe._dict) -> list[str]:
	amount = get_amount(deal)
	currency = deal.currency or frappe.get_cached_value("Company", deal.company, "default_currency")
	return [
		f"{deal.customer_name or deal.title or ''}\n{deal.name}".strip(),
		get_fullname(deal.opportunity_owner or deal.owner),
		money(amount, currency) if amount else "",
		date(deal.salesflow_next_date),
		deal.get("note") or "",
	]


def _get_closing(week: Week, sellers: list[str]) -> Iterator[str]:
	"""Who left and still has deals; where to read why a deal was lost."""
	here = set(keep_enabled(sellers))
	for user in sellers:
		theirs = [deal for deal in week.is_open if (deal.opportunity_owner or deal.owner) == user]
		if user not in here and theirs:
			yield _(
				"{0} has left and still has {1} open deals: choose another Opportunity Owner for them."
			).format(get_fullname(user), len(theirs))
	if week.lost:
		yield _("Why a deal was lost is in its Lost Analysis, which only its leader can open.")
