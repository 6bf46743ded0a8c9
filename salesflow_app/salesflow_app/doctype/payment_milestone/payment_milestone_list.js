// Payment Milestones with their states.

frappe.listview_settings["Payment Milestone"] = {
	add_fields: ["currency"],

	onload(listview) {
		const open_report = () => frappe.set_route("query-report", "Ready to Bill by Age");
		listview.page.add_inner_button(__("Ready to Bill by Age"), open_report);
	},

	get_indicator: (doc) => salesflow.get_indicator("Payment Milestone", doc),
};
