"""Install, migrate twice, uninstall, install again, on a site made for it: nothing of its own is lost."""

import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

import salesflow_app
from salesflow_app.setup import in_flight
from salesflow_app.setup.custom_fields import CUSTOM_FIELDS, MODULE
from salesflow_app.setup.fixtures import get_action_names, get_state_names
from salesflow_app.setup.leaving import CONSENT
from salesflow_app.setup.roles import ROLES
from salesflow_app.tests.site import own_site
from salesflow_app.tests.site.site_state import get_added, get_lost, without
from salesflow_app.tests.site.throwaway import ThrowawaySite, skip_without_root

pytestmark = pytest.mark.bench_only("restores a real ERPNext site from a dump of its database")

APP = "salesflow_app"
HERE = "salesflow_app.tests.site"
OUR_DOCTYPES = [
	json.loads(path.read_text())["name"]
	for path in sorted((Path(salesflow_app.__file__).parent / "salesflow_app" / "doctype").glob("*/*.json"))
]
READ = f"{HERE}.site_state.read"
OWN = f"{HERE}.own_site"
OUR_SERIES = ("DISC-", "LOST-", "MD-", "PFU-", "PM-", "SOW-", "WP-")
METADATA = (
	"Salesflow Approval Rule",
	"Custom DocPerm",
	"Custom Field",
	"Salesflow Customer Class",
	"DefaultValue",
	"Desktop Icon",
	"Doc",
	"Has Role",
	"Salesflow Mail Rule",
	"Kanban Board",
	"Module Def",
	"Onboarding Step",
	"Page",
	"Portal",
	"Print Format",
	"Property Setter",
	"Report",
	"Role",
	"Scheduled Job Type",
	"Singles",
	"Salesflow SOW Rule",
	"Workflow Action Master",
	"Workflow Document State",
	"Workflow Salesflow",
	"Workflow State",
	"Workflow Transition",
	"Workspace",
)
"""Doctypes whose names begin so are set up, not filled in by people."""


@pytest.fixture(scope="module")
def life(_site):
	"""The whole life of the app on one site; the tests look at what was noted on the way."""
	skip_without_root()
	with ThrowawaySite("salesflow-install.test") as site:
		yield _live(site)


def _live(site: ThrowawaySite) -> SimpleNamespace:
	life = SimpleNamespace(site=site)
	site.call(f"{OWN}.make_own_things")
	life.before = site.call(READ)
	site.call(f"{OWN}.take_names")
	taken = site.call(READ)
	life.clash = site.fail("install-app", APP)
	life.lost_by_clash = get_lost(taken, site.call(READ))
	life.added_by_clash = get_added(taken, site.call(READ))
	site.call(f"{OWN}.give_names_back")
	site.frappe("install-app", APP)
	life.installed = site.call(READ)
	life.workflow_installed = site.call(f"{OWN}.get_active_workflows")
	site.call(f"{OWN}.give_role_a_right")
	life.documents = site.call(f"{OWN}.make_documents")
	life.our_documents = site.call(f"{OWN}.make_our_documents")
	site.call(f"{OWN}.edit_ours")
	life.used = site.call(READ)
	site.frappe("migrate")
	life.migrated = site.call(READ)
	site.frappe("migrate")
	life.migrated_again = site.call(READ)
	life.workflow_migrated = site.call(f"{OWN}.get_active_workflows")
	life.switches = site.call(f"{OWN}.get_switches")
	site.call(f"{OWN}.name_our_fields")
	life.before_dry_run = site.call(READ)
	life.said = site.frappe("uninstall-app", APP, "--dry-run")
	life.dry_run = site.call(READ)
	life.refusal = site.fail("uninstall-app", APP, "--yes", "--no-backup")
	life.refused = site.call(READ)
	site.frappe("set-config", CONSENT, "1")
	site.frappe("uninstall-app", APP, "--yes", "--no-backup")
	life.files = site.list_files()
	life.config = site.read_config()
	life.traces = site.call(f"{OWN}.find_traces", doctypes=OUR_DOCTYPES)
	life.switched = site.call(f"{OWN}.get_switched")
	life.uninstalled = site.call(READ)
	life.workflow_uninstalled = site.call(f"{OWN}.get_active_workflows")
	life.problems_uninstalled = site.call(f"{OWN}.open_documents", names=life.documents)
	life.roles_uninstalled = site.call(f"{OWN}.get_roles_of_user")
	life.order_state = site.call(f"{OWN}.release_an_order")
	site.frappe("install-app", APP)
	life.again = site.call(READ)
	life.switches_again = site.call(f"{OWN}.get_switches")
	life.problems_again = site.call(f"{OWN}.open_documents", names=life.documents)
	life.workflow_switched = site.call(f"{OWN}.use_our_workflow")
	site.frappe("uninstall-app", APP, "--yes", "--no-backup")
	life.workflow_ended = site.call(f"{OWN}.get_active_workflows")
	return life


