// Lost Analysis: why your team's deals were lost.

frappe.query_reports["Lost Analysis"] = {
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
		{ fieldname: "industry", label: __("Industry"), fieldtype: "Link", options: "Industry Type" },
		{
			fieldname: "no_of_employees",
			label: __("Company Size"),
			fieldtype: "Select",
			options: ["", "1-10", "11-50", "51-200", "201-500", "501-1000", "1000+"],
		},
		{ fieldname: "sales_person", label: __("Sales Person"), fieldtype: "Link", options: "User" },
	],
};
