// Deputy: who can be named. The server says whether it may be.

frappe.ui.form.on("Salesflow Deputy", {
	setup(frm) {
		const people = () => ({ filters: { enabled: 1, user_type: "System User" } });
		frm.set_query("person", people);
		frm.set_query("deputy", people);
	},

	refresh(frm) {
		frm.toggle_enable("person", frappe.user.has_role("System Manager"));
	},
});
