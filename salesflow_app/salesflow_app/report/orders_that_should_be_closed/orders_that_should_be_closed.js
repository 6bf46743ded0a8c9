// Orders That Should Be Closed: what keeps each of them open.

frappe.query_reports["Orders That Should Be Closed"] = {
	filters: [
		{
			fieldname: "company",
			label: __("Company"),
			fieldtype: "Link",
			options: "Company",
			default: frappe.defaults.get_user_default("Company"),
		},
		{ fieldname: "customer", label: __("Customer"), fieldtype: "Link", options: "Customer" },
		{ fieldname: "include_running", label: __("Include Running Orders"), fieldtype: "Check" },
	],
};
