"""How much of a Sales Order is delivered and billed, and by which documents."""

from erpnext.controllers.status_updater import Progress

DELIVERED = Progress(
	"Delivery Note",
	"so_detail",
	"Sales Order",
	"delivered_qty",
	percent="per_delivered",
	status_field="delivery_status",
	words=("Not Delivered", "Partly Delivered", "Fully Delivered"),
	limit="delivery",
	also=(
		Progress(
			"Sales Invoice",
			"so_detail",
			"Sales Order",
			"delivered_qty",
			condition=lambda row, invoice: invoice.update_stock == 1,
		),
	),
)
BILLED = Progress(
	"Sales Invoice",
	"so_detail",
	"Sales Order",
	"billed_amt",
	source_field="amount",
	measure="amount",
	percent="per_billed",
	status_field="billing_status",
	words=("Not Billed", "Partly Billed", "Fully Billed"),
	limit="billing",
)
