// Clearance Board: shipments that are not on their way, and what holds each.

frappe.query_reports["Clearance Board"] = {
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
		{ fieldname: "state", label: __("Shipping State"), fieldtype: "Link", options: "Workflow State" },
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
	],
};
