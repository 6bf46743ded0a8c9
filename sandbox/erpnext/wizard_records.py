"""The lists that ERPNext's setup wizard fills on a new site, shortened to what a deal needs. Data only."""

ROLES = (
	"Academics User, Accounts Manager, Accounts User, Agriculture Manager, Agriculture User, Analytics, Auditor, "
	"Customer, Delivery Manager, Delivery User, Employee, Fleet Manager, Fulfillment User, HR Manager, HR User, "
	"Item Manager, Maintenance Manager, Maintenance User, Manufacturing Manager, Manufacturing User, "
	"Projects Manager, Projects User, Purchase Manager, Purchase Master Manager, Purchase User, Quality Manager, "
	"Sales Manager, Sales Master Manager, Sales User, Stock Manager, Stock User, Supplier, Support Team"
)
PORTAL_ROLES = ("Customer", "Supplier")
"""Roles without access to the desk."""

NAMED = {
	("Industry Type", "industry"): (
		"Accounting, Advertising, Agriculture, Automotive, Banking, Biotechnology, Chemical, Computer, Consulting, "
		"Consumer Products, Education, Electronics, Energy, Financial Services, Health Care, Legal, Manufacturing, "
		"Pharmaceuticals, Real Estate, Retail & Wholesale, Service, Software, Technology, Telecommunications, "
		"Transportation"
	),
	("Opportunity Type", "name"): "Sales, Support, Maintenance",
	("Sales Stage", "stage_name"): (
		"Prospecting, Qualification, Needs Analysis, Value Proposition, Identifying Decision Makers, "
		"Perception Analysis, Proposal/Price Quote, Negotiation/Review"
	),
	("Lead Source", "source_name"): (
		"Existing Customer, Reference, Advertisement, Cold Calling, Exhibition, Supplier Reference, Mass Mailing, "
		"Customer's Vendor, Campaign, Walk In"
	),
	("Market Segment", "market_segment"): "Lower Income, Middle Income, Upper Income",
	("Project Type", "project_type"): "Internal, External, Other",
	(
		"Designation",
		"designation_name",
	): "Accountant, Consultant, Engineer, Manager, Project Manager, Secretary",
	("Print Heading", "print_heading"): "Credit Note, Debit Note",
	("Salutation", "salutation"): "Mr, Ms, Mx, Dr, Mrs, Madam, Miss, Master, Prof",
	("Gender", "gender"): "Male, Female, Other, Transgender, Genderqueer, Non-Conforming, Prefer not to say",
	("Warehouse Type", "name"): "Transit",
}
"""DocType and the field that names it: the records, separated by commas."""

TREES = {
	("Item Group", "item_group_name"): (
		"All Item Groups",
		"Products, Raw Material, Services, Sub Assemblies, Consumable",
	),
	("Territory", "territory_name"): ("All Territories", "Germany, Rest Of The World"),
	("Customer Group", "customer_group_name"): (
		"All Customer Groups",
		"Individual, Commercial, Non Profit, Government",
	),
	("Supplier Group", "supplier_group_name"): (
		"All Supplier Groups",
		"Services, Local, Raw Material, Electrical, Hardware, Pharmaceutical, Distributor",
	),
	("Sales Person", "sales_person_name"): ("Sales Team", ""),
	("Department", "department_name"): (
		"All Departments",
		"Accounts, Marketing, Sales, Purchase, Operations, Production, Dispatch, Customer Service, "
		"Human Resources, Management, Quality Management, Research & Development, Legal",
	),
}
"""DocType and the field that names it: the root, and its leaves."""

WHOLE_UOMS = "Unit, Box, Nos, Pair, Set"
UOMS = (
	"Meter, Centimeter, Millimeter, Square Meter, Gram, Kg, Tonne, Cubic Meter, Litre, "
	"Minute, Hour, Day, Week, Percent"
)
PURPOSES = (
	"Material Issue, Material Receipt, Material Transfer, Manufacture, Repack, Disassemble, Send to Subcontractor, "
	"Material Transfer for Manufacture, Material Consumption for Manufacture"
)
MODES_OF_PAYMENT = {
	"Cheque": "Bank",
	"Cash": "Cash",
	"Credit Card": "Bank",
	"Wire Transfer": "Bank",
	"Bank Draft": "Bank",
}
PARTY_TYPES = {
	"Customer": "Receivable",
	"Supplier": "Payable",
}
INCOTERMS = {
	"EXW": "Ex Works",
	"FCA": "Free Carrier",
	"DAP": "Delivered At Place",
	"DDP": "Delivered Duty Paid",
}

