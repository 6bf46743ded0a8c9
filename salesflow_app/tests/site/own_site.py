"""What a site has of its own, and the documents its people make. Runs in the throw-away site."""

import frappe
from frappe.desk.form.load import getdoc
from frappe.model.workflow import apply_workflow
from frappe.permissions import add_permission

WORKFLOW = "Own Release of Orders"
STATE_FIELD = "x_release_state"
ROLE_FROM_BEFORE = "Account Manager"
"""The site's own role that happens to be named like one of ours."""
ROLE_IN_USE = "Sales Assistant"
"""Our role, which the site gives a right of its own while the app is there."""
STATE_FROM_BEFORE = "Sent"
ACTION_FROM_BEFORE = "Revise"
USER = "own.user@nordwind.example"
ALERT, REPORT = "Own Alert", "Own Report of Orders"
FRAPPES_STATES = ("Pending", "Approved", "Rejected")
FRAPPES_ACTIONS = ("Approve", "Reject", "Review")


def make_own_things() -> None:
	"""Fields, a workflow, a role, states, actions and settings that the site made without us."""
	_make("Role", role_name=ROLE_FROM_BEFORE, desk_access=1, home_page="/app/crm")
	_make("User", email=USER, first_name="Own", send_welcome_email=0, roles=[{"role": ROLE_FROM_BEFORE}])
	_make("Workflow State", workflow_state_name=STATE_FROM_BEFORE, style="Danger", icon="ok")
	_make("Workflow State", workflow_state_name="Open", style="Warning")
	_make("Workflow Action Master", workflow_action_name=ACTION_FROM_BEFORE)
	_make_field("Sales Order", STATE_FIELD, "Link", options="Workflow State", allow_on_submit=1)
	_make_field("Sales Order", "x_note", "Data")
	_make_field("Opportunity", "x_progress", "Small Text")
	_make_workflow()
	setter = {"doctype_or_field": "DocField", "doc_type": "Opportunity", "field_name": "no_of_employees"}
	_make("Property Setter", **setter, property="options", property_type="Text", value="\n1-10\n11-50\nmany")
	_make(
		"ToDo", description="Call the bank", allocated_to=USER, reference_type="Role", reference_name="Guest"
	)
	_forget_our_modules()


def _forget_our_modules() -> None:
	"""What Frappe's cache says where it read the bench's modules before our app was there."""
	modules = {app: names for app, names in frappe.local.app_modules.items() if app != "salesflow_app"}
	frappe.cache.set_value("app_modules", modules)


def _make_field(doctype: str, fieldname: str, fieldtype: str, **properties) -> None:
	_make("Custom Field", dt=doctype, fieldname=fieldname, fieldtype=fieldtype, label=fieldname, **properties)


def _make_workflow() -> None:
	_make(
		"Workflow",
		workflow_name=WORKFLOW,
		document_type="Sales Order",
		workflow_state_field=STATE_FIELD,
		is_active=1,
		states=[
			{"state": "Open", "doc_status": "0", "allow_edit": "System Manager"},
			{"state": "Approved", "doc_status": "1", "allow_edit": "System Manager"},
		],
		transitions=[
			{"state": "Open", "action": "Approve", "next_state": "Approved", "allowed": "System Manager"},
		],
	)


def take_names() -> None:
	"""A DocType and a field that happen to be named like ours."""
	field = {"fieldname": "title", "fieldtype": "Data", "label": "Title"}
	_make("DocType", name="SOW", module="Core", custom=1, fields=[field], permissions=[])
	_make_field("Sales Order", "salesflow_sow", "Data")


def give_names_back() -> None:
	frappe.delete_doc("Custom Field", "Sales Order-salesflow_sow", force=True)
	frappe.delete_doc("DocType", "SOW", force=True)
	frappe.db.sql_ddl("drop table if exists `tabSOW`")
	frappe.db.sql_ddl("alter table `tabSales Order` drop column salesflow_sow")


def edit_ours() -> None:
	"""What an administrator changes on what we brought: a step's role, a state's colour, a label."""
	workflow = frappe.get_doc("Workflow", "Salesflow SOW")
	workflow.transitions[0].allowed = "System Manager"
	workflow.save()
	frappe.get_doc("Workflow State", "Drafting").update({"style": "Danger"}).save()
	frappe.get_doc("Custom Field", "Sales Order-salesflow_po_received").update({"label": "PO Is Here"}).save()


def give_role_a_right() -> None:
	"""An administrator lets one of our roles read something of ERPNext's."""
	add_permission("Item Price", ROLE_IN_USE, 0)


