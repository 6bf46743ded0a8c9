// Quotation: the short cut to a SOW, and where a proposal's prices are changed.

frappe.ui.form.on("Quotation", {
	setup(frm) {
		frm.custom_make_buttons = { ...frm.custom_make_buttons, SOW: "SOW" };
	},

	refresh(frm) {
		salesflow.show_lost(frm);
		if (frm.doc.docstatus === 1 && frm.doc.status !== "Lost" && frappe.model.can_create("SOW")) {
			salesflow.add_make_button(frm, __("SOW"), "salesflow_app.conversions.quotation_to_sow.make_sow");
		}
		const proposal = frm.doc.salesflow_work_proposal;
		if (proposal && frm.doc.docstatus === 0) {
			const link = frappe.utils.get_form_link("Work Proposal", proposal, true);
			frm.set_intro(__("This quotation follows Work Proposal {0}: change prices there.", [link]), "blue");
		}
	},
});
