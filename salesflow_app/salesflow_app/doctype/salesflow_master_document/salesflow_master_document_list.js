// Master Documents with their states.

frappe.listview_settings["Salesflow Master Document"] = {
	get_indicator: (doc) => salesflow.get_indicator("Salesflow Master Document", doc),
};
