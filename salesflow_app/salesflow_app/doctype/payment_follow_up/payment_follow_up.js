// Payment Follow Up: fills in the invoices of the customer that are open, and notes what the client says.

frappe.ui.form.on("Payment Follow Up", {
	setup(frm) {
		follow_up.set_queries(frm);
	},

	onload(frm) {
		if (frm.is_new() && frm.doc.customer) follow_up.fill(frm);
	},

	refresh(frm) {
		if (frm.doc.customer && frm.perm[0].write) {
			frm.add_custom_button(__("Get Open Invoices"), () => follow_up.fill(frm));
		}
		if (!frm.is_new() && frm.perm[0].write) follow_up.add_buttons(frm);
	},

	customer: (frm) => frm.is_new() && follow_up.fill(frm),
	company: (frm) => frm.is_new() && follow_up.fill(frm),
});

frappe.ui.form.on("Payment Follow Up Invoice", {
	sales_invoice(frm, cdt, cdn) {
		const { sales_invoice } = locals[cdt][cdn];
		follow_up.get_invoices(frm).then((invoices) => {
			const invoice = invoices.find(({ name }) => name === sales_invoice);
			if (invoice) frappe.model.set_value(cdt, cdn, follow_up.get_row(invoice));
		});
	},
});

const follow_up = {
	// Whoever follows up may name invoices that he may not open: the server's own search does that.
	set_queries(frm) {
		frm.set_query("owner_user", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		frm.set_query("sales_invoice", "invoices", () => ({
			query: "salesflow_app.desk.link_queries.search_open_invoices",
			filters: { customer: frm.doc.customer, company: frm.doc.company },
		}));
		frm.get_field("invoices").grid.update_docfield_property("sales_invoice", "ignore_link_validation", 1);
	},

	// What the form's fields hold, asked for in one step. The server checks it.
	add_buttons(frm) {
		const add = (label, fields, get_values) =>
			frm.add_custom_button(label, () =>
				frappe.prompt(fields, (values) => frm.set_value(get_values(values)).then(() => frm.save()), label)
			);
		const status = frm.doc.follow_up_status;
		if (["Paid", "Closed"].includes(status)) return;
		if (status === "Disputed") {
			const answer = { fieldname: "answer", fieldtype: "Text", label: __("Answer"), reqd: 1 };
			if (frm.doc.client_user) answer.description = __("The client gets it by email and reads it on the invoice's page.");
			add(__("Answer"), [answer], ({ answer }) => ({ answer, follow_up_status: "Closed" }));
			return;
		}
		add(
			__("Note Promise"),
			[
				{ fieldname: "promise_date", fieldtype: "Date", label: __("Paid On"), reqd: 1 },
				{ fieldname: "answer", fieldtype: "Small Text", label: __("What They Said"), default: frm.doc.answer },
			],
			(values) => ({ ...values, follow_up_status: "Promised" })
		);
		add(
			__("Note Dispute"),
			[{ fieldname: "dispute_reason", fieldtype: "Small Text", label: __("What They Object To"), reqd: 1 }],
			(values) => ({ ...values, follow_up_status: "Disputed" })
		);
	},

	get_invoices(frm) {
		const { customer, company } = frm.doc;
		if (!customer || !company) return Promise.resolve([]);
		return frappe.xcall("salesflow_app.desk.link_queries.get_open_invoices", { customer, company });
	},

	get_row: ({ name, due_date, outstanding_amount, party_account_currency }) => ({
		sales_invoice: name,
		currency: party_account_currency,
		due_date,
		outstanding_amount,
	}),

	// Replace the rows by all invoices of the customer that are open.
	fill(frm) {
		const { customer, company } = frm.doc;
		if (!customer || !company) return;
		return follow_up.get_invoices(frm).then((invoices) => {
			frm.clear_table("invoices");
			invoices.forEach((invoice) => frm.add_child("invoices", follow_up.get_row(invoice)));
			frm.refresh_field("invoices");
			if (!invoices.length) {
				frappe.show_alert(__("{0} has no open invoices.", [frm.doc.customer_name || customer]));
			}
		});
	},
};
