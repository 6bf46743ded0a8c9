// Quotes Awaiting Decision: quotations that wait for the client's answer.

frappe.query_reports["Quotes Awaiting Decision"] = {
	filters: [
		{
			fieldname: "company",
			label: __("Company"),
			fieldtype: "Link",
			options: "Company",
			default: frappe.defaults.get_user_default("Company"),
			reqd: 1,
		},
		{ fieldname: "industry", label: __("Industry"), fieldtype: "Link", options: "Industry Type" },
		{
			fieldname: "no_of_employees",
			label: __("Company Size"),
			fieldtype: "Select",
			options: ["", "1-10", "11-50", "51-200", "201-500", "501-1000", "1000+"],
		},
		{ fieldname: "account_manager", label: __("Account Manager"), fieldtype: "Link", options: "User" },
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{ fieldname: "stale_after", label: __("Stale After (Days)"), fieldtype: "Int", default: 14 },
		{ fieldname: "only_stale", label: __("Only Stale"), fieldtype: "Check" },
		{ fieldname: "with_expired", label: __("With Expired"), fieldtype: "Check" },
	],
};
