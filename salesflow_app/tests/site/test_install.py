"""Install, migrate twice, uninstall, install again, on a site made for it: nothing of its own is lost."""

from types import SimpleNamespace

import pytest

from salesflow_app.setup.custom_fields import CUSTOM_FIELDS, MODULE
from salesflow_app.setup.fixtures import get_action_names, get_state_names
from salesflow_app.setup.roles import ROLES
from salesflow_app.tests.site import own_site
from salesflow_app.tests.site.site_state import USED_UP, get_added, get_lost, without
from salesflow_app.tests.site.throwaway import ThrowawaySite, skip_without_root

pytestmark = pytest.mark.bench_only("restores a real ERPNext site from a dump of its database")

APP = "salesflow_app"
HERE = "salesflow_app.tests.site"
READ = f"{HERE}.site_state.read"
OWN = f"{HERE}.own_site"
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
	"Module Def",
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
	site.frappe("install-app", APP)
	life.installed = site.call(READ)
	life.workflow_installed = site.call(f"{OWN}.get_active_workflows")
	site.call(f"{OWN}.give_role_a_right")
	life.documents = site.call(f"{OWN}.make_documents")
	life.our_documents = site.call(f"{OWN}.make_our_documents")
	life.used = site.call(READ)
	site.frappe("migrate")
	life.migrated = site.call(READ)
	site.frappe("migrate")
	life.migrated_again = site.call(READ)
	life.workflow_migrated = site.call(f"{OWN}.get_active_workflows")
	site.frappe("uninstall-app", APP, "--yes", "--no-backup")
	life.uninstalled = site.call(READ)
	life.workflow_uninstalled = site.call(f"{OWN}.get_active_workflows")
	life.problems_uninstalled = site.call(f"{OWN}.open_documents", names=life.documents)
	life.roles_uninstalled = site.call(f"{OWN}.get_roles_of_user")
	life.order_state = site.call(f"{OWN}.release_an_order")
	site.frappe("install-app", APP)
	life.again = site.call(READ)
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


def test_migrate_changes_nothing(life):
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
	left = [line for line in get_added(life.before, life.uninstalled) if line not in came_by_use]
	assert without(left, USED_UP) == [f"row tabRole {own_site.ROLE_IN_USE}"]


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


def test_second_install_equals_the_first(life):
	first = _get_metadata(life.before, life.installed)
	second = _get_metadata(life.before, life.again)
	assert sorted(first - second) == []
	assert without(sorted(second - first), "Custom DocPerm Item Price") == []
	assert life.problems_again == []


def _get_metadata(before: dict, after: dict) -> set[str]:
	"""What an install brought, documents that people make aside."""
	lines = get_added(before, after)
	return {line for line in lines if line.startswith(("column", *(f"row tab{name}" for name in METADATA)))}


def test_module_is_ours_alone(life):
	assert _has(life.installed, "Module Def", MODULE) and not _has(life.uninstalled, "Module Def", MODULE)
