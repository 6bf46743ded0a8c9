"""The finders of `house.py` find what they are for: each is shown a violation and its allowed twin."""

import pytest

from salesflow_app.tests.unit import house

RULES = "salesflow_app.rules"


@pytest.mark.parametrize(
	"source",
	[
		"import frappe",
		"import frappe.utils as u",
		"from frappe.utils import flt",
		"def f():\n\tfrom frappe import db",
		"import requests",
		"from salesflow_app.mails import outbox",
		"from ..mails import outbox",
		"from .. import compat",
		"import salesflow_app.rulesy",
		"import importlib",
	],
)
def test_foreign_import_is_found(source):
	assert house.find_foreign_imports(source, RULES)


@pytest.mark.parametrize(
	"source",
	[
		"from __future__ import annotations",
		"import collections.abc",
		"from decimal import Decimal",
		"from .money import read",
		"from . import money",
		"from salesflow_app.rules.money import read",
	],
)
def test_standard_library_and_own_room_are_no_foreign_import(source):
	assert not house.find_foreign_imports(source, RULES)


def test_upward_import_is_found():
	forbidden = ("salesflow_app.portal", "salesflow_app.hooks")
	for source in (
		"from salesflow_app.portal import access",
		"from salesflow_app.portal.acts import check",
		"from salesflow_app import portal",
		"from ..portal import access",
		"from .. import hooks",
		"import salesflow_app.portal.acts",
	):
		assert house.find_imports_of(source, "salesflow_app.mails", forbidden), source
	for source in (
		"from salesflow_app import people",
		"from . import outbox",
		"import salesflow_app.portals",
	):
		assert not house.find_imports_of(source, "salesflow_app.mails", forbidden), source


def test_commit_is_found():
	for source in (
		"frappe.db.commit()",
		"db.commit()",
		"frappe.local.db.commit()",
		"after(frappe.db.commit)",
	):
		assert house.find_commits(source), source
	for source in ("# frappe.db.commit()", "frappe.db.after_commit.add(f)", "text = 'frappe.db.commit()'"):
		assert not house.find_commits(source), source


def test_exception_without_reason_is_found():
	for source in (
		"doc.insert(ignore_permissions=True)",
		"doc.flags.ignore_permissions = True",
		"doc.save(ignore_permissions=True)  # noqa",
		"doc.save(ignore_permissions=True)  # yes",
		"# the clock has no user\ndoc.insert(ignore_permissions=True)",
		"get_all('ToDo', **{'ignore_permissions': True})",
	):
		assert house.find_unexplained(source, "ignore_permissions"), source
	for source in (
		"doc.insert(ignore_permissions=True)  # the clock has no user",
		"'a text about ignore_permissions'",
		"doc.insert()",
	):
		assert not house.find_unexplained(source, "ignore_permissions"), source


def test_endpoint_without_types_is_found():
	for source in (
		"@frappe.whitelist()\ndef f(name): ...",
		"@frappe.whitelist(methods=['POST'])\ndef f(a: str, *, b=1): ...",
		"@whitelist()\ndef f(**values): ...",
		"class A:\n\t@frappe.whitelist()\n\tdef f(self, name): ...",
		"from __future__ import annotations\n@frappe.whitelist()\ndef f(): ...",
	):
		assert house.find_untyped_endpoints(source), source
	for source in (
		"@frappe.whitelist()\ndef f(name: str, *rest: str): ...",
		"class A:\n\t@frappe.whitelist()\n\tdef f(self, name: str): ...",
		"from __future__ import annotations\ndef f(name): ...",
	):
		assert not house.find_untyped_endpoints(source), source


def test_built_sql_is_found():
	for source in (
		"frappe.db.sql(f'x {y}')",
		"frappe.db.sql('a' + b)",
		"frappe.db.sql('a %s' % b)",
		"frappe.db.sql(q)",
		"frappe.db.sql_ddl(f'drop {a}')",
	):
		assert house.find_built_sql(source), source
	for source in (
		"frappe.db.sql('select %s', x)",
		"frappe.qb.from_(t).select(t.a).run()",
		"print(f'sql {x}')",
		"frappe.db.sql_ddl(f'drop {a}')  # constants above",
	):
		assert not house.find_built_sql(source), source


def test_built_message_is_found():
	for source in (
		"_(f'a {b}')",
		"_('a {0}'.format(b))",
		"_('a ' + b)",
		"frappe.throw('a')",
		"frappe.throw(f'a {b}')",
	):
		assert house.find_built_messages(source), source
	for source in ("frappe.throw(_('a {0}').format(b))", "_(doc.doctype)", "_('a')", "frappe.throw(text)"):
		assert not house.find_built_messages(source), source


def test_module_without_docstring_is_found():
	assert not house.has_docstring("import x") and not house.has_docstring('" "\n')
	assert house.has_docstring("") and house.has_docstring('"""Says what."""')


def test_names_of_a_module_are_known():
	source = "from a import b as c\nD = 1\ndef e(): ...\nclass F: ..."
	assert all(house.defines(source, name) for name in "cDeF")
	assert not house.defines(source, "b") and not house.defines(source, "g")


def test_dotted_paths_are_read_from_hooks():
	source = "x = {'a': ['salesflow_app.rules.money.read']}\ny = 'salesflow_app is an app.'"
	assert list(house.find_dotted_paths(source)) == [(1, "salesflow_app.rules.money.read")]
