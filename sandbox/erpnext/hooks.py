"""What the stand-in for ERPNext adds to a site: the portal's lists, and what runs once a day."""

app_name = "erpnext"
app_title = "ERPNext"
app_publisher = "Frappe Technologies Pvt. Ltd."
app_description = "A small stand-in for ERPNext"
app_email = "hello@frappe.io"
app_license = "GNU General Public License (v3)"

after_install = "erpnext.installer.after_install"

_PORTAL = {
	"quotations": "Quotation",
	"orders": "Sales Order",
	"invoices": "Sales Invoice",
	"shipments": "Delivery Note",
}
_LIST = "erpnext.controllers.website_list_for_contact.has_website_permission"
has_website_permission = dict.fromkeys(_PORTAL.values(), _LIST)
website_route_rules = [
	rule
	for route, doctype in _PORTAL.items()
	for rule in (
		{"from_route": f"/{route}", "to_route": "orders", "defaults": {"doctype": doctype, "route": route}},
		{"from_route": f"/{route}/<path:name>", "to_route": "order", "defaults": {"doctype": doctype}},
	)
]
standard_portal_menu_items = [
	{"title": "Quotations", "route": "/quotations", "reference_doctype": "Quotation", "role": "Customer"},
	{"title": "Orders", "route": "/orders", "reference_doctype": "Sales Order", "role": "Customer"},
	{"title": "Invoices", "route": "/invoices", "reference_doctype": "Sales Invoice", "role": "Customer"},
	{"title": "Shipments", "route": "/shipments", "reference_doctype": "Delivery Note", "role": "Customer"},
]
scheduler_events = {
	"daily": [
		"erpnext.controllers.accounts_controller.update_invoice_status",
		"erpnext.crm.doctype.contract.contract.update_status_for_contracts",
		"erpnext.selling.doctype.quotation.quotation.set_expired_status",
	]
}
override_doctype_class = dict.fromkeys(
	("Dunning", "Journal Entry", "Purchase Order"), "frappe.model.document.NotOffered"
)
