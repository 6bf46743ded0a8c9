// Contract: a SOW under a Master Service Agreement.

frappe.ui.form.on("Contract", {
	setup(frm) {
		frm.custom_make_buttons = { ...frm.custom_make_buttons, SOW: "SOW" };
	},

	refresh(frm) {
		const { docstatus, salesflow_is_msa, is_signed, party_type } = frm.doc;
		const is_agreement = docstatus === 1 && salesflow_is_msa && party_type === "Customer";
		if (!is_agreement || !frappe.model.can_create("SOW")) return;
		if (!is_signed) {
			frm.set_intro(__("Once this MSA is signed, a SOW can be based on it."), "orange");
		}
		frm.add_custom_button(__("SOW"), () => make_sow_under(frm), __("Create"));
	},
});

function make_sow_under(frm) {
	frappe.new_doc("SOW", {
		customer: frm.doc.party_name,
		company: frm.doc.salesflow_company,
		msa: frm.doc.name,
	});
}
