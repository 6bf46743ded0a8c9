// Payment Milestones with their states.

frappe.listview_settings["Payment Milestone"] = {
	add_fields: ["currency"],
	get_indicator: (doc) => salesflow.get_indicator("Payment Milestone", doc),
};
