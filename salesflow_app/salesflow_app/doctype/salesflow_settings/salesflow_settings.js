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
	},

	refresh(frm) {
		const faults = frm.doc.__onload?.known_faults || [];
		if (faults.length) frm.set_intro(faults.join("<br>"), "orange");
	},
});

// An empty company fits every company: the user's own is not filled in.
const forget_company = (_frm, cdt, cdn) => frappe.model.set_value(cdt, cdn, "company", null);

frappe.ui.form.on("Salesflow SOW Rule", { sow_rules_add: forget_company });
frappe.ui.form.on("Salesflow Approval Rule", { approval_rules_add: forget_company });