COMPANY = {
	"company_name": "Nordwind GmbH",
	"abbr": "NW",
	"default_currency": "EUR",
	"country": "Germany",
	"domain": "Services",
	"create_chart_of_accounts_based_on": "Standard Template",
	"chart_of_accounts": "Standard with Numbers",
	"enable_perpetual_inventory": 1,
}
SETTINGS = {
	"System Settings": {
		"country": "Germany",
		"currency": "EUR",
		"language": "en",
		"time_zone": "Europe/Berlin",
		"date_format": "dd.mm.yyyy",
		"time_format": "HH:mm",
		"number_format": "#.###,##",
		"float_precision": "3",
		"rounding_method": "Banker's Rounding",
		"app_name": "ERPNext",
		"enable_scheduler": 1,
		"setup_complete": 1,
	},
	"Global Defaults": {
		"default_company": "Nordwind GmbH",
		"country": "Germany",
		"default_currency": "EUR",
	},
	"Accounts Settings": {
		"unlink_payment_on_cancellation_of_invoice": 1,
	},
	"Selling Settings": {
		"cust_master_name": "Customer Name",
		"selling_price_list": "Standard Selling",
		"maintain_same_rate_action": "Stop",
		"so_required": "No",
		"dn_required": "No",
		"sales_update_frequency": "Each Transaction",
		"allow_multiple_items": 1,
	},
	"Buying Settings": {
		"supp_master_name": "Supplier Name",
		"buying_price_list": "Standard Buying",
	},
	"Stock Settings": {
		"item_naming_by": "Item Code",
		"default_warehouse": "Stores - NW",
		"stock_uom": "Nos",
		"auto_insert_price_list_rate_if_missing": 1,
		"update_price_list_based_on": "Rate",
	},
	"CRM Settings": {
		"campaign_naming_by": "Campaign Name",
		"auto_creation_of_contact": 1,
		"close_opportunity_after_days": 15,
	},
}
DEFAULTS = {
	"company": "Nordwind GmbH",
	"country": "Germany",
	"currency": "EUR",
	"stock_uom": "Nos",
	"default_warehouse": "Stores - NW",
	"selling_price_list": "Standard Selling",
	"buying_price_list": "Standard Buying",
	"cust_master_name": "Customer Name",
	"supp_master_name": "Supplier Name",
	"item_naming_by": "Item Code",
	"disable_rounded_total": "0",
	"disable_in_words": "0",
	"desktop:home_page": "workspace",
	"lang": "en",
	"language": "en",
	"date_format": "dd.mm.yyyy",
	"time_format": "HH:mm",
	"number_format": "#.###,##",
	"float_precision": "3",
	"rounding_method": "Banker's Rounding",
	"time_zone": "Europe/Berlin",
	"enable_scheduler": "1",
	"setup_complete": "1",
}
"""The site's defaults that ERPNext's settings write when they are saved."""

CUSTOM_FIELDS = {
	"Print Settings": [
		("compact_item_print", "Compact Item Print", "Check", None, "with_letterhead"),
		("print_uom_after_quantity", "Print UOM after Quantity", "Check", None, "compact_item_print"),
		(
			"print_taxes_with_zero_amount",
			"Print taxes with zero amount",
			"Check",
			None,
			"allow_print_for_cancelled",
		),
	],
	"Address": [
		("tax_category", "Tax Category", "Link", "Tax Category", "fax"),
		("is_your_company_address", "Is Your Company Address", "Check", None, "linked_with"),
	],
	"Contact": [("is_billing_contact", "Is Billing Contact", "Check", None, "is_primary_contact")],
}
"""What ERPNext adds to Frappe's DocTypes: fieldname, label, type, options and the field before it."""

SALES_DOCTYPES = ("Quotation", "Sales Order", "Sales Invoice", "Delivery Note")
TOTAL_DOCTYPES = (*SALES_DOCTYPES, "Purchase Order")
PROPERTIES = (
	*((doctype, "rounded_total", "hidden", "0") for doctype in TOTAL_DOCTYPES),
	*((doctype, "rounded_total", "print_hide", "0") for doctype in TOTAL_DOCTYPES),
	*((doctype, "base_rounded_total", "print_hide", "1") for doctype in TOTAL_DOCTYPES),
	*((doctype, "disable_rounded_total", "default", "0") for doctype in TOTAL_DOCTYPES),
	*((doctype, "in_words", "print_hide", "0") for doctype in TOTAL_DOCTYPES),
	*((doctype, "tax_id", "hidden", "0") for doctype in SALES_DOCTYPES[1:]),
	*((doctype, "tax_id", "print_hide", "0") for doctype in SALES_DOCTYPES[1:]),
	*((doctype, "naming_series", "reqd", "0") for doctype in ("Customer", "Item", "Supplier")),
	*((doctype, "naming_series", "hidden", "1") for doctype in ("Customer", "Item", "Supplier")),
	("Sales Invoice Item", "target_warehouse", "hidden", "1"),
	("Delivery Note Item", "target_warehouse", "hidden", "1"),
)
"""DocType, field, property, value: Property Setters that the settings of ERPNext make."""
