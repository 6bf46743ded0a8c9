// Master Document Use: which open and signed documents were drafted from which version.

frappe.query_reports["Master Document Use"] = {
	filters: [
		{ fieldname: "master_document", label: __("Master Document"), fieldtype: "Link", options: "Salesflow Master Document" },
		{
			fieldname: "document_type",
			label: __("Document Type"),
			fieldtype: "Select",
			options: ["", "Work Proposal", "SOW", "Contract"],
		},
		{ fieldname: "only_outdated", label: __("Only Replaced Versions"), fieldtype: "Check" },
	],
};
