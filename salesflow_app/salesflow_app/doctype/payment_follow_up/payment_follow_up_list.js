// Payment Follow Ups with their status.

frappe.listview_settings["Payment Follow Up"] = {
	add_fields: ["follow_up_status"],
	get_indicator(doc) {
		const colours = {
			Open: "orange",
			Promised: "blue",
			"Promise Broken": "red",
			Disputed: "red",
			Paid: "green",
			Closed: "gray",
		};
		const status = doc.follow_up_status;
		return [__(status), colours[status], `follow_up_status,=,${status}`];
	},
};
