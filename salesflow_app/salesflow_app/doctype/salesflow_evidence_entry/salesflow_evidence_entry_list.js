// Evidence Entries by who acted.

frappe.listview_settings["Salesflow Evidence Entry"] = {
	add_fields: ["actor_kind"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { Client: "green", Staff: "blue", "Staff, offline": "orange", System: "gray" };
		return [__(doc.actor_kind), colours[doc.actor_kind], `actor_kind,=,${doc.actor_kind}`];
	},
};
