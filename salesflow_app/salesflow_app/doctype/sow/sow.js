frappe.ui.form.on("SOW", {
	setup(frm) {
		frm.custom_make_buttons = { SOW: "Change Order" };
		salesflow.set_people_query(frm, "account_manager", "sales_assistant", "company_signatory");
		salesflow.set_tax_query(frm);
		salesflow.set_item_query(frm);
		frm.set_query("msa", () => ({
			filters: {
				salesflow_is_msa: 1,
				party_type: "Customer",
				party_name: frm.doc.customer,
				salesflow_company: ["in", [frm.doc.company, ""]],
				docstatus: 1,
			},
		}));
		frm.set_query("quotation", () => ({
			filters: { party_name: frm.doc.customer, company: frm.doc.company, docstatus: 1 },
		}));
		frm.set_query("work_proposal", () => ({
			filters: { company: frm.doc.company, docstatus: 1 },
		}));
		frm.set_query("opportunity", () => ({ filters: { company: frm.doc.company } }));
		frm.set_query("changes_sow", () => ({
			filters: { customer: frm.doc.customer, name: ["!=", frm.doc.name], docstatus: 1 },
		}));
	},

	onload(frm) {
		if (frm.is_new()) frm.trigger("set_currency");
	},

	refresh(frm) {
		salesflow.show_next_step(frm);
		salesflow.show_frozen(frm, ["reason", "customer_po_no"]);
		if (salesflow.offers(frm, "make_change_order") && frappe.model.can_create("SOW")) {
			const method = "salesflow_app.conversions.sow_to_change_order.make_change_order";
			salesflow.add_make_button(frm, __("Change Order"), method);
		}
	},

	before_workflow_action: (frm) => salesflow.ask_reason(frm),

	company: (frm) => frm.trigger("set_currency"),
	customer: (frm) => frm.trigger("set_currency"),

	set_currency(frm) {
		if (!frm.doc.currency && frm.doc.company) {
			frm.set_value("currency", erpnext.get_currency(frm.doc.company));
		}
	},

	currency: (frm) => salesflow.set_row_currency(frm, "items", "milestones"),
});

frappe.ui.form.on("SOW Item", { items_add: (frm) => salesflow.set_row_currency(frm, "items") });
frappe.ui.form.on("Milestone Plan Row", {
	milestones_add: (frm) => salesflow.set_row_currency(frm, "milestones"),
});
