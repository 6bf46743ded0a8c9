"""The switchboard: which of the app's functions runs when. Names only, no logic."""

app_name = "salesflow_app"
app_title = "SalesFlow"
app_publisher = "SalesFlow"
app_description = "Carries a client deal through ERPNext, from the first call to the last payment"
app_email = "hello@salesflow.example"
app_license = "gpl-3.0"
required_apps = ["frappe/erpnext"]

before_install = "salesflow_app.setup.install.before_install"
after_install = "salesflow_app.setup.install.after_install"
after_sync = "salesflow_app.setup.install.after_sync"
before_migrate = "salesflow_app.setup.install.before_migrate"
after_migrate = "salesflow_app.setup.install.after_migrate"
before_uninstall = "salesflow_app.setup.uninstall.before_uninstall"

before_request = [
	"salesflow_app.portal.browser.check_request",
	"salesflow_app.documents.queries.check_request",
]
auth_hooks = ["salesflow_app.deal.foreign_reports.check_request"]
after_request = ["salesflow_app.portal.browser.set_headers"]
get_website_user_home_page = "salesflow_app.portal.landing.get_home_page"
website_route_rules = [
	{"from_route": "/review/<path:token>", "to_route": "review"},
	{"from_route": "/salesflow/proposals/<path:name>", "to_route": "salesflow/proposal"},
	{"from_route": "/salesflow/sows/<path:name>", "to_route": "salesflow/sow"},
	{"from_route": "/salesflow/msas/<path:name>", "to_route": "salesflow/msa"},
	{"from_route": "/salesflow/milestones/<path:name>", "to_route": "salesflow/milestone"},
	{"from_route": "/salesflow/invoices/<path:name>", "to_route": "salesflow/invoice"},
	{"from_route": "/salesflow/feedback/<path:name>", "to_route": "salesflow/feedback"},
]
standard_portal_menu_items = [
	{
		"title": "Proposals and Contracts",
		"route": "/salesflow",
		"reference_doctype": "SOW",
		"role": "Customer",
	}
]
jinja = {
	"methods": [
		"salesflow_app.portal.print_views.get_invoice_print",
		"salesflow_app.portal.print_views.get_msa_print",
		"salesflow_app.portal.print_views.get_payment_print",
		"salesflow_app.portal.print_views.get_proposal_print",
		"salesflow_app.portal.print_views.get_sow_print",
	]
}

pdf_generator = ["salesflow_app.clients.pdf.generate"]

add_to_apps_screen = [
	{
		"name": app_name,
		"logo": "/assets/salesflow_app/images/salesflow.svg",
		"title": app_title,
		"route": "/app/salesflow",
		"has_permission": "salesflow_app.desk.boot.has_app_permission",
	}
]
extend_bootinfo = "salesflow_app.desk.boot.add_to_boot"

