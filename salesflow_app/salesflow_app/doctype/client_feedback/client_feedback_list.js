// Client Feedback list: the colour of the state.

frappe.listview_settings["Client Feedback"] = {
	get_indicator: (doc) => salesflow.get_indicator("Client Feedback", doc),
};
