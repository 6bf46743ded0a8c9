"""The report of shipments that are not on their way says what holds each, and amounts to those who work with prices."""

from salesflow_app.tests.site.reports.helpers import run
from salesflow_app.tests.site.shipment.helpers import CLEARANCE, CLEARED, PACKING, PAPERS, SHIPPED


def test_board_says_what_holds_each_shipment(floor, users, as_user, settings, make_note):
	notes = {state: make_note(state) for state in (PACKING, PAPERS, CLEARANCE, CLEARED, SHIPPED)}
	settings(clearance_policy="Fully Paid")
	with as_user(users.su):
		holds = {row.name: row.holds for row in run("Clearance Board", customer=users.customer_a).rows}
	assert "Traceability" in holds[notes[PACKING].name]
	assert "Papers are missing: Certificate 3.1." in holds[notes[PAPERS].name]
	assert "Sales Order" in holds[notes[CLEARANCE].name] and "paid" in holds[notes[CLEARANCE].name]
	assert holds[notes[CLEARED].name] == "It waits for shipping."
	assert notes[SHIPPED].name not in holds
	with as_user(users.sp):
		rows = run("Clearance Board", customer=users.customer_a, state=CLEARANCE).rows
	assert {row.holds for row in rows} == {"The payment that clearance needs is missing."}