def _has(state: dict, doctype: str, name: str) -> bool:
	return f"tab{doctype} {name}" in state["rows"]


def test_install_changes_nothing_of_the_sites_own(life):
	assert get_lost(life.before, life.installed) == []


def test_install_brings_fields_roles_and_states(life):
	fields = [f"{dt}-{field['fieldname']}" for dt, fields in CUSTOM_FIELDS.items() for field in fields]
	assert [name for name in fields if not _has(life.installed, "Custom Field", name)] == []
	assert [name for name in ROLES if not _has(life.installed, "Role", name)] == []
	assert [name for name in get_state_names() if not _has(life.installed, "Workflow State", name)] == []


@pytest.mark.parametrize("stage", ["installed", "migrated", "uninstalled"])
def test_own_workflow_stays_the_active_one(life, stage):
	assert getattr(life, f"workflow_{stage}") == [own_site.WORKFLOW]


def test_own_workflow_is_active_again_when_ours_was_used_instead(life):
	assert life.workflow_switched == ["Salesflow Sales Order"]
	assert life.workflow_ended == [own_site.WORKFLOW]


def test_installation_changes_nothing_where_names_are_taken(life):
	assert "a DocType “SOW”" in life.clash
	assert "a field “salesflow_sow” on Sales Order" in life.clash
	assert (life.lost_by_clash, life.added_by_clash) == ([], [])


def test_migrate_changes_nothing(life):
	"""Nor what an administrator edited on our workflows, states and fields."""
	assert get_lost(life.used, life.migrated) == []
	assert get_added(life.used, life.migrated) == []


def test_second_migrate_changes_nothing(life):
	assert get_lost(life.migrated, life.migrated_again) == []
	assert get_added(life.migrated, life.migrated_again) == []


def test_uninstall_takes_nothing_of_the_sites_own(life):
	changed_by_use = get_lost(life.installed, life.used)
	assert without(get_lost(life.before, life.uninstalled), *changed_by_use) == []


def test_uninstall_leaves_nothing_of_ours(life):
	came_by_use = set(get_added(life.installed, life.used))
	added = without(get_added(life.before, life.uninstalled), own_site.ALERT, own_site.REPORT)
	left = [line for line in added if line not in came_by_use]
	series = [line for line in get_added(life.before, life.uninstalled) if line.startswith("row tabSeries")]
	assert left == [f"row tabRole {own_site.ROLE_IN_USE}"]
	assert [line for line in series if line.removeprefix("row tabSeries ").startswith(OUR_SERIES)] == []
	assert life.traces == []


def test_documents_made_in_between_are_untouched_and_open(life):
	keys = [f"tab{doctype} {name}" for doctype, name in life.documents]
	assert [key for key in keys if life.used["rows"][key] != life.uninstalled["rows"].get(key)] == []
	assert life.problems_uninstalled == []


def test_own_workflow_works_after_uninstall(life):
	assert life.order_state == "Approved"


def test_tasks_on_our_documents_go_with_them(life):
	assert not [
		key
		for doctype, name in life.our_documents
		if (key := f"tab{doctype} {name}") in life.uninstalled["rows"]
	]


