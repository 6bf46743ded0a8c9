"""The time of a signature: the site's local time with its zone, wherever it is shown; UTC in the record."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import frappe
import pytest

from salesflow_app.portal import sow_view
from salesflow_app.tests.site import deals
from salesflow_app.text.formats import date, utc_moment


@pytest.fixture
def zone():
	"""A zone in which it is another day than in UTC at this moment."""
	name = "Pacific/Kiritimati" if datetime.now(timezone.utc).hour >= 10 else "Pacific/Pago_Pago"
	frappe.db.set_single_value("System Settings", "time_zone", name)
	_forget_settings()
	yield name
	frappe.db.rollback()
	_forget_settings()


def _forget_settings() -> None:
	frappe.clear_document_cache("System Settings", "System Settings")
	frappe.local.system_settings = None


def test_signature_has_the_sites_time_and_zone_everywhere(users, zone, mails):
	before = datetime.now(ZoneInfo(zone)).date()
	receipt = deals.sign(users, sow := deals.make_sent_sow(users))
	after = datetime.now(ZoneInfo(zone)).date()
	signed = frappe.get_doc("SOW", sow.name)
	at = frappe.db.get_value("Salesflow Evidence Entry", receipt["receipt"], "occurred_at")
	assert datetime.fromisoformat(at).utcoffset().total_seconds() == 0
	shown = utc_moment(at)
	assert shown.endswith(f"({zone})") and shown.split()[0] in (date(before), date(after))
	assert shown in receipt["message"]
	assert sow_view.get_page_view(signed)["receipt"]["on"] == shown
	assert shown in frappe.get_print("SOW", sow.name, "SOW")
	assert f"({zone})" in mails.find("Signed:", to=users.a1)[0].html
	order = frappe.db.get_value("Sales Order", signed.sales_order, "transaction_date")
	assert before <= order <= after and signed.signed_on.date() in (before, after)
