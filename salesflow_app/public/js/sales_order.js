// Sales Order: who must approve it, what production has handed over. The server checks every step again.

frappe.ui.form.on("Sales Order", {
	setup(frm) {
		frm.can_make_methods = { ...frm.can_make_methods, SOW: () => false };
	},

	refresh(frm) {
		salesflow.show_approval(frm);
		salesflow.show_missing_sow(frm);
		salesflow.show_production(frm);
		salesflow.add_billing_button(frm);
		setTimeout(() => salesflow.hide_refused_buttons(frm)); // ERPNext adds its buttons after this
	},

	before_workflow_action: (frm) => salesflow.ask_reason(frm),
});

salesflow.uses_approval = (frm) =>
	frappe.workflow.get_state_fieldname(frm.doctype) === salesflow.get_facts(frm.doctype).state_field;

salesflow.show_approval = function (frm) {
	if (!salesflow.uses_approval(frm) || frm.doc.docstatus !== 0 || frm.is_new()) return;
	const { escape_html } = frappe.utils;
	const { salesflow_approver: approver, salesflow_reason: reason } = frm.doc;
	if (approver && salesflow.get_state(frm) === "Draft") {
		const rule = frm.doc.salesflow_approval_reason;
		const sentence = __("{0} must approve this order ({1}). Use “Submit for Approval”.", [approver, rule]);
		frm.set_intro(escape_html(sentence), "blue");
	}
	if (reason) frm.set_intro(escape_html(`${__("Rejected")}: ${reason}`), "orange");
	salesflow.show_next_step(frm);
	salesflow.add_decide_button(frm);
};

salesflow.show_missing_sow = function (frm) {
	if (!frm.doc.salesflow_sow_needed || frm.doc.salesflow_sow || frm.doc.docstatus !== 0) return;
	const sentence = __("This order needs a SOW signed by the client ({0}). Create a SOW instead: its signature makes the order.", [
		frm.doc.salesflow_sow_reason,
	]);
	frm.set_intro(frappe.utils.escape_html(sentence), "orange");
};

// For Customer Support, where Salesflow Settings let them bill; others have ERPNext's own button.
salesflow.add_billing_button = function (frm) {
	const { docstatus, per_billed, salesflow_sow, status } = frm.doc;
	if (!frappe.boot.salesflow_bills_orders || frappe.model.can_create("Sales Invoice")) return;
	if (docstatus !== 1 || salesflow_sow || flt(per_billed) >= 100) return;
	if (["Closed", "On Hold"].includes(status)) return;
	const method = "salesflow_app.conversions.sales_order_to_sales_invoice.make_sales_invoice";
	const make = () => salesflow.make_and_open(frm, method, "Sales Invoice");
	frm.add_custom_button(__("Sales Invoice"), make, __("Create"));
};

salesflow.get_late_departments = (frm) =>
	(frm.doc.salesflow_production || []).filter((row) => !row.handed_over).map((row) => row.department);

salesflow.show_production = function (frm) {
	const rows = frm.doc.salesflow_production || [];
	if (frm.doc.docstatus !== 1 || !rows.length || flt(frm.doc.per_delivered) >= 100) return;
	const late = salesflow.get_late_departments(frm);
	if (["Closed", "On Hold"].includes(frm.doc.status)) return;
	const sentence = late.length
		? __("In production: still to be handed over to Final Pack by {0}.", [late.join(", ")])
		: __("All departments have handed over. Final Pack creates the Delivery Note.");
	frm.set_intro(frappe.utils.escape_html(sentence), late.length ? "blue" : "green");
	if (frappe.user.has_role("Manufacturing User")) salesflow.add_production_buttons(frm, rows);
};

salesflow.add_production_buttons = function (frm, rows) {
	rows.forEach((row) => {
		const method = row.handed_over ? "take_back" : "hand_over";
		const group = row.handed_over ? __("Recall") : __("Hand Over");
		frm.add_custom_button(row.department, () => salesflow.call_production(frm, method, row), group);
	});
	if (salesflow.get_late_departments(frm).length) frm.page.set_inner_btn_group_as_primary(__("Hand Over"));
};

salesflow.call_production = function (frm, method, { department }) {
	const question =
		method === "hand_over"
			? __("Has {0} handed over everything for this order to Final Pack?", [department])
			: __("Recall the hand-over by {0}?", [department]);
	const args = { sales_order: frm.docname, department };
	const call = () =>
		frappe
			.call({ method: `salesflow_app.order.production.${method}`, type: "POST", args, freeze: true })
			.then(() => frm.reload_doc());
	frappe.confirm(frappe.utils.escape_html(question), call);
};

// ERPNext offers the Delivery Note from the start, but what is not yet made cannot be packed; and *Update Items*, but
// what was signed changes by a Change Order. Dates of delivery are edited in the form itself.
salesflow.hide_refused_buttons = function (frm) {
	if (frm.doc.docstatus !== 1) return;
	if (salesflow.get_late_departments(frm).length) frm.remove_custom_button(__("Delivery Note"), __("Create"));
	if (frm.doc.salesflow_sow) frm.remove_custom_button(__("Update Items"));
};
