"""Why a deal was lost: only the leader may know.

The reasons are taken off the Opportunity or Quotation before they reach its row, its child tables or its
version history, and go into a Lost Analysis, which its leader alone can read. The leader is the nearest one
above the sales person in the Sales Person tree; the head of a team with nobody above leads it. Where
there is no leader at all, nobody can read the analysis until one is put into the tree (`hand_over_orphans`).
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html, strip_html, today

from salesflow_app.deal.origin import get_sales_person
from salesflow_app.documents.acts import system_act
from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.mails.case_lost import send_case_lost
from salesflow_app.people.teams import get_leader, heads_team

DOCTYPES = ("Opportunity", "Quotation")
LOST = "Lost"
TABLES = {"lost_reasons": "lost_reason", "competitors": "competitor"}
TEXT = "order_lost_reason"


def take_words(doc: Document) -> None:
	"""Empty the lost fields before the document is written, and keep the reasons for `record`.

	Competitors of a deal that is still open stay: the team works with them.
	"""
	words = _read_words(doc)
	if words:
		doc.flags.salesflow_lost_words = {**(doc.flags.salesflow_lost_words or {}), **words}
	_empty(doc)
	if before := doc.get_doc_before_save():
		_empty(before, is_lost=doc.status == LOST)  # what is compared for the version history


def note_status(doc: Document) -> None:
	"""ERPNext declares a Quotation lost by `db_set`, and saves it afterwards: note that it became lost."""
	if doc.status == LOST and frappe.db.get_value(doc.doctype, doc.name, "status") != LOST:
		doc.flags.salesflow_became_lost = True


def record(doc: Document) -> None:
	"""After the row is written: keep the reasons in a Lost Analysis; tell the leader when a deal became lost.

	Reasons of a deal that is not lost, or was lost long ago, are kept without a mail.
	"""
	words = doc.flags.pop("salesflow_lost_words", None) or {}
	became_lost = _became_lost(doc)
	if not (words or became_lost):
		return
	latest = _get_latest(doc)
	if not latest or (became_lost and latest.lost_on):
		latest = _new_analysis(doc)
	if became_lost and doc.get_doc_before_save():
		_validate_reason(doc, latest, words)
	_add_words(latest, words)
	if became_lost:
		latest.lost_on = today()
	with system_act(latest):
		latest.save(ignore_permissions=True)  # whoever gives the reason may not read the analysis
	if became_lost:
		_warn_without_leader(doc, latest)
		send_case_lost(latest)


def _validate_reason(doc: Document, analysis: Document, words: dict) -> None:
	"""A deal that is declared lost has a reason; one that comes in lost, by an import, may have none."""
	if not words and not any(analysis.get(field) for field in ("lost_reasons", "detailed_reason")):
		frappe.throw(
			_("{0} {1}: say why it was lost. Use Set as Lost, with at least one {2} or a {3}.").format(
				_(doc.doctype), doc.name, frappe.bold(_("Lost Reason")), frappe.bold(_("Detailed Reason"))
			)
		)


def record_answer(doc: Document, words: str) -> None:
	"""The client said no, and the deal is lost: keep their words. They are told nothing of our leaders."""
	messages = len(frappe.local.message_log)
	doc.flags.salesflow_lost_words = {"detailed_reason": words}
	doc.flags.salesflow_became_lost = True
	record(doc)
	del frappe.local.message_log[messages:]


def protect(doc: Document) -> None:
	"""A deal whose loss was analysed is not deleted, and its analysis with it."""
	if frappe.db.exists(
		"Salesflow Lost Analysis", {"reference_doctype": doc.doctype, "reference_name": doc.name}
	):
		frappe.throw(
			_(
				"{0} {1} cannot be deleted: it was lost once, and its leader keeps the analysis. "
				"Close it instead."
			).format(_(doc.doctype), frappe.bold(doc.name))
		)


def follow_rename(doctype: str, old: str, new: str) -> None:
	"""The analyses of a renamed document stay with it, also where Frappe's dynamic links miss them."""
	reference = {"reference_doctype": doctype, "reference_name": old}
	for name in frappe.get_all("Salesflow Lost Analysis", reference, pluck="name", order_by="name asc"):
		frappe.db.set_value("Salesflow Lost Analysis", name, "reference_name", new, update_modified=False)


@retry_on_conflict
def hand_over_orphans() -> None:
	"""Hand analyses without a leader, or with one who left, to the current leader, and tell them."""
	for_each(hand_over, _get_orphans(), lambda analysis: analysis.name)


def hand_over(analysis: frappe._dict) -> None:
	leader = get_responsible(analysis.sales_person)
	if leader and leader != analysis.leader:
		doc = frappe.get_doc("Salesflow Lost Analysis", analysis.name)
		doc.leader = leader
		with system_act(doc):
			doc.save(ignore_permissions=True)  # the process hands it over
		if doc.lost_on:
			send_case_lost(doc, is_successor=bool(analysis.leader))


def give_back_all() -> None:
	"""Uninstall: the reasons return to ERPNext's own fields, because our DocType goes away with its rows."""
	for row in frappe.get_all(
		"Salesflow Lost Analysis",
		fields=["reference_doctype", "reference_name"],
		distinct=True,
		order_by="reference_name asc",
	):
		if frappe.db.exists(row.reference_doctype, row.reference_name):
			_give_back(frappe.get_doc(row.reference_doctype, row.reference_name))


