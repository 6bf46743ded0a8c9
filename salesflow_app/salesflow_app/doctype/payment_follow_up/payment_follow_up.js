frappe.ui.form.on("Payment Follow Up", {
	setup(frm) {
		salesflow_follow_up.set_queries(frm);
	},

	onload(frm) {
		if (frm.is_new() && frm.doc.customer) salesflow_follow_up.fill(frm);
	},

	refresh(frm) {
		if (frm.doc.customer && frm.perm[0].write) {
			frm.add_custom_button(__("Get Open Invoices"), () => salesflow_follow_up.fill(frm));
		}
	},

	customer: (frm) => frm.is_new() && salesflow_follow_up.fill(frm),
	company: (frm) => frm.is_new() && salesflow_follow_up.fill(frm),
});

frappe.ui.form.on("Follow Up Invoice", {
	sales_invoice(frm, cdt, cdn) {
		const row = locals[cdt][cdn];
		const fields = ["due_date", "outstanding_amount", "party_account_currency"];
		if (!row.sales_invoice) return;
		frappe.db.get_value("Sales Invoice", row.sales_invoice, fields).then(({ message }) => {
			frappe.model.set_value(cdt, cdn, {
				currency: message.party_account_currency,
				due_date: message.due_date,
				outstanding_amount: message.outstanding_amount,
			});
		});
	},
});

const salesflow_follow_up = {
	set_queries(frm) {
		frm.set_query("owner_user", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		frm.set_query("sales_invoice", "invoices", () => ({
			filters: {
				customer: frm.doc.customer,
				company: frm.doc.company,
				docstatus: 1,
				is_return: 0,
				outstanding_amount: [">", 0],
			},
		}));
	},

	// Replace the rows by all invoices of the customer that are open.
	fill(frm) {
		const { customer, company } = frm.doc;
		if (!customer || !company) return;
		const method =
			"salesflow_app.salesflow_app.doctype.payment_follow_up.payment_follow_up.get_open_invoices";
		return frappe.xcall(method, { customer, company }).then((invoices) => {
			frm.clear_table("invoices");
			invoices.forEach((invoice) =>
				frm.add_child("invoices", {
					sales_invoice: invoice.name,
					due_date: invoice.due_date,
					outstanding_amount: invoice.outstanding_amount,
					currency: invoice.party_account_currency,
				})
			);
			frm.refresh_field("invoices");
			if (!invoices.length) {
				frappe.show_alert(__("{0} has no open invoice.", [frm.doc.customer_name || customer]));
			}
		});
	},
};
