// SOW, Work Proposal and MSA, once the client answered: hand out the evidence, or check it.

(() => {
	const TITLES = ["Whole", "Tampered", "Incomplete", "Cannot Check"];
	const COLOURS = ["green", "red", "orange", "red"];

	function refresh(frm) {
		const is_answered = frm.doc.docstatus > 0 && (frm.doc.signed_by || frm.doc.answered_by || (frm.doc.salesflow_state && frm.doc.is_signed));
		if (!is_answered || !frappe.model.can_read("Salesflow Evidence Entry")) return;
		frm.add_custom_button(__("Download"), () => download(frm), __("Evidence"));
		frm.add_custom_button(__("Check"), () => check(frm), __("Evidence"));
	}

	function download(frm) {
		const values = new URLSearchParams({ doctype: frm.doctype, name: frm.docname });
		window.open(`/api/method/salesflow_app.sealing.bundles.download?${values}`);
	}

	async function check(frm) {
		const values = { doctype: frm.doctype, name: frm.docname };
		const { code, lines } = await frappe.xcall("salesflow_app.sealing.asking.check", values);
		frappe.msgprint({
			title: __(TITLES[code]),
			indicator: COLOURS[code],
			message: lines.map((line) => `<p>${frappe.utils.escape_html(line)}</p>`).join(""),
		});
	}

	for (const doctype of ["SOW", "Work Proposal", "Contract"]) frappe.ui.form.on(doctype, { refresh });
})();
