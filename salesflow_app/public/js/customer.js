// Customer: the short cuts to a Master Service Agreement and to a SOW.

frappe.ui.form.on("Customer", {
	refresh(frm) {
		salesflow.show_readers(frm);
		if (frm.is_new() || frm.doc.disabled) return;
		if (frappe.model.can_create("Contract")) {
			const method = "salesflow_app.conversions.customer_to_contract.make_contract";
			salesflow.add_make_button(frm, __("Master Service Agreement"), method);
		}
		if (frappe.model.can_create("SOW")) {
			salesflow.add_make_button(frm, __("SOW"), "salesflow_app.conversions.customer_to_sow.make_sow");
		}
	},
});
