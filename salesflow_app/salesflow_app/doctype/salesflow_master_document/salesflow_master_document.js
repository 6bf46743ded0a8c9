// Master Document: approved once, then replaced by a new version.

frappe.ui.form.on("Salesflow Master Document", {
	setup(frm) {
		salesflow.set_connections(frm, { "Salesflow Master Document": "New Version" });
	},

	refresh(frm) {
		salesflow.show_next_step(frm);
		salesflow.show_frozen(frm);
		if (salesflow.offers(frm, "make_new_version") && frappe.model.can_create("Salesflow Master Document")) {
			frm.add_custom_button(__("New Version"), () => frm.trigger("make_new_version"), __("Create"));
		}
	},

	before_workflow_action: (frm) => salesflow.ask_reason(frm),

	make_new_version(frm) {
		const method = "salesflow_app.salesflow_app.doctype.salesflow_master_document.salesflow_master_document.make_new_version";
		salesflow.make_and_open(frm, method, "Salesflow Master Document", { name: frm.docname });
	},
});
