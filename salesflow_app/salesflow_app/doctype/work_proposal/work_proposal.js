// Work Proposal: what the form shows and offers in each state; the controller decides.

frappe.ui.form.on("Work Proposal", {
	setup(frm) {
		salesflow.set_connections(frm, { SOW: "SOW" });
		salesflow.set_account_manager_query(frm);
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
		salesflow.add_decide_button(frm);
		salesflow.show_mismatch(frm);
		salesflow.show_readers(frm);
		salesflow.show_frozen(frm, ["reason", "copies", "personal_note"]);
		if (salesflow.offers(frm, "make_sow") && frappe.model.can_create("SOW")) {
			salesflow.add_make_button(frm, __("SOW"), "salesflow_app.conversions.work_proposal_to_sow.make_sow");
		}
		if (salesflow.offers(frm, "make_sales_order") && frappe.model.can_create("Sales Order")) {
			const method = "salesflow_app.conversions.quotation_to_sales_order.make_order_again";
			const make = () => salesflow.make_and_open(frm, method, "Sales Order");
			frm.add_custom_button(__("Sales Order"), make, __("Create"));
		}
		salesflow.show_newer_master(frm);
		salesflow.add_offline_button(frm);
		salesflow.add_recall_button(frm);
		salesflow.add_question_button(frm);
		salesflow.add_delegate_button(frm);
		salesflow.add_preview_button(frm);
		salesflow.add_refresh_button(frm);
		if (!frm.is_new()) frm.trigger("add_spreadsheet_buttons");
	},

	add_spreadsheet_buttons(frm) {
		const group = __("Price Offer");
		frm.add_custom_button(__("Download Spreadsheet"), () => download_spreadsheet(frm), group);
		const download_copy = () => download_spreadsheet(frm, { for_client: 1 });
		frm.add_custom_button(__("Download Client's Copy"), download_copy, group);
		if (salesflow.offers(frm, "import_price_offer") && frm.perm[0].write) {
			const take = (file) => import_rows(frm, file);
			frm.add_custom_button(__("Upload Spreadsheet"), () => upload_spreadsheet(frm, take), group);
			const read = (file) => salesflow.read_price_sheet(frm, file);
			frm.add_custom_button(__("Read Other Price Sheet"), () => upload_spreadsheet(frm, read), group);
		}
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
frappe.ui.form.on("Payment Milestone Plan Row", {
	payment_plan_add: (frm) => salesflow.set_row_currency(frm, "payment_plan"),
});

function download_spreadsheet(frm, options = {}) {
	const method = "salesflow_app.conversions.work_proposal_to_xlsx.export";
	open_url_post(`/api/method/${method}`, { work_proposal: frm.docname, ...options });
}

function upload_spreadsheet(frm, take) {
	if (frm.is_dirty()) frappe.throw(__("Save the proposal first: the spreadsheet changes its price offer."));
	new frappe.ui.FileUploader({
		doctype: frm.doctype,
		docname: frm.docname,
		folder: "Home/Attachments",
		allow_multiple: false,
		make_attachments_public: false,
		restrictions: { allowed_file_types: [".xlsx"] },
		on_success: (file) => take(file.name),
	});
}

function import_rows(frm, file) {
	const method = "salesflow_app.conversions.xlsx_to_work_proposal.import_rows";
	const args = { work_proposal: frm.docname, file };
	return frappe.call({ method, type: "POST", args, freeze: true }).then(({ message }) => {
		salesflow.tell_imported(message);
		return frm.reload_doc();
	});
}

salesflow.tell_imported = function ({ changed, added, removed }) {
	const counts = [changed, added, removed];
	const text = __("Rows of the price offer: {0} changed, {1} added, {2} removed.", counts);
	frappe.show_alert({ message: text, indicator: "green" });
};
