// Opens a filtered list for v16's sidebar, whose own filters arrive encoded twice.
//
// `list=Payment_Milestone&workflow_state=Reached.Ready_to_Bill`: "_" is a blank, "." separates alternatives,
// "me" is the user. These characters survive any number of encodings.

frappe.pages["salesflow-list"].on_page_show = () => {
	const { list, ...filters } = frappe.route_options || {};
	frappe.route_options = null;
	frappe.route_flags = { replace_route: true }; // “Back” leads to where the user came from
	if (!list) return frappe.set_route("salesflow");
	const read = (value) => (value === "me" ? frappe.session.user : value.replaceAll("_", " "));
	const options = {};
	for (const [field, value] of Object.entries(filters)) {
		const values = value.split(".").map(read);
		options[field] = values.length > 1 ? ["in", values] : values[0];
	}
	frappe.route_options = options;
	frappe.set_route("List", read(list));
};
