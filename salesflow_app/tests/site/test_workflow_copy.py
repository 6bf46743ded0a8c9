"""A site may copy one of our workflows and name other roles in the copy; it cannot add steps."""

import frappe
import pytest

from salesflow_app.documents import lifecycle
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.refusals import refuse

COPY = "SOW with other roles"


@pytest.fixture
def copy(site):
	"""The site's own copy of the SOW's workflow, active: a Sales Manager starts the drafting, nobody sends."""
	workflow = frappe.copy_doc(frappe.get_doc("Workflow", BY_DOCTYPE["SOW"].name))
	workflow.update({"workflow_name": COPY, "is_active": 1})
	for row in workflow.transitions:
		if row.action == "Start Drafting":
			row.allowed = "Sales Manager"
	workflow.transitions = [row for row in workflow.transitions if row.action != "Send to Client"]
	workflow.insert()
	frappe.cache.hdel("workflow", "SOW")
	yield workflow
	frappe.cache.hdel("workflow", "SOW")


def get_step(action):
	return next(step for step in BY_DOCTYPE["SOW"].transitions if step.action == action)


def test_copy_says_which_roles_take_a_step(copy):
	assert lifecycle.get_allowed_roles("SOW", get_step("Start Drafting")) == {"Sales Manager"}
	assert lifecycle.get_allowed_roles("SOW", get_step("Approve")) == {"SOW Approver"}


def test_role_of_the_copy_takes_the_step_and_ours_does_not(users, copy):
	sow = factories.make_sow()
	with deals.as_user(users.sa):
		sow.workflow_state = "Drafting"
		refuse(sow.save, words="needs the role Sales Manager")
	sow = frappe.get_doc("SOW", sow.name)
	with deals.as_user(users.sm):
		sow.workflow_state = "Drafting"
		sow.save()
	assert frappe.db.get_value("SOW", sow.name, "workflow_state") == "Drafting"


def test_step_that_the_copy_has_not_is_taken_by_nobody(copy):
	assert lifecycle.get_allowed_roles("SOW", get_step("Send to Client")) == set()
