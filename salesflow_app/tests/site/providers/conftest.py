"""DocuSign as a stand-in on loopback, and a SOW that is out through it."""

import frappe
import pytest

from salesflow_app.signing.providers.docusign import account
from salesflow_app.tests.site import connection, deals
from salesflow_app.tests.site.providers import stand_in


@pytest.fixture
def docusign(settings, monkeypatch):
	with stand_in.opened() as server:
		values = server.get_settings()
		if connection.IS_SANDBOX:  # it keeps no secrets
			secrets = {name: values.pop(name) for name in (account.KEY, *account.HMAC_KEYS)}
			monkeypatch.setattr(account, "_get_secret", secrets.get)
		settings(**values)
		yield server


@pytest.fixture
def sow(users, docusign, jobs):
	"""Sent, and its envelope is out."""
	sow = deals.make_sent_sow(users)
	jobs.run("outbox")
	return frappe.get_doc("SOW", sow.name)
