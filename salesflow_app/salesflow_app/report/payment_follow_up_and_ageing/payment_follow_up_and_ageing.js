// Payment Follow-up and Ageing: open invoices of deals, what comes next about each, and when the money is expected.

frappe.query_reports["Payment Follow-up and Ageing"] = {
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{
			fieldname: "show",
			label: __("Show"),
			fieldtype: "Select",
			options: ["", "Due Today", "Overdue", "Promised", "Promise Broken", "Disputed", "Held Back"],
		},
		{ fieldname: "account_manager", label: __("Account Manager"), fieldtype: "Link", options: "User" },
		{ fieldname: "customer", label: __("Customer"), fieldtype: "Link", options: "Customer" },
	],
	formatter(value, row, column, data, default_formatter) {
		const text = default_formatter(value, row, column, data);
		return data && data.is_total ? `<b>${text}</b>` : text;
	},
};
