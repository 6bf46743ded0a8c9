// Contract: an MSA's steps, what the client does with it, and what can follow. Contracts of other kinds stay as they are.

frappe.ui.form.on("Contract", {
	setup(frm) {
		frm.custom_make_buttons = { ...frm.custom_make_buttons, SOW: "SOW" };
		frm.set_query("salesflow_account_manager", () => ({
			query: "salesflow_app.people.roles.search_account_managers",
		}));
	},

	refresh(frm) {
		const { docstatus, salesflow_is_msa, salesflow_state, is_signed, party_type } = frm.doc;
		if (!salesflow_is_msa || party_type !== "Customer") return;
		if (salesflow_state) {
			frm.trigger("show_msa");
		} else if (docstatus === 1 && !is_signed) {
			frm.set_intro(__("Once this MSA is signed, a SOW can be based on it."), "orange");
		}
		if (docstatus !== 1) return;
		const offers = (button) => !salesflow_state || salesflow.offers(frm, button);
		if (offers("make_sow") && frappe.model.can_create("SOW")) {
			frm.add_custom_button(__("SOW"), () => make_sow_under(frm), __("Create"));
		}
		if (is_signed && offers("renew") && frappe.model.can_create("Contract")) {
			const method = "salesflow_app.conversions.contract_to_contract.renew";
			salesflow.add_make_button(frm, __("Renewal"), method);
		}
	},

	show_msa(frm) {
		frm.set_intro(); // Frappe asks to submit it; what is meant are the steps
		salesflow.show_next_step(frm);
		const { salesflow_reason: reason, salesflow_state: state } = frm.doc;
		const { reasoned = [], colours = {} } = salesflow.get_facts("Contract");
		if (reason && reasoned.includes(state)) {
			salesflow.tell(frm, `${__("Reason")}: ${frappe.utils.escape_html(reason)}`, "orange");
		}
		if (!frm.is_new()) frm.page.set_indicator(__(state), colours[state] || "gray");
		salesflow.show_readers(frm);
		salesflow.show_frozen(frm, ["salesflow_reason", "requires_fulfilment", "fulfilment_deadline", "fulfilment_terms"]);
		salesflow.add_offline_button(frm);
		salesflow.add_question_button(frm);
		salesflow.add_delegate_button(frm);
		salesflow.add_preview_button(frm);
		if (!frm.is_new() && frm.doc.docstatus < 2) frm.trigger("add_steps");
	},

	add_steps(frm) {
		if (frm.doc.docstatus === 0 && frm.doc.is_signed) {
			salesflow.tell(frm, __("Signed outside SalesFlow: enter who signed it and when, and submit it."), "blue");
			return;
		}
		for (const step of frm.doc.__onload?.salesflow_steps || []) {
			frm.add_custom_button(__(step.action), () => take(frm, step), __("Actions"));
		}
		frm.page.set_inner_btn_group_as_primary(__("Actions"));
		if (frm.doc.docstatus === 0) frm.page.set_primary_action(__("Save"), () => frm.save());
		else frm.page.clear_secondary_action(); // a signed agreement is terminated, another one gets a new version
	},
});

function take(frm, { action, needs_reason }) {
	if (frm.is_dirty()) frappe.throw(__("Save the Contract first."));
	const send = (values = {}) => {
		const args = { name: frm.docname, action, ...values };
		return frappe
			.call({ method: "salesflow_app.msa.steps.take", type: "POST", args, freeze: true })
			.then(({ message }) => (message === frm.docname ? frm.reload_doc() : frappe.set_route("Form", "Contract", message)));
	};
	if (needs_reason) return frappe.prompt(get_questions(frm, action), send, __(action), __(action));
	if (action !== "Send to Client" && action !== "New Version") return send();
	const question =
		action === "New Version"
			? __("The client's link to this version ends, and a new draft with its text is made. Continue?")
			: __("{0} gets this agreement to read and sign. Continue?", [
					frappe.utils.escape_html(frm.doc.salesflow_signatory_email),
			  ]);
	return frappe.confirm(question, () => send());
}

function get_questions(frm, action) {
	const reason = { fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 };
	if (action !== "Terminate") return [reason];
	const last_day = frappe.datetime.add_days(frappe.datetime.get_today(), frm.doc.salesflow_notice_days || 0);
	return [reason, { fieldname: "last_day", fieldtype: "Date", label: __("Last Day"), reqd: 1, default: last_day }];
}

function make_sow_under(frm) {
	frappe.new_doc("SOW", {
		customer: frm.doc.party_name,
		company: frm.doc.salesflow_company,
		msa: frm.doc.name,
	});
}