_SHARED_JS = "public/js/salesflow.js"
_STRIP_JS = "public/js/strip.js"
doctype_js = {
	"Client Feedback": _SHARED_JS,
	"Process Review": _SHARED_JS,
	"Discovery": [_SHARED_JS, _STRIP_JS],
	"Salesflow Master Document": _SHARED_JS,
	"Payment Milestone": [_SHARED_JS, _STRIP_JS],
	"SOW": [_SHARED_JS, _STRIP_JS, "public/js/evidence.js", "public/js/dossier.js"],
	"Work Proposal": [_SHARED_JS, _STRIP_JS, "public/js/evidence.js", "public/js/price_sheet.js"],
	"Contract": [_SHARED_JS, "public/js/evidence.js", "public/js/contract.js"],
	"Customer": [_SHARED_JS, _STRIP_JS, "public/js/customer.js", "public/js/dossier.js"],
	"Delivery Note": [_SHARED_JS, _STRIP_JS, "public/js/delivery_note.js"],
	"Lead": [_SHARED_JS, _STRIP_JS, "public/js/lead.js"],
	"Opportunity": [
		_SHARED_JS,
		_STRIP_JS,
		"public/js/lost_deal.js",
		"public/js/opening.js",
		"public/js/opportunity.js",
		"public/js/dossier.js",
	],
	"Quotation": [_SHARED_JS, _STRIP_JS, "public/js/lost_deal.js", "public/js/quotation.js"],
	"Sales Invoice": [_SHARED_JS, _STRIP_JS, "public/js/sales_invoice.js"],
	"Sales Order": [_SHARED_JS, _STRIP_JS, "public/js/sales_order.js", "public/js/dossier.js"],
}
doctype_list_js = {
	"Client Feedback": _SHARED_JS,
	"Process Review": _SHARED_JS,
	"Discovery": _SHARED_JS,
	"Salesflow Master Document": _SHARED_JS,
	"Opportunity": [
		"public/js/opening.js",
		"public/js/opportunity_list.js",
		"public/js/deal_board.js",
	],
	"Payment Milestone": _SHARED_JS,
	"SOW": _SHARED_JS,
	"Work Proposal": _SHARED_JS,
}
override_doctype_dashboards = {
	"Contract": "salesflow_app.desk.connections.for_contract",
	"Customer": "salesflow_app.desk.connections.for_customer",
	"Delivery Note": "salesflow_app.desk.connections.for_delivery_note",
	"Lead": "salesflow_app.desk.connections.for_lead",
	"Opportunity": "salesflow_app.desk.connections.for_opportunity",
	"Payment Entry": "salesflow_app.desk.connections.for_payment_entry",
	"Project": "salesflow_app.desk.connections.for_project",
	"Quotation": "salesflow_app.desk.connections.for_quotation",
	"Sales Invoice": "salesflow_app.desk.connections.for_sales_invoice",
	"Sales Order": "salesflow_app.desk.connections.for_sales_order",
}


def _get_events(doctype: str, *events: str) -> dict[str, str]:
	"""Event -> the function of that name in the file of that DocType."""
	module = f"salesflow_app.doc_events.{doctype.lower().replace(' ', '_')}"
	return {event: f"{module}.{event}" for event in events}


_EVENTS = {
	"Auto Email Report": ("validate",),
	"Comment": ("validate", "after_insert"),
	"Communication": ("validate",),
	"Contract": (
		"onload",
		"validate",
		"on_update",
		"on_submit",
		"before_update_after_submit",
		"on_update_after_submit",
		"before_cancel",
		"on_cancel",
		"on_trash",
		"before_rename",
	),
	"Contact": ("validate", "before_rename"),
	"Dashboard Chart": ("validate",),
	"Customer": ("validate", "onload", "before_rename", "after_rename"),
	"Delivery Note": (
		"before_validate",
		"validate",
		"after_insert",
		"on_update",
		"on_submit",
		"before_update_after_submit",
		"before_cancel",
		"on_cancel",
	),
	"DocShare": ("validate",),
	"File": ("validate",),
	"Journal Entry": (
		"before_submit",
		"on_submit",
		"before_update_after_submit",
		"on_update_after_submit",
		"before_cancel",
		"on_cancel",
	),
	"Lead": ("onload", "after_rename"),
	"Opportunity": (
		"onload",
		"before_validate",
		"validate",
		"after_insert",
		"on_update",
		"on_change",
		"before_change",
		"after_rename",
		"on_trash",
	),
	"Payment Entry": (
		"before_submit",
		"on_submit",
		"before_update_after_submit",
		"on_update_after_submit",
		"before_cancel",
		"on_cancel",
	),
	"Project": ("on_update",),
	"Quotation": (
		"onload",
		"before_validate",
		"validate",
		"before_submit",
		"on_update",
		"before_update_after_submit",
		"on_update_after_submit",
		"before_change",
		"after_rename",
		"on_trash",
	),
	"Sales Invoice": (
		"before_validate",
		"validate",
		"after_insert",
		"on_update",
		"on_submit",
		"on_change",
		"before_cancel",
		"on_cancel",
		"on_discard",
		"on_trash",
	),
	"Sales Order": (
		"before_validate",
		"validate",
		"after_insert",
		"on_update",
		"before_submit",
		"on_submit",
		"before_update_after_submit",
		"on_update_after_submit",
		"before_cancel",
		"on_cancel",
		"on_trash",
	),
	"Sales Person": ("validate", "on_update"),
	"Task": ("on_update",),
	"ToDo": ("validate",),
	"Version": ("before_insert",),
}
_OURS = (
	"Client Feedback",
	"Discovery",
	"Payment Follow Up",
	"Payment Milestone",
	"Process Review",
	"Salesflow Approval Entry",
	"Salesflow Customer Class",
	"Salesflow Deputy",
	"Salesflow Dossier Export",
	"Salesflow Evidence Entry",
	"Salesflow Evidence Head",
	"Salesflow Lost Analysis",
	"Salesflow Master Document",
	"Salesflow Offline Answer",
	"Salesflow Outbox Entry",
	"Salesflow Review Link",
	"Salesflow Settings",
	"SOW",
	"Team Feedback",
	"Work Proposal",
)
"""Our documents, whose plain text is cleaned before they are validated; a test knows if one is missing."""
doc_events = {
	**{doctype: _get_events(doctype, *events) for doctype, events in _EVENTS.items()},
	**{doctype: {"before_validate": "salesflow_app.text.plain_text.clean"} for doctype in _OURS},
}

