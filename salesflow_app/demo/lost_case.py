"""A deal is lost, and only the leader learns why: part of the pipeline story."""

import frappe
from frappe.client import get, get_list
from frappe.model.document import Document

from salesflow_app.demo.stage import Stage

WHY = "They never trusted our delivery dates"
REASON, COMPETITOR = "Delivery time", "Rival Works"


def play_lost_case(stage: Stage, cast: dict, client: str) -> None:
	opportunity = lose(stage, cast, client)
	analysis = frappe.get_doc("Salesflow Lost Analysis", {"reference_name": opportunity.name})
	stage.expect_mail("Case Lost", analysis, {cast["leader"]})
	for key in ("sales_user", "colleague", "other_leader", "system_manager"):
		if cast[key]:
			expect_blind(stage, cast[key], opportunity, analysis)
	expect_no_trace(stage, opportunity)
	study(stage, cast, analysis)


def lose(stage: Stage, cast: dict, client: str) -> Document:
	get_known("Competitor", competitor_name=COMPETITOR)
	reason = get_known("Opportunity Lost Reason", lost_reason=REASON)
	with stage.acting(cast["sales_user"]):
		opportunity = frappe.get_doc(
			{
				"doctype": "Opportunity",
				"opportunity_from": "Customer",
				"party_name": client,
				"company": stage.company,
				"opportunity_owner": cast["sales_user"],
			}
		).insert()
		opportunity.declare_enquiry_lost([{"lost_reason": reason}], [{"competitor": COMPETITOR}], WHY)
		stage.step("declares a deal lost", opportunity)
	return opportunity


def get_known(doctype: str, **values) -> str:
	return frappe.db.exists(doctype, values) or frappe.get_doc({"doctype": doctype, **values}).insert().name


def expect_blind(stage: Stage, user: str, opportunity: Document, analysis: Document) -> None:
	"""Form, list, report and REST tell this user nothing."""
	with stage.acting(user):
		for doctype, name in (("Salesflow Lost Analysis", analysis.name), ("Opportunity", opportunity.name)):
			stage.expect(not tells(read(doctype, name)), f"{user} reads in {doctype} why the deal was lost")
		for doctype in (
			"Salesflow Lost Analysis",
			"Communication",
			"Comment",
			"Email Queue",
			"Version",
			"Salesflow Outbox Entry",
		):
			rows = look(doctype)
			stage.expect(not tells(rows), f"{user} finds in the list of {doctype} why the deal was lost")
		stage.step("cannot see why", opportunity)


def read(doctype: str, name: str) -> object:
	try:
		return get(doctype, name)
	except frappe.PermissionError:
		frappe.clear_messages()
		return None


def look(doctype: str) -> object:
	try:
		return get_list(doctype, fields=["*"], limit_page_length=0)
	except frappe.PermissionError:
		frappe.clear_messages()
		return None


def tells(found: object) -> bool:
	text = frappe.as_json(found)
	return WHY in text or COMPETITOR in text


def expect_no_trace(stage: Stage, opportunity: Document) -> None:
	"""The reasons are not in the rows of the opportunity, nor in its history."""
	row = frappe.db.get_value("Opportunity", opportunity.name, "*", as_dict=True)
	children = [
		frappe.get_all(doctype, {"parent": opportunity.name}, ["*"])
		for doctype in ("Opportunity Lost Reason Detail", "Competitor Detail")
	]
	reference = {"reference_doctype": "Opportunity", "reference_name": opportunity.name}
	history = [frappe.get_all(doctype, reference, ["content"]) for doctype in ("Comment", "Communication")]
	history.append(frappe.get_all("Version", {"docname": opportunity.name}, ["data"]))
	stage.expect(not tells([row, children, history]), f"{opportunity.name} itself says why it was lost")


def study(stage: Stage, cast: dict, analysis: Document) -> None:
	with stage.acting(cast["leader"]):
		doc = frappe.get_doc("Salesflow Lost Analysis", analysis.name)
		doc.check_permission("read")
		stage.expect(doc.detailed_reason == WHY, "the leader cannot read what the sales person reported")
		doc.analysis = "Promise dates only after asking production."
		doc.save()
		stage.step("alone reads why, and writes the analysis", doc)
