// SOW Register: every statement of work, its state and worth.

frappe.query_reports["SOW Register"] = {
	filters: [
		{
			fieldname: "company",
			label: __("Company"),
			fieldtype: "Link",
			options: "Company",
			default: frappe.defaults.get_user_default("Company"),
			reqd: 1,
		},
		{ fieldname: "workflow_state", label: __("State"), fieldtype: "Link", options: "Workflow State" },
		{ fieldname: "customer", label: __("Client"), fieldtype: "Link", options: "Customer" },
		{ fieldname: "account_manager", label: __("Account Manager"), fieldtype: "Link", options: "User" },
		{ fieldname: "industry", label: __("Industry"), fieldtype: "Link", options: "Industry Type" },
		{
			fieldname: "no_of_employees",
			label: __("Company Size"),
			fieldtype: "Select",
			options: ["", "1-10", "11-50", "51-200", "201-500", "501-1000", "1000+"],
		},
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
		{ fieldname: "sow_type", label: __("Type"), fieldtype: "Select", options: ["", "New Work", "Change Order"] },
	],
};