def test_frappes_own_states_and_actions_stay(life):
	for name in own_site.FRAPPES_STATES:
		assert _has(life.uninstalled, "Workflow State", name)
	for name in own_site.FRAPPES_ACTIONS:
		assert _has(life.uninstalled, "Workflow Action Master", name)


def test_states_and_actions_of_ours_go(life):
	left = [n for n in get_state_names() if _has(life.uninstalled, "Workflow State", n)]
	assert left == [n for n in get_state_names() if _has(life.before, "Workflow State", n)]
	left = [n for n in get_action_names() if _has(life.uninstalled, "Workflow Action Master", n)]
	assert left == [own_site.ACTION_FROM_BEFORE]


def test_role_that_the_site_uses_stays(life):
	left = [role for role in ROLES if _has(life.uninstalled, "Role", role)]
	assert left == [own_site.ROLE_FROM_BEFORE, own_site.ROLE_IN_USE]
	assert own_site.ROLE_FROM_BEFORE in life.roles_uninstalled


def test_dry_run_changes_nothing(life):
	assert get_lost(life.before_dry_run, life.dry_run) == []
	assert get_added(life.before_dry_run, life.dry_run) == []


def test_dry_run_says_what_goes_what_becomes_readable_and_what_breaks(life):
	for words in (
		"1 x Discovery will be deleted.",
		"Sales Order, Customer PO Received: the values of 1 rows will be deleted.",
		"1 lost deals: the reasons that only leaders read now",
		f"Notification {own_site.ALERT} names fields of SalesFlow: it will be switched off",
		f"Report {own_site.REPORT} names fields of SalesFlow: change or delete it",
		f"set-config {CONSENT} 1",
	):
		assert words in life.said, words


def test_uninstall_is_refused_where_there_are_records_of_signatures(life):
	assert "There are signed SOWs or evidence" in life.refusal
	assert get_lost(life.dry_run, life.refused) == []
	assert get_added(life.dry_run, life.refused) == []


def test_records_are_written_out_before_they_go(life):
	(path,) = [path for path in life.files if path.endswith("-salesflow-records.zip")]
	with zipfile.ZipFile(life.site.folder / path) as archive:
		names = archive.namelist()
	assert [name for name in names if name.startswith("discovery/")]
	assert [name for name in names if name.startswith("salesflow_evidence_entry/")]
	assert [name for name in names if name.startswith("files/discovery/") and name.endswith("minutes.txt")]
	assert "SHA256SUMS" in names
	assert CONSENT not in life.config


def test_files_of_our_documents_are_gone_from_the_disk(life):
	assert [path for path in life.files if "minutes" in path] == []


def test_what_would_stop_other_documents_is_switched_off_and_nothing_else(life):
	assert life.switched == {"alert": 0, "report": 0}


def test_switches_are_on_where_nothing_was_under_way(life):
	off = {"use_order_approval": 0}
	assert life.switches == {**dict.fromkeys(in_flight.SWITCHES, 1), **off}


def test_switches_are_off_where_something_is_under_way(life):
	assert life.switches_again["use_deal_facts"] == life.switches_again["use_deal_status"] == 0
	assert life.switches_again["use_clearance"] == life.switches_again["closing_rule"] == 0


def test_second_install_equals_the_first(life):
	first = _get_metadata(life.before, life.installed)
	second = _get_metadata(life.before, life.again)
	assert sorted(first - second) == []
	own = ("Custom DocPerm Item Price", own_site.ALERT, own_site.REPORT)
	assert without(sorted(second - first), *own) == []
	assert life.problems_again == []


def _get_metadata(before: dict, after: dict) -> set[str]:
	"""What an install brought, documents that people make aside."""
	lines = get_added(before, after)
	return {line for line in lines if line.startswith(("column", *(f"row tab{name}" for name in METADATA)))}


def test_module_is_ours_alone(life):
	assert _has(life.installed, "Module Def", MODULE) and not _has(life.uninstalled, "Module Def", MODULE)
