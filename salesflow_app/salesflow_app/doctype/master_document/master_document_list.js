// Master Documents with their states.

frappe.listview_settings["Master Document"] = {
	get_indicator: (doc) => salesflow.get_indicator("Master Document", doc),
};
