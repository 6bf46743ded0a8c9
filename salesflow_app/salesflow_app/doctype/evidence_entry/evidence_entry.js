// Evidence Entry: read-only for everybody.

frappe.ui.form.on("Evidence Entry", {
	refresh(frm) {
		frm.set_intro(__("A record of what happened. Nobody can change or delete it."), "blue");
	},
});
