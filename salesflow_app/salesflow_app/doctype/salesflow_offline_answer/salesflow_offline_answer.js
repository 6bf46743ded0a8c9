// Offline answer: the second person confirms; the server decides who may.

frappe.ui.form.on("Salesflow Offline Answer", {
	setup(frm) {
		frm.set_query("reference_doctype", () => ({ filters: { name: ["in", ["SOW", "Work Proposal", "Contract"]] } }));
	},

	refresh(frm) {
		if (frm.is_new() || frm.doc.status !== "Waiting") return;
		if (frm.doc.recorded_by === frappe.session.user) {
			frm.set_intro(__("Somebody else has to compare this with the file, and confirm it."));
			return;
		}
		frm.add_custom_button(__("Confirm"), () => confirm(frm)).addClass("btn-primary");
	},
});

function confirm(frm) {
	const question = __("The file shows what is recorded here, and {0} counts as answered by the client. Confirm?", [
		frm.doc.reference_name,
	]);
	const method = "salesflow_app.portal.record_offline.confirm";
	frappe.confirm(question, () =>
		frappe
			.call({ method, type: "POST", args: { name: frm.docname }, freeze: true })
			.then(() => frappe.set_route("Form", frm.doc.reference_doctype, frm.doc.reference_name)),
	);
}
