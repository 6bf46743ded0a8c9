"""Deals that many tests begin with: made once for each process, and as they were made for every test.

What a test does to them is rolled back with it. A test that commits, that changes rules first, or that is about how a
deal gets this far makes its own with `deals` and `proposals`.
"""

from collections.abc import Callable

import frappe
from frappe.model.document import Document

from salesflow_app.tests.site import deals, isolation, jobs, proposals
from salesflow_app.tests.site.cast import Users
from salesflow_app.tests.site.factory_floor import Floor
from salesflow_app.tests.site.mailserver import Outbox

MAKERS = {
	"drafted_sow": deals.make_drafted_sow,
	"sent_sow": deals.make_sent_sow,
	"signed_sow": deals.make_signed_sow,
	"running_sow": deals.make_running_sow,
	"draft_proposal": proposals.make_draft,
	"proposal_in_review": proposals.review_new,
	"approved_proposal": proposals.make_approved,
	"sent_proposal": proposals.make_sent,
	"accepted_proposal": proposals.make_accepted,
	"billed_milestone": deals.make_billed_milestone,
}
_names: dict[str, tuple[str, str]] = {}
_floors: list[Floor] = []


def register(make: Callable[[Users], Document]) -> Callable[[Users], Document]:
	"""Decorates the `make_…` of a deal that one file of tests begins with; `get` finds it by the rest of the name."""
	MAKERS[make.__name__.removeprefix("make_")] = make
	return make


def make_all(users: Users) -> None:
	"""Make and commit them, with all that follows a commit."""
	mails = Outbox()
	with jobs.kept() as waiting:
		for key, make in MAKERS.items():
			doc = make(users)
			_names[key] = (doc.doctype, doc.name)
		_floors.append(Floor())
		waiting.run()
		mails.work()  # what waits for a recall is not awaited here
		frappe.db.commit()


def get(key: str) -> Document:
	"""The deal of this name, as it is in this test."""
	if not isolation.is_rolled_back():
		raise AssertionError(f"This test commits: make its {key} with `deals` or `proposals`.")
	return frappe.get_doc(*_names[key])


def get_floor() -> Floor:
	"""The items of a factory, in stock; a test that commits has its own."""
	return _floors[-1] if isolation.is_rolled_back() else Floor()
