// Approval Entry: read-only for everybody.

frappe.ui.form.on("Salesflow Approval Entry", {
	refresh(frm) {
		frm.set_intro(__("This is a permanent record. It cannot be changed or deleted."), "blue");
	},
});
