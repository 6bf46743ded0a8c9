// Client Feedback: what comes next, and the reason of a withdrawal.

frappe.ui.form.on("Client Feedback", {
	refresh: (frm) => salesflow.show_next_step(frm),
	before_workflow_action: (frm) => salesflow.ask_reason(frm),
});
