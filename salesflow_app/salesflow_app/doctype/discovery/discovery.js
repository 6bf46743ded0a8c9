// Discovery: fills in what the opportunity knows, and leads on to the Work Proposal.

frappe.ui.form.on("Discovery", {
	setup(frm) {
		frm.custom_make_buttons = { "Work Proposal": "Work Proposal" };
		salesflow.set_people_query(frm, "sales_person");
		frm.set_query("account_manager", () => ({ query: "salesflow_app.people.roles.search_account_managers" }));
		frm.set_query("party_type", () => ({ filters: { name: ["in", ["Lead", "Customer", "Prospect"]] } }));
		frm.set_query("opportunity", () => ({
			filters: { status: ["not in", ["Lost", "Closed", "Converted"]] },
		}));
		frm.set_query("question_owner", "questions", () => ({
			filters: { enabled: 1, user_type: "System User" },
		}));
	},

	refresh(frm) {
		salesflow.show_next_step(frm);
		frm.toggle_enable(["party_type", "party_name"], !frm.doc.opportunity);
		frm.toggle_display("disqualified_reason", Boolean(frm.doc.disqualified_reason));
		if (salesflow.offers(frm, "make_work_proposal") && frappe.model.can_create("Work Proposal")) {
			const method = "salesflow_app.conversions.discovery_to_work_proposal.make_work_proposal";
			salesflow.add_make_button(frm, __("Work Proposal"), method);
		}
		if (may_send_recap(frm)) frm.add_custom_button(__("Send Recap"), () => show_recap(frm));
	},

	before_workflow_action: (frm) => salesflow.ask_reason(frm),

	opportunity(frm) {
		frm.toggle_enable(["party_type", "party_name"], !frm.doc.opportunity);
		if (!frm.doc.opportunity) return;
		const fields = ["opportunity_from", "party_name", "company", "currency", "salesflow_account_manager"];
		frappe.db.get_value("Opportunity", frm.doc.opportunity, fields).then(({ message: deal }) =>
			frm
				.set_value({ party_type: deal.opportunity_from, company: deal.company, currency: deal.currency })
				.then(() => frm.set_value("party_name", deal.party_name))
				.then(() => frm.set_value("account_manager", deal.salesflow_account_manager))
		);
	},
});

function may_send_recap(frm) {
	const { meetings = [], account_manager } = frm.doc;
	const is_sent = meetings.some((row) => row.held_recap_sent);
	return !frm.is_new() && account_manager && !is_sent && meetings.some((row) => row.held);
}

// The mail as the client would get it; it goes out from here.
async function show_recap(frm) {
	if (frm.is_dirty()) await frm.save();
	const args = { name: frm.doc.name };
	const { message: mail } = await frappe.call("salesflow_app.deal.recap.preview", args);
	const dialog = new frappe.ui.Dialog({
		title: mail.subject,
		fields: [{ fieldtype: "HTML", fieldname: "mail", options: mail.html }],
		primary_action_label: __("Send to {0}", [mail.recipients.join(", ")]),
		async primary_action() {
			dialog.hide();
			await frappe.call("salesflow_app.deal.recap.send", args);
			frm.reload_doc();
		},
	});
	dialog.show();
}
