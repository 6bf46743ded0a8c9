"""What the desk shows leads somewhere: connections, scripts and what they are told, the workspace."""

import json
import re
from importlib.util import find_spec
from pathlib import Path

import frappe
import pytest
from frappe.desk.notifications import get_open_count

import salesflow_app
from salesflow_app import hooks
from salesflow_app.desk import boot, next_steps
from salesflow_app.documents import shared_names
from salesflow_app.salesflow_app.workflows import ALL, BY_DOCTYPE
from salesflow_app.tests.site import factories, given

PACKAGE = Path(salesflow_app.__file__).parent
WORKSPACE = PACKAGE / "salesflow_app" / "workspace" / "salesflow" / "salesflow.json"
ROOM = re.compile(r"`(salesflow_app(?:\.\w+)+)\.\$\{")
METHOD = re.compile(r"[\"'`/](salesflow_app(?:\.\w+)+)[\"'`]")
OFFERED = re.compile(r"salesflow\.offers\(frm, \"(\w+)\"\)")
ERPNEXTS_OWN = {"Draft", "On Hold", "Open", "Paid", "Rejected"}
OURS = [
	"Discovery",
	"Salesflow Master Document",
	"Payment Follow Up",
	"Payment Milestone",
	"SOW",
	"Work Proposal",
]
WITH_CONNECTIONS = [*OURS, "Client Feedback", *hooks.override_doctype_dashboards]


def get_scripts() -> list[Path]:
	return [path for path in sorted(PACKAGE.rglob("*.js")) if "node_modules" not in path.parts]


# Connections


def get_items(data: dict) -> list[str]:
	return [item for group in data.transactions for item in group["items"]]


def is_ours(doctype: str) -> bool:
	return frappe.get_meta(doctype).module == "Salesflow App"


def get_link_field(data: dict, doctype: str) -> str:
	return data.get("non_standard_fieldnames", {}).get(doctype) or data["fieldname"]


def has_field(doctype: str, fieldname: str) -> bool:
	meta = frappe.get_meta(doctype)
	tables = [frappe.get_meta(df.options) for df in meta.get_table_fields()]
	return any(m.has_field(fieldname) for m in (meta, *tables))


@pytest.mark.bench_only("connections are counted by Frappe's desk")
@pytest.mark.parametrize("doctype", WITH_CONNECTIONS)
def test_connections_name_fields_that_exist(doctype):
	meta = frappe.get_meta(doctype)
	data = meta.get_dashboard_data()
	assert data.transactions
	inside = {**(data.get("internal_links") or {}), **(data.get("internal_and_external_links") or {})}
	for linked in get_items(data):
		assert frappe.db.exists("DocType", linked), linked
		if linked not in inside:
			assert has_field(linked, get_link_field(data, linked)), linked
		elif is_ours(doctype) or is_ours(linked):
			path = inside[linked]
			table, field = path if isinstance(path, list) else (None, path)
			owner = frappe.get_meta(meta.get_field(table).options) if table else meta
			assert owner.has_field(field), (linked, path)


@pytest.mark.bench_only("connections are counted by Frappe's desk")
@pytest.mark.parametrize("doctype", WITH_CONNECTIONS)
def test_connections_show_each_document_once(doctype):
	items = get_items(frappe.get_meta(doctype).get_dashboard_data())
	assert len(items) == len(set(items))


@pytest.mark.bench_only("connections are counted by Frappe's desk")
def test_connections_of_a_signed_sow_count_both_ways(users):
	sow = given.get("signed_sow")
	milestones = factories.get_milestones(sow)
	assert get_count("SOW", sow.name, "Payment Milestone") == len(milestones)
	assert get_count("SOW", sow.name, "Sales Order") == 1
	assert get_count("SOW", sow.name, "Contract") == 1
	assert get_count("SOW", sow.name, "Salesflow Evidence Entry") > 0
	assert get_count("Sales Order", sow.sales_order, "SOW") == 1
	assert get_count("Sales Order", sow.sales_order, "Payment Milestone") == len(milestones)
	assert get_count("Customer", sow.customer, "SOW") >= 1
	assert get_count("Contract", sow.msa, "SOW") == 1
	assert get_count("Payment Milestone", milestones[0].name, "SOW") == 1


def get_count(doctype: str, name: str, linked: str) -> int:
	found = get_open_count(doctype, name, [linked])["count"]
	rows = found["internal_links_found"] + found["external_links_found"]
	return next(row["count"] for row in rows if row["doctype"] == linked)


# Scripts


def test_every_method_that_a_script_calls_is_whitelisted():
	missing = []
	for path in get_scripts():
		for dotted in METHOD.findall(path.read_text(encoding="utf-8")):
			try:
				is_open = frappe.get_attr(dotted) in frappe.whitelisted
			except (AttributeError, ImportError, frappe.AppNotInstalledError):
				is_open = False
			if not is_open:
				missing.append(f"{path.relative_to(PACKAGE)}: {dotted}")
	assert not missing, "\n".join(missing)


def test_every_room_that_a_script_puts_a_method_on_is_there():
	"""`salesflow_app.order.production.${method}`: the name before it is no less a name than a whole one."""
	found = {room for path in get_scripts() for room in ROOM.findall(path.read_text(encoding="utf-8"))}
	assert found and not [room for room in sorted(found) if not find_spec(room)]


