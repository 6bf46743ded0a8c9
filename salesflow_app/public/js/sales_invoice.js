// Sales Invoice: which milestone it bills, and the follow-up of its payment.

frappe.ui.form.on("Sales Invoice", {
	setup(frm) {
		frm.set_query("salesflow_payment_milestone", () => ({
			filters: { customer: frm.doc.customer, company: frm.doc.company, sales_invoice: ["is", "not set"] },
		}));
	},

	refresh(frm) {
		const milestone = frm.doc.salesflow_payment_milestone;
		if (milestone && frm.doc.docstatus === 0) {
			const link = frappe.utils.get_form_link("Payment Milestone", milestone, true);
			frm.set_intro(
				__("This draft bills exactly {0}. Check and submit it; its amounts follow the milestone.", [link]),
				"blue",
			);
		}
		if (frm.doc.docstatus === 1 && frm.doc.outstanding_amount > 0 && !frm.doc.is_return) {
			salesflow.add_follow_up_button(frm);
		}
	},
});

salesflow.add_follow_up_button = function (frm) {
	if (!frappe.model.can_create("Payment Follow Up")) return;
	const { customer, company } = frm.doc;
	frm.add_custom_button(
		__("Payment Follow Up"),
		() => frappe.new_doc("Payment Follow Up", { customer, company }),
		__("Create"),
	);
};
