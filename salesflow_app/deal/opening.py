"""Opening a project in one go: the client is found or made, and the Opportunity with it, with the user's own rights.

Nobody is locked out meanwhile. What is sent twice, and two people who open the same new company at the same moment,
meet at a unique key: who comes second begins anew and finds what the first one made.
"""

import hashlib

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import comma_and, format_date, getdate, today

from salesflow_app.deal import known_clients, look_alikes
from salesflow_app.deal.next_date import read_day
from salesflow_app.documents.locks import retry_on_conflict

KEY, NAME_KEY = "salesflow_opening_key", "salesflow_name_key"
"""Unique: of an Opportunity, who sent which dialog; of a Lead, the company's name."""


@frappe.whitelist()
def look_up(company_name: str) -> dict:
	"""What is known of a company: the client, its facts, its open deals; else names that begin like it.

	Raises ValidationError where several customers have this name.
	"""
	frappe.has_permission("Opportunity", "create", throw=True)
	text = known_clients.clean_name(company_name)
	client = known_clients.find(text) if text else None
	if not client:
		return {"similar": known_clients.find_similar(text) if len(text) > 2 else []}
	return {
		"client": client,
		"facts": known_clients.get_facts(client),
		"open_deals": known_clients.get_open_deals(client),
	}


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def open_project(
	company_name: str,
	industry: str,
	company_size: str,
	wants: str,
	next_date: str | None = None,
	key: str | None = None,
) -> dict:
	"""Make the Opportunity, and a Lead where the company is new. With the same `key`, the same one is returned.

	Raises ValidationError for what is missing, PermissionError where the user may not create them.
	"""
	frappe.has_permission("Opportunity", "create", throw=True)
	own_key = _hash(frappe.session.user, key) if key else None
	name = own_key and frappe.db.get_value("Opportunity", {KEY: own_key})
	if not name:
		text = known_clients.clean_name(company_name)
		_validate(text, industry, company_size, wants, next_date)
		client = known_clients.find(text) or _make_lead(text, industry, company_size)
		values = {
			"opportunity_from": client.doctype,
			"party_name": client.name,
			"industry": industry,
			"no_of_employees": company_size,
			"salesflow_wants": wants.strip(),
			"salesflow_next_date": next_date or None,
			KEY: own_key,
		}
		name = _insert({"doctype": "Opportunity", **values, **_get_company()}).name
	return _describe(name)


def _describe(name: str) -> dict:
	opportunity = frappe.get_doc("Opportunity", name)
	opportunity.check_permission("read")
	return {
		"name": opportunity.name,
		"title": opportunity.title or opportunity.name,
		"party_type": opportunity.opportunity_from,
		"party": opportunity.party_name,
		"look_alikes": look_alikes.find(opportunity),
	}


def _validate(name: str, industry: str, size: str, wants: str, next_date: str | None) -> None:
	given = {
		_("Company Name"): name,
		_("Industry"): industry,
		_("Company Size"): size,
		_("What They Want"): (wants or "").strip(),
	}
	missing = [label for label, value in given.items() if not value]
	if missing:
		frappe.throw(_("Opportunity: fill in {0}.").format(frappe.bold(comma_and(missing, add_quotes=False))))
	if next_date and read_day(next_date) < getdate(today()):
		frappe.throw(
			_("Opportunity, {0}: {1} has passed. Enter the day of your next step, or leave it empty.").format(
				frappe.bold(_("Next Date")), format_date(next_date)
			)
		)


def _make_lead(company_name: str, industry: str, size: str) -> frappe._dict:
	"""A lead that the reader may not see, or that was renamed, keeps its key: the new one goes without."""
	key = _hash("Lead", company_name.casefold())
	lead = _insert(
		{
			"doctype": "Lead",
			"company_name": company_name,
			"industry": industry,
			"no_of_employees": size,
			"lead_owner": frappe.session.user,
			NAME_KEY: None if frappe.db.exists("Lead", {NAME_KEY: key}) else key,
			**_get_company(),
		}
	)
	return frappe._dict(doctype="Lead", name=lead.name)


def _insert(values: dict) -> Document:
	"""Raises QueryDeadlockError, for `retry_on_conflict`, where somebody made the same one meanwhile.

	A Lead brings a Contact with it, which is named like the company: two of them may meet there already.
	"""
	try:
		return frappe.get_doc(values).insert()
	except frappe.DuplicateEntryError as error:
		raise frappe.QueryDeadlockError(str(error)) from error
	except frappe.UniqueValidationError as error:
		if KEY not in str(error) and NAME_KEY not in str(error):
			raise
		raise frappe.QueryDeadlockError(str(error)) from error


def _get_company() -> dict:
	company = frappe.defaults.get_user_default("Company") or frappe.defaults.get_global_default("company")
	if not company:
		frappe.throw(
			_("Opportunity: it is not known for which {0}. Set yours in Session Defaults.").format(
				frappe.bold(_("Company"))
			)
		)
	return {"company": company}


def _hash(*parts: str) -> str:
	return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]
