// Customer: the short cut to a SOW.

frappe.ui.form.on("Customer", {
	refresh(frm) {
		if (!frm.is_new() && !frm.doc.disabled && frappe.model.can_create("SOW")) {
			salesflow.add_make_button(frm, __("SOW"), "salesflow_app.conversions.customer_to_sow.make_sow");
		}
	},
});
