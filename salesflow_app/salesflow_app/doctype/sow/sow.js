// SOW: what the form shows and offers in each state; the controller decides.

frappe.ui.form.on("SOW", {
	setup(frm) {
		salesflow.set_connections(frm, { SOW: "Change Order" });
		salesflow.set_account_manager_query(frm);
		salesflow.set_people_query(frm, "sales_assistant", "company_signatory");
		salesflow.set_tax_query(frm);
		salesflow.set_item_query(frm);
		// Who drafts a SOW may choose an MSA that they may not open: the server's own search does that.
		frm.set_query("msa", () => ({
			query: "salesflow_app.desk.link_queries.search_agreements",
			filters: { customer: frm.doc.customer, company: frm.doc.company },
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
		if (frm.is_new()) frm.trigger("set_defaults");
	},

	refresh(frm) {
		frm.set_df_property("msa", "ignore_link_validation", 1);
		salesflow.show_next_step(frm);
		frm.trigger("show_envelope");
		salesflow.add_decide_button(frm);
		salesflow.show_mismatch(frm);
		salesflow.show_readers(frm);
		salesflow.show_frozen(frm, ["reason", "customer_po_no", "copies", "personal_note"]);
		if (salesflow.offers(frm, "make_change_order") && frappe.model.can_create("SOW")) {
			const method = "salesflow_app.conversions.sow_to_change_order.make_change_order";
			salesflow.add_make_button(frm, __("Change Order"), method);
		}
		salesflow.add_order_button(frm);
		frm.trigger("add_end_retainer_button");
		frm.trigger("add_countersign_button");
		salesflow.add_offline_button(frm);
		salesflow.add_recall_button(frm);
		salesflow.add_question_button(frm);
		salesflow.add_delegate_button(frm);
		salesflow.add_preview_button(frm);
		salesflow.show_sources(frm);
		salesflow.show_newer_master(frm);
		salesflow.add_refresh_button(frm);
	},

	show_envelope(frm) {
		const { sentence, colour } = frm.doc.__onload?.salesflow_envelope || {};
		if (sentence) salesflow.tell(frm, frappe.utils.escape_html(sentence), colour);
	},

	add_countersign_button(frm) {
		if (!frm.doc.__onload?.salesflow_countersign) return;
		const question = __("You sign SOW {0} for {1}, in your own name. Continue?", [frm.docname, frm.doc.company]);
		const method = "salesflow_app.signing.countersign.countersign";
		const sign = () =>
			frappe.call({ method, type: "POST", args: { name: frm.docname }, freeze: true }).then(() => frm.reload_doc());
		frm.add_custom_button(__("Countersign"), () => frappe.confirm(question, sign)).addClass("btn-primary");
	},

	add_end_retainer_button(frm) {
		if (!frm.doc.retainer_total || !salesflow.offers(frm, "end_retainer")) return;
		if (!["Account Manager", "Operations Manager"].some((role) => frappe.user.has_role(role))) return;
		frm.add_custom_button(__("End Retainer"), () => frm.trigger("end_retainer"));
	},

	end_retainer(frm) {
		let dialog = null;
		const tell = () => frm.events.tell_end_of_retainer(frm, dialog);
		const fields = [
			{ fieldname: "given_on", fieldtype: "Date", label: __("Notice Given On"), reqd: 1, default: "Today", change: tell },
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Who Gave Notice, and Why"), reqd: 1 },
		];
		const method = "salesflow_app.milestone.months.end_retainer";
		const end = (values) =>
			frappe
				.call({ method, type: "POST", args: { name: frm.docname, ...values }, freeze: true })
				.then(() => frm.reload_doc());
		dialog = frappe.prompt(fields, end, __("End Retainer"), __("End Retainer"));
		tell();
	},

	tell_end_of_retainer(frm, dialog) {
		const given_on = dialog?.get_value("given_on");
		if (!given_on) return;
		const args = { name: frm.docname, given_on };
		const show = (answer) => dialog.set_df_property("given_on", "description", answer.message);
		// Frappe shows what the server refuses.
		frappe.call({ method: "salesflow_app.milestone.months.preview_end", type: "GET", args }).then(show, () => {});
	},

	before_workflow_action: (frm) => salesflow.ask_reason(frm),

	company: (frm) => frm.trigger("forget_agreement"),
	customer: (frm) => frm.trigger("forget_agreement"),

	forget_agreement(frm) {
		frm.doc.msa = null;
		frm.refresh_field("msa");
		frm.trigger("set_defaults");
	},

	set_defaults(frm) {
		const { customer, company, currency, msa } = frm.doc;
		if (company && !currency) frm.set_value("currency", erpnext.get_currency(company));
		if (!customer || !company || msa) return;
		frappe.xcall("salesflow_app.desk.link_queries.get_agreements", { customer, company }).then((agreements) => {
			if (agreements.length === 1) frm.set_value("msa", agreements[0].name);
		});
	},

	currency: (frm) => salesflow.set_row_currency(frm, "items", "milestones"),
});

// Only where the order that the signature made was cancelled: a SOW has one live order.
salesflow.add_order_button = function (frm) {
	if (!salesflow.offers(frm, "make_sales_order") || !frappe.model.can_create("Sales Order")) return;
	frappe.db.get_value("Sales Order", frm.doc.sales_order, "docstatus").then(({ message }) => {
		if (message?.docstatus !== 2) return;
		const method = "salesflow_app.conversions.sow_to_sales_order.make_order_again";
		const make = () => salesflow.make_and_open(frm, method, "Sales Order");
		frm.add_custom_button(__("Sales Order"), make, __("Create"));
	});
};

frappe.ui.form.on("SOW Item", { items_add: (frm) => salesflow.set_row_currency(frm, "items") });
frappe.ui.form.on("Payment Milestone Plan Row", {
	milestones_add: (frm) => salesflow.set_row_currency(frm, "milestones"),
});
