"""Fixtures of the tests of approval."""

import pytest

from salesflow_app.tests.site.approval.helpers import DOCTYPES, get_rules, make_approver


@pytest.fixture(params=DOCTYPES)
def doctype(request) -> str:
	return request.param


@pytest.fixture
def approvers(users, doctype) -> tuple[str, str]:
	"""Who approves the first level, and who the second."""
	return make_approver(doctype), make_approver(doctype)


@pytest.fixture
def two_levels(settings, doctype, approvers):
	"""Both have to approve."""
	return settings(
		use_order_approval=1, approval_rules=get_rules(doctype, *approvers), sow_rules=[], departments=[]
	)
