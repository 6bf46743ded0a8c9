"""SOW -> Project, where the SOW asks for one."""

import frappe
from frappe.model.document import Document


def make_project(sow: Document, order: Document) -> Document:
	"""Insert the Project of a signed SOW and put it on the draft order."""
	project = frappe.get_doc(
		{
			"doctype": "Project",
			"project_name": f"{sow.customer_name} - {sow.title} ({sow.name})"[:140],
			"customer": sow.customer,
			"company": sow.company,
			"sales_order": order.name,
			"expected_end_date": order.delivery_date,
		}
	)
	project.insert(ignore_permissions=True)  # the client signs and has no rights to projects
	order.db_set("project", project.name)
	return project
