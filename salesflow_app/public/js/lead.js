// Lead: a talk about what the client needs can start before there is an opportunity.

frappe.ui.form.on("Lead", {
	refresh(frm) {
		salesflow.show_readers(frm);
		if (!frm.is_new() && frappe.model.can_create("Discovery")) {
			const method = "salesflow_app.conversions.lead_to_discovery.make_discovery";
			salesflow.add_make_button(frm, __("Discovery"), method);
		}
	},
});
