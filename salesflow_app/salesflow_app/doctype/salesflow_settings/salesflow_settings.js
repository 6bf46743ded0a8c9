// Salesflow Settings: who can be named in a rule. What a rule must fulfil, the controller says.

frappe.ui.form.on("Salesflow Settings", {
	setup(frm) {
		const people = () => ({ filters: { enabled: 1, user_type: "System User" } });
		frm.set_query("operations_manager", people);
		frm.set_query("sales_assistant", people);
		frm.set_query("approver", "sow_rules", people);
		frm.set_query("approver", "approval_rules", people);
		frm.set_query("approver_role", "approval_rules", () => ({ filters: { disabled: 0 } }));
		frm.set_query("role", "mail_rules", () => ({ filters: { disabled: 0, desk_access: 1 } }));
		frm.set_query("role", "deal_roles", () => ({ filters: { disabled: 0, desk_access: 1 } }));
	},

	refresh(frm) {
		const faults = frm.doc.__onload?.known_faults || [];
		if (faults.length) frm.set_intro(faults.join("<br>"), "orange");
		if (frm.perm[0]?.write) add_first_setup(frm);
	},
});

const FIRST_SETUP = "salesflow_app.setup.";

// Suggested rows are added to the form; a person completes and saves them.
const ROWS = {
	departments: [__("Suggest Departments"), "suggestions.suggest_departments"],
	papers: [__("Suggest Papers"), "suggestions.suggest_papers"],
	approval_rules: [__("Suggest Rules"), "suggestions.suggest_rules"],
};

function add_first_setup(frm) {
	for (const [table, [label, method]] of Object.entries(ROWS)) {
		frm.add_custom_button(label, () => suggest_rows(frm, table, method), __("First Setup"));
	}
	frm.add_custom_button(__("Suggest Clearance"), () => suggest_policies(frm), __("First Setup"));
	frm.add_custom_button(__("Send Test Mail to Me"), send_test_mail, __("First Setup"));
}

async function suggest_rows(frm, table, method) {
	const rows = (await frappe.xcall(FIRST_SETUP + method))[table];
	// the first rule that fits decides: what is suggested comes before what is there
	rows.forEach((row, index) => {
		const added = frm.add_child(table, row);
		if (table !== "approval_rules") return;
		const list = frm.doc[table];
		list.splice(index, 0, list.splice(list.indexOf(added), 1)[0]);
		list.forEach((each, at) => (each.idx = at + 1));
	});
	frm.refresh_field(table);
	if (rows.length) frm.dirty();
	frm.scroll_to_field(table);
	frappe.show_alert(
		rows.length
			? __("{0} rows suggested. Complete and save them.", [rows.length])
			: __("Nothing to suggest: the site has nothing to take it from.")
	);
}

async function suggest_policies(frm) {
	const values = await frappe.xcall(FIRST_SETUP + "suggestions.suggest_policies");
	await frm.set_value(values);
	frm.scroll_to_field("clearance_policy");
	if (!values.clearance_policy) {
		frappe.show_alert(
			__("Nothing to suggest: no customer has a credit limit, no payment terms begin with a deposit.")
		);
	}
}

async function send_test_mail() {
	const address = await frappe.xcall(FIRST_SETUP + "guide.send_test_mail");
	frappe.show_alert(__("A test mail to {0} is on its way.", [address]));
}

// An empty company fits every company: the user's own is not filled in.
const forget_company = (_frm, cdt, cdn) => frappe.model.set_value(cdt, cdn, "company", null);

frappe.ui.form.on("Salesflow SOW Rule", { sow_rules_add: forget_company });
frappe.ui.form.on("Salesflow Approval Rule", { approval_rules_add: forget_company });
