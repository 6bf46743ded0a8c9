"""Every DocType and every whitelisted function of the app, for every kind of user, against permission_table.py."""

import frappe
import pytest

from salesflow_app.setup.custom_fields import MODULE
from salesflow_app.tests.site import cast
from salesflow_app.tests.site.permission_samples import get_calls, get_endpoints, is_let_in, make_samples
from salesflow_app.tests.site.permission_table import COSTS_AND_MARGIN, DOCTYPES, ENDPOINTS, GUESTS, VERBS

KINDS = (*cast.STAFF, *cast.CLIENTS, "guest")


def get_user(users: cast.Users, kind: str) -> str:
	return "Guest" if kind == "guest" else getattr(users, kind)


def get_kinds(who: str) -> set[str]:
	return set(who.split())


def test_every_doctype_has_a_row(site):
	ours = frappe.get_all("DocType", {"module": MODULE, "istable": 0}, pluck="name")
	assert sorted(ours) == sorted(DOCTYPES)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("doctype", DOCTYPES)
def test_right_on_doctype(users, doctype, verb):
	found = {kind for kind in KINDS if frappe.has_permission(doctype, verb, user=get_user(users, kind))}
	assert found == get_kinds(DOCTYPES[doctype].get(verb, ""))


@pytest.mark.parametrize("kind", KINDS)
def test_rest_lists_what_the_table_lets_read(users, http, kind):
	client = http.guest() if kind == "guest" else http.as_user(getattr(users, kind))
	readable = {
		doctype
		for doctype in DOCTYPES
		if not frappe.get_meta(doctype).issingle and client.api_get(f"/api/resource/{doctype}").ok
	}
	singles = {doctype for doctype in DOCTYPES if frappe.get_meta(doctype).issingle}
	expected = {doctype for doctype, verbs in DOCTYPES.items() if kind in get_kinds(verbs.get("read", ""))}
	assert readable == expected - singles


@pytest.mark.parametrize("verb", ["read", "write"])
def test_costs_and_margin_are_for_few(users, verb):
	found = set()
	for kind in KINDS:
		frappe.set_user(get_user(users, kind))
		if 1 in frappe.get_meta("Work Proposal").get_permlevel_access(verb):
			found.add(kind)
	assert found == get_kinds(COSTS_AND_MARGIN[verb])


def test_every_whitelisted_function_has_a_row(site):
	assert sorted(get_endpoints()) == sorted(ENDPOINTS)


@pytest.mark.parametrize("path", ENDPOINTS)
def test_function_answers_only_to_its_http_methods(site, path):
	function = get_endpoints()[path]
	methods = frappe.allowed_http_methods_for_whitelisted_func[function]
	assert sorted(methods) == sorted(ENDPOINTS[path][0].split())
	assert (function in frappe.guest_methods) == (path in GUESTS)


def test_functions_let_in_whom_the_table_says(users):
	calls = get_calls(make_samples(users))
	frappe.db.commit()
	wrong = {}
	for path, function in get_endpoints().items():
		found = {kind for kind in KINDS if is_let_in(function, calls[path], get_user(users, kind))}
		if found != (expected := get_kinds(ENDPOINTS[path][1])):
			wrong[path] = {"let in": sorted(found - expected), "kept out": sorted(expected - found)}
	assert wrong == {}
