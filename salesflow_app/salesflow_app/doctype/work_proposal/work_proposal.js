// Work Proposal: what the form shows and offers in each state; the controller decides.

frappe.ui.form.on("Work Proposal", {
	setup(frm) {
		frm.custom_make_buttons = { SOW: "SOW" };
		salesflow.set_people_query(frm, "account_manager");
		salesflow.set_tax_query(frm);
		salesflow.set_item_query(frm);
		frm.set_query("proposal_to", () => ({ filters: { name: ["in", ["Customer", "Lead"]] } }));
		frm.set_query("opportunity", () => ({
			filters: { party_name: frm.doc.party_name, company: frm.doc.company },
		}));
		frm.set_query("discovery", () => ({
			filters: { party_name: frm.doc.party_name, company: frm.doc.company },
		}));
		frm.set_query("contact_person", () => ({
			query: "frappe.contacts.doctype.contact.contact.contact_query",
			filters: { link_doctype: frm.doc.proposal_to, link_name: frm.doc.party_name },
		}));
	},

	onload(frm) {
		if (frm.is_new()) frm.trigger("company");
	},

	refresh(frm) {
		salesflow.show_next_step(frm);
		salesflow.show_frozen(frm, ["reason"]);
		if (salesflow.offers(frm, "make_sow") && frappe.model.can_create("SOW")) {
			salesflow.add_make_button(frm, __("SOW"), "salesflow_app.conversions.work_proposal_to_sow.make_sow");
		}
		if (frm.doc.refresh_needed && salesflow.offers(frm, "refresh_text")) {
			frm.set_intro(__("A newer version of the master document was approved: refresh the text."), "orange");
		}
		salesflow.add_refresh_button(frm);
	},

	before_workflow_action: (frm) => salesflow.ask_reason(frm),

	company(frm) {
		if (frm.doc.company && !frm.doc.currency) {
			frm.set_value("currency", erpnext.get_currency(frm.doc.company));
		}
	},

	proposal_to: (frm) => frm.set_value("party_name", null),

	party_name(frm) {
		frm.set_value("contact_person", null);
		frm.set_value("contact_email", null);
	},

	contact_person(frm) {
		if (!frm.doc.contact_person) return;
		frappe.db
			.get_value("Contact", frm.doc.contact_person, "email_id")
			.then(({ message }) => frm.set_value("contact_email", message.email_id));
	},

	currency: (frm) => salesflow.set_row_currency(frm, "items", "payment_plan"),
});

frappe.ui.form.on("Work Proposal Item", { items_add: (frm) => salesflow.set_row_currency(frm, "items") });
frappe.ui.form.on("Milestone Plan Row", {
	payment_plan_add: (frm) => salesflow.set_row_currency(frm, "payment_plan"),
});
