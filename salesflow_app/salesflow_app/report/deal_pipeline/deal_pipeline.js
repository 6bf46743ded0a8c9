// Deal Pipeline: open deals by industry, company size, stage and age; what was won and lost.

frappe.query_reports["Deal Pipeline"] = {
	filters: [
		{
			fieldname: "company",
			label: __("Company"),
			fieldtype: "Link",
			options: "Company",
			default: frappe.defaults.get_user_default("Company"),
			reqd: 1,
		},
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
			default: "Open Deals",
		},
		{ fieldname: "industry", label: __("Industry"), fieldtype: "Link", options: "Industry Type" },
		{
			fieldname: "no_of_employees",
			label: __("Company Size"),
			fieldtype: "Select",
			options: ["", "1-10", "11-50", "51-200", "201-500", "501-1000", "1000+"],
		},
		{ fieldname: "owner", label: __("Sales Person"), fieldtype: "Link", options: "User" },
		{ fieldname: "account_manager", label: __("Account Manager"), fieldtype: "Link", options: "User" },
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{ fieldname: "min_age", label: __("At Least Days Old"), fieldtype: "Int" },
	],
};