def make_documents() -> list[list[str]]:
	"""Customer to payment, as on any day; returns doctypes and names."""
	from salesflow_app.tests.site import factories

	factories.make_fiscal_years()
	customer = factories.make_customer()
	lead = factories.make_lead()
	opportunity = factories.make_opportunity(customer=customer.name, no_of_employees="many")
	quotation = factories.make_quotation(customer=customer.name, submit=True)
	order = apply_workflow(factories.make_sales_order(customer=customer.name), "Approve")
	invoice = factories.make_sales_invoice(sales_order=order.name, submit=True)
	payment = factories.make_payment_entry(invoice.name)
	made = [customer, lead, opportunity, quotation, order, invoice, payment]
	made += [_make("ToDo", description="Look", reference_type=d.doctype, reference_name=d.name) for d in made]
	return [[doc.doctype, doc.name] for doc in made]


def make_our_documents() -> list[list[str]]:
	"""Documents of the app, with a task on them."""
	from salesflow_app.tests.site import factories

	opportunity = factories.make_opportunity(no_of_employees="many")
	discovery = factories.make_discovery(opportunity.name, sales_person=USER, account_manager=USER)
	task = _make("ToDo", description="Ask", reference_type="Discovery", reference_name=discovery.name)
	_attach_things(discovery)
	_lose(factories.make_opportunity(no_of_employees="many"))
	return [[doc.doctype, doc.name] for doc in (discovery, task)]


def _attach_things(discovery) -> None:
	"""What people leave on a document: a file, a comment, a notification, a tag; and evidence of a step."""
	from salesflow_app.evidence.log import record

	about = {"attached_to_doctype": discovery.doctype, "attached_to_name": discovery.name}
	_make("File", file_name="minutes.txt", content="We met.", is_private=1, **about)
	discovery.add_comment("Comment", "Well done")
	log = {"document_type": discovery.doctype, "document_name": discovery.name}
	_make("Notification Log", subject="Look", for_user=USER, type="Alert", **log)
	discovery.add_tag("urgent")
	record(discovery, "sent")


def _lose(opportunity) -> None:
	opportunity.declare_enquiry_lost(lost_reasons_list=[], competitors=[], detailed_reason="Too dear")


def name_our_fields() -> None:
	"""Records of the site's own that name our fields."""
	facts = {
		"document_type": "Sales Order",
		"event": "Save",
		"message": "Look",
		"channel": "System Notification",
	}
	receiver = {"recipients": [{"receiver_by_role": "System Manager"}]}
	_make("Notification", name=ALERT, subject="Look", condition="doc.salesflow_sow", **facts, **receiver)
	columns = frappe.as_json({"fields": [["salesflow_sow", "Sales Order"]]})
	report = {"report_type": "Report Builder", "is_standard": "No", "ref_doctype": "Sales Order"}
	_make("Report", report_name=REPORT, json=columns, **report)


def get_switched() -> dict[str, int]:
	"""What of it is on, after the uninstall."""
	return {
		"alert": frappe.db.get_value("Notification", ALERT, "enabled"),
		"report": frappe.db.get_value("Report", REPORT, "disabled"),
	}


def get_switches() -> dict[str, int]:
	from salesflow_app.setup import in_flight

	settings = frappe.get_doc("Salesflow Settings")
	return {switch: frappe.utils.cint(settings.get(switch)) for switch in in_flight.SWITCHES}


def find_traces(doctypes: list[str]) -> list[str]:
	"""Tables in which the name of one of our DocTypes stands, but for Frappe's log of having deleted them."""
	found = []
	for table, column in _get_text_columns():
		if (table, column) == ("tabDeleted Document", "deleted_name"):
			continue
		query = f"select count(*) from `{table}` where `{column}` in %s"
		if number := frappe.db.sql(query, (tuple(doctypes),))[0][0]:
			found.append(f"{table}.{column}: {number}")
	return found


def _get_text_columns() -> list[tuple[str, str]]:
	return frappe.db.sql(
		"""select table_name, column_name from information_schema.columns
		where table_schema = database() and data_type = 'varchar' and character_maximum_length >= 140"""
	)


def open_documents(names: list[list[str]]) -> list[str]:
	"""Load and draw every document as the desk does; returns what went wrong."""
	problems = []
	for doctype, name in names:
		try:
			frappe.local.response = frappe._dict(docs=[])
			getdoc(doctype, name)
			frappe.get_print(doctype, name)
		except Exception as error:
			problems.append(f"{doctype} {name}: {type(error).__name__} {error}")
	return problems


def release_an_order() -> str:
	"""The state an order gets by the button of the site's own workflow."""
	from salesflow_app.tests.site import factories

	order = apply_workflow(factories.make_sales_order(), "Approve")
	return order.get(STATE_FIELD)


def use_our_workflow() -> list[str]:
	"""The administrator lets us approve orders; returns what is active then."""
	settings = frappe.get_doc("Salesflow Settings")
	settings.use_order_approval = 1
	settings.save()
	return get_active_workflows()


def get_active_workflows(doctype: str = "Sales Order") -> list[str]:
	return frappe.get_all("Workflow", {"document_type": doctype, "is_active": 1}, pluck="name")


def get_roles_of_user() -> list[str]:
	return sorted(row.role for row in frappe.get_doc("User", USER).roles)


def _make(doctype: str, **values):
	return frappe.get_doc({"doctype": doctype, **values}).insert()
