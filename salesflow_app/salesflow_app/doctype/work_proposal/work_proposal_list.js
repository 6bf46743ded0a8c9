// Work Proposals with their states.

frappe.listview_settings["Work Proposal"] = {
	add_fields: ["offline_answer"],
	has_indicator_for_draft: true,
	has_indicator_for_cancelled: true,
	get_indicator: (doc) => salesflow.get_indicator("Work Proposal", doc),
};