auto_cancel_exempted_doctypes = ["SOW"]
"""The desk must not offer to cancel what the client signed together with its order."""

_RECORDS = (
	"Salesflow Dossier Export",
	"Salesflow Evidence Entry",
	"Salesflow Evidence Head",
	"Salesflow Outbox Entry",
	"Salesflow Review Link",
	"Salesflow Offline Answer",
)
_ROWS = (
	"Discovery Attendee",
	"Discovery Meeting",
	"Discovery Need",
	"Discovery Question",
	"Payment Follow Up Invoice",
	"Payment Milestone File",
	"Payment Milestone Plan Row",
	"Process Review Action",
	"Process Review Figure",
	"Process Review Master",
	"SOW Deliverable",
	"SOW Item",
	"Work Proposal Item",
	"Work Proposal Section",
)
"""Rows of our documents."""
_DEALS = (
	"Delivery Note",
	"Discovery",
	"Lead",
	"Opportunity",
	"Payment Follow Up",
	"Payment Milestone",
	"Quotation",
	"SOW",
	"Sales Invoice",
	"Sales Order",
	"Work Proposal",
)
"""Documents of a deal: `deal/ownership.py` says whose each is."""
_DEAL_ROWS = (
	"CRM Note",
	"Competitor Detail",
	"Delivery Note Item",
	"Item Wise Tax Detail",
	"Opportunity Item",
	"Opportunity Lost Reason Detail",
	"Packed Item",
	"Payment Schedule",
	"Pricing Rule Detail",
	"Quotation Item",
	"Quotation Lost Reason Detail",
	"Sales Invoice Advance",
	"Sales Invoice Item",
	"Sales Invoice Payment",
	"Sales Invoice Timesheet",
	"Sales Order Item",
	"Sales Taxes and Charges",
	"Sales Team",
	"Salesflow Opportunity Progress",
	"Salesflow Production Handoff",
	"Salesflow Required Paper",
	"Tax Withholding Entry",
)
"""Rows of ERPNext's documents of a deal; `deal/rights.py` says whose rows they are. The other versions' names do no harm."""
permission_query_conditions = {
	**{doctype: "salesflow_app.deal.rights.deal_query" for doctype in _DEALS},
	**{doctype: "salesflow_app.deal.rights.row_query" for doctype in _DEAL_ROWS},
	**{doctype: "salesflow_app.documents.restrictions.record_query" for doctype in _RECORDS},
	**{doctype: "salesflow_app.documents.restrictions.row_query" for doctype in _ROWS},
	"Salesflow Approval Entry": "salesflow_app.documents.restrictions.readable_record_query",
	"Client Feedback": "salesflow_app.feedback.rights.feedback_query",
	"Comment": "salesflow_app.deal.lost_rights.lost_record_query",
	"Communication": "salesflow_app.deal.lost_rights.lost_record_query",
	"Email Queue": "salesflow_app.deal.lost_rights.lost_record_query",
	"File": "salesflow_app.deal.rights.file_query",
	"Salesflow Lost Analysis": "salesflow_app.deal.lost_rights.lost_analysis_query",
	"Team Feedback": "salesflow_app.feedback.rights.feedback_query",
	"ToDo": "salesflow_app.documents.outsiders.task_query",
}
has_permission = {
	**{doctype: "salesflow_app.deal.rights.has_deal_permission" for doctype in _DEALS},
	**{doctype: "salesflow_app.documents.restrictions.has_record_permission" for doctype in _RECORDS},
	"Salesflow Approval Entry": "salesflow_app.documents.restrictions.has_readable_record_permission",
	"Client Feedback": "salesflow_app.feedback.rights.has_feedback_permission",
	"Comment": "salesflow_app.deal.lost_rights.has_lost_record_permission",
	"Communication": "salesflow_app.deal.lost_rights.has_lost_record_permission",
	"Email Queue": "salesflow_app.deal.lost_rights.has_lost_record_permission",
	"File": "salesflow_app.documents.files.has_permission",
	"Salesflow Lost Analysis": "salesflow_app.deal.lost_rights.has_lost_analysis_permission",
	"Team Feedback": "salesflow_app.feedback.rights.has_feedback_permission",
	"ToDo": "salesflow_app.documents.outsiders.has_task_permission",
}

