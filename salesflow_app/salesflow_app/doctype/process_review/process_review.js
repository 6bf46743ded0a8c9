// Process Review: what comes next; the figures are computed by the server at each save.

frappe.ui.form.on("Process Review", {
	setup(frm) {
		frm.set_query("owner_user", "actions", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	refresh(frm) {
		salesflow.show_next_step(frm);
		for (const table of ["figures", "masters"]) frm.get_field(table).grid.cannot_add_rows = true;
		if (!frm.is_new() && !frm.doc.docstatus && frm.perm[0].write) {
			frm.add_custom_button(__("Compute Anew"), () => {
				frm.dirty();
				frm.save();
			});
		}
	},
});
