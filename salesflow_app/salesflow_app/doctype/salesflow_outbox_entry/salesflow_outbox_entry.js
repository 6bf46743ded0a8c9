// Salesflow Outbox Entry: read-only, with one button for what did not go out.

frappe.ui.form.on("Salesflow Outbox Entry", {
	refresh(frm) {
		frm.disable_save();
		if (["Failed", "Not Sent"].includes(frm.doc.state)) {
			frm.set_intro(frappe.utils.escape_html(frm.doc.error || ""), "red");
			frm.add_custom_button(__("Send Again"), () => send_again(frm));
		}
	},
});

function send_again(frm) {
	return frappe
		.call("salesflow_app.outbox.send_again.send_again", { name: frm.doc.name })
		.then(() => frm.reload_doc());
}