override_whitelisted_methods = {
	"frappe.workflow.doctype.workflow_action.workflow_action.apply_action": "salesflow_app.approval.links.apply_action",
	"frappe.workflow.doctype.workflow_action.workflow_action.confirm_action": "salesflow_app.approval.links.confirm_action",
	"frappe.desk.desktop.update_onboarding_step": "salesflow_app.setup.guide.update_onboarding_step",
	"frappe.utils.global_search.search": "salesflow_app.documents.global_search.search",
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": "salesflow_app.documents.queries.get_chart",
	"frappe.client.get_count": "salesflow_app.documents.queries.get_count",
	"frappe.desk.listview.get_group_by_count": "salesflow_app.documents.queries.get_group_by_count",
	"frappe.utils.print_format.download_pdf": "salesflow_app.clients.pdf.download_pdf",
}

scheduler_events = {
	"cron": {
		"* * * * *": ["salesflow_app.outbox.sweep.sweep"],
		"*/5 * * * *": ["salesflow_app.setup.guide.look_again"],
	},
	"hourly": [
		"salesflow_app.deal.digest.ask_for_all",
		"salesflow_app.outbox.stuck_mails.release",
		"salesflow_app.tasks.send_payment_reminders",
		"salesflow_app.tasks.look_after_payments",
		"salesflow_app.signing.providers.asking_again.ask_again",
	],
	"daily": [
		"salesflow_app.approval.hand_over.give_all_tasks",
		"salesflow_app.deal.advice.escalate_late_advice",
		"salesflow_app.deal.lost_data.hand_over_orphans",
		"salesflow_app.feedback.clock.remind_and_end",
		"salesflow_app.dossier.retention.delete_old_exports",
		"salesflow_app.msa.clock.run",
		"salesflow_app.tasks.expire_proposals",
		"salesflow_app.tasks.expire_sows",
		"salesflow_app.tasks.remind_before_expiry",
		"salesflow_app.tasks.reach_milestones",
		"salesflow_app.tasks.follow_reviews",
		"salesflow_app.tasks.end_holds",
		"salesflow_app.tasks.remind_of_notices",
		"salesflow_app.review.drafting.run",
	],
}
