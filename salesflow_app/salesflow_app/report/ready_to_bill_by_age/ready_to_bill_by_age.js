// Ready to Bill by Age: milestones that wait for their invoice, and one step to bill those that are ticked.

frappe.query_reports["Ready to Bill by Age"] = {
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "customer", label: __("Client"), fieldtype: "Link", options: "Customer" },
		{ fieldname: "account_manager", label: __("Account Manager"), fieldtype: "Link", options: "User" },
		{ fieldname: "on_hold", label: __("With Those on Hold"), fieldtype: "Check" },
	],

	get_datatable_options: (options) => ({ ...options, checkboxColumn: true }),

	formatter(value, row, column, data, default_formatter) {
		if (data?.is_total && column.fieldtype === "Int") return "";
		const html = default_formatter(value, row, column, data);
		if (data?.is_total) return `<b>${html}</b>`;
		if (column.fieldname !== "title") return html;
		return `<a href="${frappe.utils.get_form_link("Payment Milestone", data.name)}">${html}</a>`;
	},

	onload(report) {
		if (frappe.model.can_create("Sales Invoice")) {
			report.page.add_inner_button(__("Bill Together"), () => bill_together(report));
		}
	},
};

const get_ticked = (report) =>
	report
		.get_checked_items()
		.map(({ name }) => name)
		.filter(Boolean);

// The server says what it made, and why not one invoice for all.
async function bill_together(report) {
	const names = get_ticked(report);
	if (!names.length) {
		frappe.msgprint(__("Tick the milestones to bill, then choose “Bill Together”."));
		return;
	}
	const method = "salesflow_app.milestone.together.bill_together";
	const { sentence, invoices } = await frappe.xcall(method, { names });
	report.refresh();
	const action = () => {
		frappe.hide_msgprint();
		frappe.set_route("List", "Sales Invoice", { name: ["in", invoices] });
	};
	frappe.msgprint({
		title: __("Bill Together"),
		message: sentence,
		indicator: "green",
		primary_action: { label: __("Show Drafts"), action },
	});
}
