// Mail Entries, what did not go out in red.

frappe.listview_settings["Mail Entry"] = {
	add_fields: ["state"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { Queued: "green", "Not Sent": "red" };
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
