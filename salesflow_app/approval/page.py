"""The approver's one page: value, margin, who asks and why, what changed, where the text leaves its master, what was said."""

from dataclasses import asdict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.approval import changes, deciding, gate, rounds
from salesflow_app.approval.levels import (
	TABLES,
	Level,
	get_approving_step,
	get_levels,
	get_public_reason,
	get_returning_step,
	hides_costs,
	is_waiting,
)
from salesflow_app.approval.links import get_title
from salesflow_app.order import figures
from salesflow_app.people.deputies import get_represented
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.text import masters
from salesflow_app.text.formats import date, moment, money, percent
from salesflow_app.text.refreshing import FOLLOWS, get_sections


@frappe.whitelist()
def get_page(doctype: str, name: str) -> dict:
	"""Everything the approver's page shows of a document.

	Raises PermissionError without the right to read it. Margins are only there for users who may see costs.
	"""
	doctype = _get_doctype(doctype)
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	state = doc.get(BY_DOCTYPE[doctype].state_field)
	return {
		"doctype": doctype,
		"name": doc.name,
		"title": doc.customer_name if doctype == "Sales Order" else get_title(doc),
		"link": get_url_to_form(doctype, doc.name),
		"state": _(state or ""),
		"modified": str(doc.modified),
		"facts": get_facts(doc),
		"levels": get_level_rows(doc),
		"changes": changes.find_changes(doc),
		"text": get_text(doc),
		"said": get_said(doc),
		"may": get_may(doc),
	}


def _get_doctype(text: str) -> str:
	"""The page's address names the document type as the desk's addresses do."""
	known = {doctype.lower().replace(" ", "-"): doctype for doctype in TABLES}
	doctype = known.get(text.lower().replace(" ", "-"))
	return doctype or frappe.throw(
		_("{0} is not approved here.").format(text[:140]), frappe.DoesNotExistError
	)


def may_see_costs(doc: Document) -> bool:
	"""May the session's user read costs and margins? For orders and SOWs as for proposals."""
	proposal = doc if doc.doctype == "Work Proposal" else frappe.new_doc("Work Proposal")
	return 1 in proposal.get_permlevel_access("read")


# What it is worth


def get_facts(doc: Document) -> list[tuple[str, str]]:
	"""Label and text, the most important first."""
	facts = [(_("Client"), doc.customer_name), *VALUES[doc.doctype](doc)]
	if may_see_costs(doc):
		facts.append((_("Margin"), _get_margin(doc)))
	facts += [(_("Company"), doc.company), (_("Account manager"), _get_manager(doc))]
	valid = doc.get("valid_till")
	return [*facts, (_("Valid until"), date(valid))] if valid else facts


def _get_proposal_values(doc: Document) -> list[tuple[str, str]]:
	amounts = (
		(_("One-time (net)"), doc.total_one_time),
		(_("Per month (net)"), doc.total_monthly),
		(_("Optional (net)"), doc.total_optional),
	)
	return [(label, money(amount, doc.currency)) for label, amount in amounts if amount]


def _get_sow_values(doc: Document) -> list[tuple[str, str]]:
	return [(_("Value (net)"), money(doc.total, doc.currency))]


def _get_order_values(doc: Document) -> list[tuple[str, str]]:
	discount = figures.get_discount(doc)
	return [
		(_("Value (net)"), money(doc.net_total, doc.currency)),
		(_("Value with tax"), money(doc.grand_total, doc.currency)),
		*([(_("Below the price list"), percent(discount))] if discount > 0 else []),
	]


VALUES = {
	"Work Proposal": _get_proposal_values,
	"SOW": _get_sow_values,
	"Sales Order": _get_order_values,
}


def _get_margin(doc: Document) -> str:
	if doc.doctype == "Sales Order":
		margin = figures.get_margin(doc)
	else:
		proposal = doc if doc.doctype == "Work Proposal" else _get_proposal(doc)
		margin = proposal and not proposal.margin_unknown and proposal.margin_percentage
	return (
		(percent(round(margin, 2)) or "0 %")
		if isinstance(margin, int | float) and margin is not False
		else _("unknown")
	)


