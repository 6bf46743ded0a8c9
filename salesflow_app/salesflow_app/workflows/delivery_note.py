"""Delivery Note: packed, papers, clearance, shipped. Used where Salesflow Settings say so."""

from .model import SYSTEM, State, Transition, Workflow

PACKING = "Packing"
AWAITING_PAPERS = "Awaiting Papers"
AWAITING_CLEARANCE = "Awaiting Clearance"
CLEARED = "Cleared"
SHIPPED = "Shipped"
CANCELLED = "Cancelled"
"""Frappe's own Cancel leads here; without a state of its own, the desk reports an error on a cancelled note."""

PACKERS = ("Stock User",)
QUALITY = ("Quality Manager",)
SUPPORT = ("Support Team",)
SHIPPING = ("Delivery User",)

DELIVERY_NOTE = Workflow(
	name="Salesflow Delivery Note",
	doctype="Delivery Note",
	tasks={
		"pack_again": (PACKING,),
		"upload_papers": (AWAITING_PAPERS,),
		"clear": (AWAITING_CLEARANCE,),
		"ship": (CLEARED,),
	},
	state_field="salesflow_shipping_state",
	is_optional=True,
	states=(
		State(PACKING, edit=PACKERS, offers=("pack", "add_papers")),
		State(AWAITING_PAPERS, edit=QUALITY, style="Warning", offers=("add_papers",)),
		State(AWAITING_CLEARANCE, edit=SUPPORT, style="Warning"),
		State(CLEARED, edit=SHIPPING, style="Primary"),
		State(SHIPPED, 1, edit=(*SHIPPING, "Accounts User", *PACKERS, "Sales User"), style="Success"),
		State(CANCELLED, 2, edit=SHIPPING, style="Danger"),
	),
	transitions=(
		Transition(
			PACKING,
			"Hand to QA",
			AWAITING_PAPERS,
			PACKERS,
			condition="doc.salesflow_papers and not doc.is_return",
		),
		Transition(
			PACKING,
			"Hand to Support",
			AWAITING_CLEARANCE,
			PACKERS,
			condition="not doc.salesflow_papers and not doc.is_return",
		),
		Transition(PACKING, "Submit Return", SHIPPED, (*PACKERS, *SHIPPING), condition="doc.is_return"),
		Transition(AWAITING_PAPERS, "Papers Complete", AWAITING_CLEARANCE, QUALITY),
		Transition(AWAITING_CLEARANCE, "Clear for Shipment", CLEARED, SUPPORT),
		Transition(
			AWAITING_CLEARANCE, "Refuse Clearance", PACKING, SUPPORT, reason="salesflow_clearance_reason"
		),
		Transition(CLEARED, "Back to Packing", PACKING, SUPPORT, reason="salesflow_clearance_reason"),
		Transition(CLEARED, "Ship", SHIPPED, SHIPPING),
		Transition(SHIPPED, "Cancel", CANCELLED, (SYSTEM,)),
	),
)