def test_every_script_of_the_hooks_is_there():
	for paths in (*hooks.doctype_js.values(), *hooks.doctype_list_js.values()):
		for path in [paths] if isinstance(paths, str) else paths:
			assert (PACKAGE / path).exists(), path


def test_scripts_offer_buttons_that_the_server_knows():
	known = {button for workflow in ALL for button in boot.get_buttons(workflow)}
	asked = {name for path in get_scripts() for name in OFFERED.findall(path.read_text(encoding="utf-8"))}
	assert asked <= known
	assert asked


def test_scripts_name_no_state():
	"""States are named in `workflows/` alone; scripts ask the server's facts. ERPNext has some of the words too."""
	names = {state.name for workflow in ALL for state in workflow.states} - ERPNEXTS_OWN
	found = [
		f"{path.relative_to(PACKAGE)}: {name}"
		for path in get_scripts()
		for name in names
		if f'"{name}"' in path.read_text(encoding="utf-8")
	]
	assert not found, "\n".join(found)


# What the server tells the desk


def test_every_state_of_our_documents_has_a_next_step():
	steps = next_steps.get_next_steps()
	for doctype, known in steps.items():
		states = {state.name for state in BY_DOCTYPE[doctype].states}
		assert set(known) == states if doctype in OURS else set(known) <= states
		for step in known.values():
			assert ("{0}" in step.sentence) == bool(step.who)
			assert not step.person or frappe.get_meta(doctype).has_field(step.person)


def test_boot_names_states_reasons_and_buttons_that_exist(users, as_user):
	bootinfo = frappe._dict()
	with as_user(users.am):
		boot.add_to_boot(bootinfo)
	json.dumps(bootinfo.salesflow)
	for doctype, facts in bootinfo.salesflow.items():
		states = {state.name for state in BY_DOCTYPE[doctype].states}
		meta = frappe.get_meta(doctype)
		assert set(facts["colours"]) == states
		assert set(facts["frozen"]) <= states
		assert set(facts["reasons"]) <= states
		assert set(facts["reasoned"]) <= states
		assert not facts["reasoned"] or meta.has_field(shared_names.get_field(doctype, "reason"))
		for actions in facts["reasons"].values():
			assert all(meta.has_field(field) for field in actions.values())
		for offered in facts["buttons"].values():
			assert set(offered) <= states


def test_guests_are_told_nothing(as_user):
	bootinfo = frappe._dict()
	with as_user("Guest"):
		boot.add_to_boot(bootinfo)
	assert not bootinfo


# Workspace


@pytest.fixture(scope="module")
def workspace() -> dict:
	return json.loads(WORKSPACE.read_text(encoding="utf-8"))


def test_workspace_links_lead_somewhere(workspace):
	for row in [*workspace["links"], *workspace["shortcuts"]]:
		if row.get("link_type") == "Report":
			name = frappe.scrub(row["link_to"])
			assert (PACKAGE / f"salesflow_app/report/{name}/{name}.json").exists(), row
		elif row["type"] != "Card Break":
			doctype = row.get("link_type") or row["type"]
			assert frappe.db.exists(doctype, row["link_to"]), row
	for row in workspace["roles"]:
		assert frappe.db.exists("Role", row["role"]), row
	for row in workspace["number_cards"]:
		assert frappe.db.exists("Number Card", row["number_card_name"]), row


def test_workspace_shows_all_that_it_has(workspace):
	shown = {"shortcut": set(), "card": set(), "number_card": set()}
	for block in json.loads(workspace["content"]):
		if block["type"] in shown:
			shown[block["type"]].add(block["data"][f"{block['type']}_name"])
	assert shown["shortcut"] == {row["label"] for row in workspace["shortcuts"]}
	assert shown["card"] == {row["label"] for row in workspace["links"] if row["type"] == "Card Break"}
	assert shown["number_card"] == {row["label"] for row in workspace["number_cards"]}


def test_workspace_filters_name_fields_and_states_that_exist(workspace):
	for row in workspace["shortcuts"]:
		filters = json.loads(row["stats_filter"].replace("frappe.session.user", '"someone"'))
		meta = frappe.get_meta(row["link_to"])
		workflow = BY_DOCTYPE.get(row["link_to"])
		for field, (_operator, value) in filters.items():
			assert field == "docstatus" or meta.has_field(field), (row["label"], field)
			if workflow and field == workflow.state_field:
				wanted = set(value if isinstance(value, list) else [value])
				assert wanted <= {state.name for state in workflow.states}, row["label"]
			elif meta.has_field(field) and meta.get_field(field).fieldtype == "Select":
				assert set(value if isinstance(value, list) else [value]) <= set(
					meta.get_field(field).options.split("\n")
				), row["label"]


@pytest.mark.bench_only("workspaces are opened by Frappe's desk")
def test_workspace_is_open_to_everybody_in_the_chain(users, as_user):
	from frappe.desk.desktop import Workspace

	for user in users.staff:
		with as_user(user):
			frappe.clear_cache(user=user)
			assert Workspace({"name": "SalesFlow", "title": "SalesFlow", "public": 1}, True).is_permitted(), (
				user
			)
