// Salesflow Outbox Entries: what waits in orange, what did not go out in red.

frappe.listview_settings["Salesflow Outbox Entry"] = {
	add_fields: ["state"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { Pending: "orange", Done: "green", Failed: "red", "Not Sent": "red" };
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
