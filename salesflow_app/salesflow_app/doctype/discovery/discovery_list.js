// Discovery list: the colour of the state.

frappe.listview_settings["Discovery"] = {
	get_indicator: (doc) => salesflow.get_indicator("Discovery", doc),
};
