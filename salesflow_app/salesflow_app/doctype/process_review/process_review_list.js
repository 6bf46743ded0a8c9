// Process Review list: the colour of the state.

frappe.listview_settings["Process Review"] = {
	get_indicator: (doc) => salesflow.get_indicator("Process Review", doc),
};
