"""Who may do what: the expectation of test_permission_matrix.py, in the short names of cast.py. Nobody else may.

A right that is not here is a finding; a new DocType or whitelisted function needs a row.
"""

SELLERS = "su su2 sm am om sa"
STAFF = f"{SELLERS} ap ac acm mf st qm sp dl"
EVERYBODY = f"{STAFF} sys a1 a2 b1 guest"

DOCTYPES: dict[str, dict[str, str]] = {
	"Client Feedback": {"read": f"{SELLERS} sys", "write": "sm am om"},
	"Team Feedback": {"read": f"{SELLERS} sys", "write": SELLERS, "create": SELLERS},
	"Process Review": {
		"read": "sm om sys",
		"write": "sm om",
		"create": "sm om",
		"submit": "sm om",
	},
	"Salesflow Customer Class": {
		"read": f"{STAFF} sys",
		"write": "sm om sys",
		"create": "sm om sys",
		"delete": "sys",
	},
	"Discovery": {
		"read": f"{SELLERS} sys",
		"write": f"{SELLERS} sys",
		"create": f"{SELLERS} sys",
		"delete": "sys",
	},
	"Salesflow Approval Entry": {"read": "sm am om sa ap sys"},
	"Salesflow Deputy": {
		"read": "sm om ap sys",
		"write": "sm om ap sys",
		"create": "sm om ap sys",
		"delete": "sm om ap sys",
	},
	"Salesflow Dossier Export": {"read": "sm om sys"},
	"Salesflow Evidence Entry": {"read": "sm am om sa sys"},
	"Salesflow Evidence Head": {"read": "sys"},
	"Salesflow Lost Analysis": {"read": "sm om", "write": "sm om"},
	"Salesflow Master Document": {
		"read": "sm am om sa ap sys",
		"write": "am om ap sys",
		"create": "am om sys",
		"delete": "sys",
	},
	"Payment Follow Up": {
		"read": "sm am om sa ac acm sys",
		"write": "om sa ac acm",
		"create": "om sa ac acm",
	},
	"Payment Milestone": {"read": f"{SELLERS} ac acm sys", "write": "am om ac acm"},
	"SOW": {
		"read": f"{SELLERS} ap ac acm sys",
		"write": "sm am om sa ap",
		"create": SELLERS,
		"submit": "sm am om sa",
		"cancel": "sm am om",
	},
	"Salesflow Outbox Entry": {"read": "om sa sys"},
	"Salesflow Offline Answer": {
		"read": "sm am om sa sys",
		"write": "sm am om sa",
		"create": "sm am om sa",
		"delete": "sm am om sa",
	},
	"Salesflow Review Link": {"read": "sm am om sa sys"},
	"Salesflow Settings": {"read": "sm om sys", "write": "sm om sys"},
	"Work Proposal": {
		"read": f"{SELLERS} ac acm sys",
		"write": "sm am om",
		"create": "am",
		"submit": "am om",
		"cancel": "am om",
		"amend": "am om",
		"delete": "sys",
	},
}
"""A right on the DocType. Which step of a life cycle it allows is said in `workflows/`, and tested where it belongs."""

VERBS = ("read", "write", "create", "submit", "cancel", "amend", "delete", "import")

COSTS_AND_MARGIN = {"read": "sm am om", "write": "am om"}
"""Permission level 1 of a Work Proposal."""

