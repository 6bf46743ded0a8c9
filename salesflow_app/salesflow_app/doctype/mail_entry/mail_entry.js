// Mail Entry: read-only for everybody.

frappe.ui.form.on("Mail Entry", {
	refresh(frm) {
		const is_sent = frm.doc.state === "Queued";
		frm.set_intro(
			is_sent
				? __("A record of a mail. Nobody can change or delete it.")
				: __("This mail did not go out; the reason stands under Error."),
			is_sent ? "blue" : "red",
		);
	},
});