def _give_back(doc: Document) -> None:
	analyses = frappe.get_all(
		"Salesflow Lost Analysis",
		filters={"reference_doctype": doc.doctype, "reference_name": doc.name},
		fields=["lost_reasons", "competitors", "detailed_reason", "analysis"],
		order_by="creation asc, name asc",
	)
	texts = [
		text for row in analyses for text in (row.detailed_reason, strip_html(cstr(row.analysis))) if text
	]
	frappe.db.set_value(doc.doctype, doc.name, TEXT, "\n".join(texts) or None, update_modified=False)
	if doc.status != LOST:
		return
	for fieldname, column in TABLES.items():
		known = len(doc.get(fieldname))
		for index, name in enumerate(cstr(analyses[-1].get(fieldname)).splitlines()):
			doc.append(fieldname, {column: name, "idx": known + index + 1}).db_insert()


def get_responsible(sales_person: str | None) -> str | None:
	"""The user who may know why deals of this sales person are lost."""
	if not sales_person:
		return None
	return get_leader(sales_person) or (sales_person if heads_team(sales_person) else None)


def tell_form(doc: Document) -> None:
	"""The form of a lost deal learns which analysis its reader may open."""
	if doc.status == LOST and frappe.has_permission("Salesflow Lost Analysis"):
		doc.set_onload("salesflow_lost_analysis", get_readable(doc))


def get_readable(doc: Document) -> str | None:
	"""The latest Lost Analysis of the deal that the current user may read."""
	names = frappe.get_list(
		"Salesflow Lost Analysis",
		filters={"reference_doctype": ("in", DOCTYPES), "reference_name": ("in", _get_deal_names(doc))},
		pluck="name",
		order_by="creation desc, name desc",
		limit=1,
	)
	return names[0] if names else None


def _get_deal_names(doc: Document) -> list[str]:
	"""The document and, for an opportunity, its quotations: one of them may be what was lost."""
	if doc.doctype != "Opportunity":
		return [doc.name]
	own = frappe.get_all("Quotation", {"opportunity": doc.name}, pluck="name", order_by="name asc")
	by_item = frappe.get_all(
		"Quotation Item",
		{"prevdoc_doctype": "Opportunity", "prevdoc_docname": doc.name},
		pluck="parent",
		order_by="parent asc",
	)
	return [doc.name, *own, *by_item]


def _read_words(doc: Document) -> dict[str, str]:
	words = {}
	for fieldname, column in TABLES.items():
		if fieldname == "competitors" and doc.status != LOST:
			continue
		names = dict.fromkeys(cstr(row.get(column)) for row in doc.get(fieldname) or [])
		words[fieldname] = "\n".join(filter(None, names))
	words["detailed_reason"] = cstr(doc.get(TEXT)).strip()
	return {key: text for key, text in words.items() if text}


def _empty(doc: Document, is_lost: bool | None = None) -> None:
	is_lost = doc.status == LOST if is_lost is None else is_lost
	for fieldname in TABLES:
		if is_lost or fieldname != "competitors":
			doc.set(fieldname, [])
	doc.set(TEXT, None)


def _became_lost(doc: Document) -> bool:
	if doc.status != LOST:
		return False
	before = doc.get_doc_before_save()
	return bool(doc.flags.pop("salesflow_became_lost", None)) or not before or before.status != LOST


def _get_latest(doc: Document) -> Document | None:
	names = frappe.get_all(
		"Salesflow Lost Analysis",
		{"reference_doctype": doc.doctype, "reference_name": doc.name},
		pluck="name",
		order_by="creation desc, name desc",
		limit=1,
	)
	return frappe.get_doc("Salesflow Lost Analysis", names[0]) if names else None


def _add_words(analysis: Document, words: dict[str, str]) -> None:
	for fieldname, text in words.items():
		lines = [*cstr(analysis.get(fieldname)).splitlines(), *text.splitlines()]
		analysis.set(fieldname, "\n".join(dict.fromkeys(lines)))


def _new_analysis(doc: Document) -> Document:
	reference = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	number = frappe.db.count("Salesflow Lost Analysis", reference) + 1
	sales_person = get_sales_person(doc)
	return frappe.get_doc(
		{
			"doctype": "Salesflow Lost Analysis",
			**reference,
			"entry_key": f"{doc.doctype}:{doc.name}:{number}",
			"customer_name": doc.get("customer_name") or doc.get("party_name"),
			"sales_person": sales_person,
			"leader": get_responsible(sales_person),
		}
	)


def _warn_without_leader(doc: Document, analysis: Document) -> None:
	if analysis.leader:
		return
	text = _(
		"{0} {1} is lost, and there is no leader to tell: {2} has nobody above them in the Sales Person tree. "
		"The reason is kept for the leader until you add one to the tree."
	).format(_(doc.doctype), doc.name, analysis.sales_person)
	frappe.msgprint(escape_html(text), title=_("No Leader"), indicator="orange")
	doc.add_comment("Info", escape_html(text))


def _get_orphans() -> list[frappe._dict]:
	leaderless = frappe.get_all(
		"Salesflow Lost Analysis",
		filters={"leader": ("is", "not set")},
		fields=["name", "sales_person", "leader"],
		order_by="creation asc",
	)
	analysis, account = frappe.qb.DocType("Salesflow Lost Analysis"), frappe.qb.DocType("User")
	left = (
		frappe.qb.from_(analysis)
		.join(account)
		.on(account.name == analysis.leader)
		.select(analysis.name, analysis.sales_person, analysis.leader)
		.where(account.enabled == 0)
	).run(as_dict=True)
	return [*leaderless, *left]