def _get_proposal(sow: Document) -> Document | None:
	name = sow.work_proposal
	return frappe.get_doc("Work Proposal", name) if name and frappe.db.exists("Work Proposal", name) else None


def _get_manager(doc: Document) -> str:
	manager = doc.get("account_manager")
	return get_fullname(manager) if manager else get_fullname(doc.owner)


# Who asks, and what was said


def get_level_rows(doc: Document) -> list[dict]:
	"""Each level: who approves, which rule asks and why, and who did when."""
	if not is_waiting(doc):
		return []
	sees_costs = may_see_costs(doc)
	done = {entry.level: entry for entry in rounds.get_approvals(doc)}
	open_levels = gate.get_open_levels(doc)
	return [
		{
			"number": level.number,
			"who": level.label,
			"why": _get_why(level, sees_costs),
			"done": _describe(done[level.number]) if level.number in done else "",
			"is_next": bool(open_levels) and open_levels[0].number == level.number,
		}
		for level in get_levels(doc)
	]


def _get_why(level: Level, sees_costs: bool) -> str:
	if not level.reason:
		return _("always asked")
	return get_public_reason(level) if hides_costs(level) and not sees_costs else level.reason


def _describe(entry: frappe._dict) -> str:
	who = get_fullname(entry.by_user)
	if entry.for_user:
		who = _("{0} for {1}").format(who, get_fullname(entry.for_user))
	return _("{0}, {1}").format(who, moment(entry.creation))


def get_said(doc: Document) -> list[dict]:
	"""What was decided, asked and answered, the newest first."""
	words = {
		rounds.REQUESTED: _("asked for approval"),
		rounds.APPROVED: _("approved"),
		rounds.RETURNED: _("returned it"),
		rounds.ASKED: _("asked"),
		rounds.ANSWERED: _("answered"),
		rounds.VOIDED: _("changed it after a level had approved"),
	}
	return [
		{"who": _describe(entry), "what": words[entry.decision], "words": entry.reason or ""}
		for entry in reversed(rounds.get_entries(doc))
	]


# Where the text leaves the master


def get_text(doc: Document) -> dict:
	"""Sections that differ from the master the document was drafted from, and whether that master has moved on."""
	if not doc.get("master_document"):
		return {"master": "", "newer": None, "sections": []}
	master = frappe.get_cached_doc(masters.MASTER, doc.master_document)
	try:
		sections = get_sections(doc, master, is_from_master=True)
	except frappe.ValidationError:
		frappe.clear_messages()
		sections = []
	return {
		"master": _("{0}, version {1}").format(master.title, doc.master_version),
		"newer": masters.get_newer(doc) if is_waiting(doc) else None,
		"sections": [asdict(row) for row in sections if row.source != FOLLOWS],
	}


# What the reader may do


def get_may(doc: Document) -> dict:
	"""Which buttons the page shows, and why not where it shows none."""
	if not is_waiting(doc):
		return {"why_not": _("It does not wait for approval. Open the document to see what comes next.")}
	level = gate.get_open_levels(doc)[0]
	right = gate.find_level_right(doc, level, frappe.session.user)
	question = deciding.get_open_question(doc)
	return {
		"level": level.number,
		"approve": bool(right),
		"approve_label": _(get_approving_step(doc.doctype).action),
		"return": deciding.may_return(doc),
		"return_label": _(get_returning_step(doc.doctype).action),
		"ask": bool(right),
		"for_user": get_fullname(right.for_user) if right and right.for_user else "",
		"question": question.reason if question else "",
		"answer": bool(question) and deciding.may_answer(doc, question),
		"why_not": "" if right else _get_why_not(doc, level),
	}


def _get_why_not(doc: Document, level: Level) -> str:
	if {frappe.session.user, *get_represented(frappe.session.user)} & gate.get_barred(doc):
		return _("You wrote some of it or approved a level already, so {0} decides.").format(level.label)
	return _("{0} decides.").format(level.label)
