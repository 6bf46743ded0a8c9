// The dialog that opens a project, at an address of its own: for the workspace, and for the start screen of a phone.

frappe.pages["open-project"].on_page_show = async () => {
	await frappe.model.with_doctype("Opportunity");
	salesflow.open_project({}, () => frappe.set_route("List", "Opportunity"));
};
