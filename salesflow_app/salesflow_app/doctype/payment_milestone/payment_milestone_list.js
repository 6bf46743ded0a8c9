frappe.listview_settings["Payment Milestone"] = {
	add_fields: ["currency", "milestone_no", "milestone_count"],
	get_indicator: (doc) => salesflow.get_indicator("Payment Milestone", doc),
};
