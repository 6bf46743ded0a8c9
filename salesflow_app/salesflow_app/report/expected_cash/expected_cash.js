// Expected Cash: what clients will pay, by week.

frappe.query_reports["Expected Cash"] = {
	filters: [
		{
			fieldname: "company",
			label: __("Company"),
			fieldtype: "Link",
			options: "Company",
			default: frappe.defaults.get_user_default("Company"),
			reqd: 1,
		},
		{ fieldname: "customer", label: __("Client"), fieldtype: "Link", options: "Customer" },
		{ fieldname: "weeks", label: __("Weeks"), fieldtype: "Int", default: 13 },
	],
};