ANY, POST = "GET POST PUT DELETE", "POST"
ENDPOINTS: dict[str, tuple[str, str]] = {
	"approval.deciding.answer": (POST, "sm am"),  # not who asked
	"approval.deciding.approve": (POST, "om"),
	"approval.deciding.ask": (POST, "om"),
	"approval.deciding.send_back": (POST, "om"),
	"approval.links.apply_action": (ANY, EVERYBODY),
	"approval.links.confirm_action": (ANY, EVERYBODY),
	"approval.page.get_page": (ANY, f"{SELLERS} ac acm sys"),
	"clients.pdf.download_pdf": (ANY, DOCTYPES["SOW"]["read"]),
	"conversions.contract_to_contract.renew": (ANY, "sm om"),
	"conversions.customer_to_contract.make_contract": (ANY, "sm om"),
	"conversions.customer_to_sow.make_sow": (ANY, SELLERS),
	"conversions.discovery_to_work_proposal.make_work_proposal": (ANY, "am"),
	"conversions.lead_to_discovery.make_discovery": (ANY, f"{SELLERS} sys"),
	"conversions.opportunity_to_discovery.make_discovery": (ANY, SELLERS),
	"conversions.opportunity_to_sow.make_sow": (ANY, SELLERS),
	"conversions.payment_milestone_to_sales_invoice.make_sales_invoice": (POST, "om ac acm"),
	"conversions.price_sheet_to_work_proposal.import_mapped": (POST, "sm am om"),
	"conversions.price_sheet_to_work_proposal.preview": (POST, "sm am om"),
	"conversions.quotation_to_sales_order.make_order_again": (POST, SELLERS),
	"conversions.quotation_to_sow.make_sow": (ANY, SELLERS),
	"conversions.sales_order_to_sales_invoice.make_sales_invoice": (POST, "om ac acm"),
	"conversions.sow_to_change_order.make_change_order": (ANY, SELLERS),
	"conversions.sow_to_sales_order.make_order_again": (POST, SELLERS),
	"milestone.months.end_retainer": (POST, "am om"),
	"milestone.months.preview_end": ("GET", "am om"),
	"conversions.work_proposal_to_sow.make_sow": (ANY, SELLERS),
	"conversions.work_proposal_to_xlsx.export": ("GET POST", f"{SELLERS} ac acm sys"),
	"conversions.xlsx_to_work_proposal.import_rows": (POST, "sm am om"),
	"desk.cards.get_expected_cash": (ANY, "om ac acm"),
	"desk.cards.get_overdue": (ANY, "om ac acm"),
	"desk.cards.get_ready_to_bill": (ANY, f"{SELLERS} ac acm sys"),
	"desk.link_queries.get_agreements": (ANY, f"{SELLERS} ap ac acm sys"),
	"desk.link_queries.get_open_invoices": (ANY, "sm am om sa ac acm sys"),
	"desk.link_queries.search_agreements": (ANY, f"{SELLERS} ap ac acm sys"),
	"desk.calendar.get_events": (ANY, f"{SELLERS} ac acm sys"),
	"desk.board.get_needs": (ANY, SELLERS),
	"desk.strip.page.get": (ANY, f"{SELLERS} ac acm sys"),
	"desk.link_queries.search_open_invoices": (ANY, "sm am om sa ac acm sys"),
	"dossier.exports.get_state": (ANY, ""),  # the sample's request is nobody's
	"dossier.exports.start": (POST, "sm am om sa su su2 ap ac acm sys"),
	"dossier.page.find_deals": (ANY, DOCTYPES["SOW"]["read"]),
	"dossier.page.get_page": (ANY, DOCTYPES["SOW"]["read"]),
	"documents.global_search.search": (ANY, ""),  # everybody may ask, and finds nothing here
	"documents.queries.get_chart": (ANY, DOCTYPES["SOW"]["read"]),
	"documents.queries.get_count": (ANY, DOCTYPES["SOW"]["read"]),
	"documents.queries.get_group_by_count": (ANY, DOCTYPES["SOW"]["read"]),
	"documents.reasons.give_reason": (POST, "sm am om sa ap"),
	"health.page.get_page": (ANY, "sm om sys"),
	"milestone.together.bill_together": (POST, "om ac acm"),
	"milestone.notice.preview": (ANY, f"{SELLERS} ac acm sys"),
	"order.production.hand_over": (POST, "mf"),
	"deal.look_alikes.get_look_alikes": (ANY, SELLERS),
	"deal.opening.look_up": (ANY, SELLERS),
	"deal.opening.open_project": (POST, SELLERS),
	"deal.progress.add": (POST, SELLERS),
	"deal.recap.preview": (ANY, SELLERS + " sys"),
	"deal.recap.send": (POST, SELLERS + " sys"),
	"order.production.take_back": (POST, "mf"),
	"msa.steps.take": (POST, "sm om"),
	"outbox.send_again.send_again": (POST, "om sa sys"),
	"signing.providers.webhook.receive": (POST, EVERYBODY),  # who does not sign gets a status, and no more
	"people.roles.search_account_managers": (ANY, f"{STAFF} sys"),
	"portal.accept_milestone.accept": (POST, "a1"),
	"portal.accept_milestone.reject": (POST, "a1"),
	"portal.accept_proposal.accept": (POST, "a1"),
	"portal.ask.ask": (POST, "a1 a2"),
	"portal.by_link.act": (POST, ""),  # a login opens nothing here: it asks for a personal link
	"portal.by_link.pdf": ("GET", ""),
	"portal.payment_receipt.pdf": ("GET", "a1 a2"),
	"portal.decline.decline": (POST, "a1"),
	"portal.delegate.delegate": (POST, "a1"),
	"portal.download.pdf": ("GET", "a1 a2"),
	"portal.give_feedback.give": (POST, "a1"),
	"portal.invoice_talk.ask": (POST, "a1 a2"),
	"portal.invoice_talk.promise": (POST, "a1 a2"),
	"portal.price_selection.price_selection": (POST, "a1 a2"),
	"portal.record_offline.confirm": (POST, "sm am om"),
	"portal.request_changes.request_changes": (POST, "a1"),
	"portal.sign_msa.sign": (POST, "a1"),
	"portal.sign_sow.sign": (POST, "a1"),
	"portal.view_document.view": (POST, "a1 a2"),
	"salesflow_app.doctype.salesflow_master_document.salesflow_master_document.make_new_version": (
		POST,
		"am om sys",
	),
	"sealing.asking.check": (POST, "sm am om sa sys"),
	"sealing.bundles.download": ("GET", "sm am om sa sys"),
	"setup.guide.send_test_mail": (POST, "sm om sys"),
	"setup.guide.update_onboarding_step": (ANY, "sm om sys"),
	"setup.suggestions.suggest_departments": (ANY, "sm om sys"),
	"setup.suggestions.suggest_papers": (ANY, "sm om sys"),
	"setup.suggestions.suggest_policies": (ANY, "sm om sys"),
	"setup.suggestions.suggest_rules": (ANY, "sm om sys"),
	"signing.countersign.countersign": (POST, ""),  # Our Signatory alone; the sample names none
	"signing.delegation.confirm_delegate": (POST, "sm am om sa ap"),
	"signing.questions.reply": (POST, "sm am om sa ap"),
	"signing.recall.recall": (POST, "sm am om sa ap"),
	"text.drafting.refresh": (POST, "sm am om sa ap"),
	"text.refreshing.preview": (ANY, "sm am om sa ap"),
}
"""Path -> HTTP methods, and who gets past the check when called with the documents of permission_samples.py."""

FOR_GUESTS = {
	"approval.links.apply_action",
	"approval.links.confirm_action",
	"portal.by_link.act",
	"clients.pdf.download_pdf",
	"portal.by_link.pdf",
	"signing.providers.webhook.receive",
}
"""Functions that answer without a login: Frappe's own links of workflow mails lead to the login, its download asks for a
right or the key of the document, the cookie of a personal link says who calls, and DocuSign signs its messages."""
