// Salesflow Outbox Entries: what waits in orange, what did not go out in red; a mail is green once it has left.

frappe.listview_settings["Salesflow Outbox Entry"] = {
	add_fields: ["state", "kind", "sent_on", "message_id"],
	hide_name_column: true,
	get_indicator(doc) {
		if (doc.state === "Done" && doc.message_id && !doc.sent_on) {
			return [__("Waits for the Mail Server"), "orange", "state,=,Done|sent_on,is,not set|kind,=,Mail"];
		}
		const colours = { Pending: "orange", Done: "green", Failed: "red", "Not Sent": "red" };
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
