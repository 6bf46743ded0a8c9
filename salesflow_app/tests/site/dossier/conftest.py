"""A deal from the SOW to its first invoice, sealed."""

import frappe
import pytest

from salesflow_app.tests.site import given


@pytest.fixture
def deal(users):
	"""The SOW of the given milestone that is billed."""
	return frappe.get_doc("SOW", given.get("billed_milestone").sow)


@pytest.fixture
def sealed(deal, users):
	"""Its sealed PDF is there."""
	from salesflow_app.sealing import copies, work

	if not copies.find(deal.doctype, deal.name, deal.content_hash):
		work._seal(deal, "")
	return deal


@pytest.fixture(autouse=True)
def short_paper(request, monkeypatch):
	"""Paper takes seconds: it is made where a test is about it."""
	if "real_paper" not in request.fixturenames:
		monkeypatch.setattr("salesflow_app.dossier.paper.make_pdf", lambda dossier: b"%PDF-1.4")


@pytest.fixture
def real_paper():
	"""The PDF as a reader gets it."""
