// Cycle Time: median days between the steps of deals; who was waited for.

frappe.query_reports["Cycle Time"] = {
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
			fieldname: "from_date",
			label: __("From Date"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.get_today(), -12),
		},
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{ fieldname: "industry", label: __("Industry"), fieldtype: "Link", options: "Industry Type" },
		{
			fieldname: "no_of_employees",
			label: __("Company Size"),
			fieldtype: "Select",
			options: ["", "1-10", "11-50", "51-200", "201-500", "501-1000", "1000+"],
		},
	],
};
