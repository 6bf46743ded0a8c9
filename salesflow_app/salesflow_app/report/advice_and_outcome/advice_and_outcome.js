// Advice and Outcome: advice, who gave it, and how the deals ended.

frappe.query_reports["Advice and Outcome"] = {
	filters: [
		{
			fieldname: "company",
			label: __("Company"),
			fieldtype: "Link",
			options: "Company",
			default: frappe.defaults.get_user_default("Company"),
			reqd: 1,
		},
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{
			fieldname: "show",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("All") },
				{ value: "Open Deals", label: __("Open Deals") },
				{ value: "Won", label: __("Won") },
				{ value: "Lost", label: __("Lost") },
				{ value: "Closed", label: __("Closed") },
			],
		},
		{ fieldname: "adviser", label: __("Advice By"), fieldtype: "Link", options: "User" },
		{ fieldname: "industry", label: __("Industry"), fieldtype: "Link", options: "Industry Type" },
		{
			fieldname: "no_of_employees",
			label: __("Company Size"),
			fieldtype: "Select",
			options: ["", "1-10", "11-50", "51-200", "201-500", "501-1000", "1000+"],
		},
	],
};
