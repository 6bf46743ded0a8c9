"""make_<doctype>(**overrides): saved documents that are right as they are. Names are new each time.

They are made by whoever is the user; `submit=True` submits. Values in `overrides` win over those chosen here.
"""

from salesflow_app.tests.site.factories.base import get_unique
from salesflow_app.tests.site.factories.erpnext import (
	get_item_row,
	make_contract,
	make_delivery_note,
	make_lead,
	make_opportunity,
	make_payment_entry,
	make_quotation,
	make_sales_invoice,
	make_sales_order,
)
from salesflow_app.tests.site.factories.masters import (
	get_warehouse,
	make_address,
	make_contact,
	make_customer,
	make_fiscal_years,
	make_item,
	make_stock,
	make_tax_template,
	make_user,
	set_days_off,
)
from salesflow_app.tests.site.factories.salesflow import (
	ensure_master_document,
	get_milestones,
	get_plan,
	make_discovery,
	make_master_document,
	make_payment_milestone,
	make_signed_sow,
	make_sow,
	make_work_proposal,
)

__all__ = [
	"ensure_master_document",
	"get_item_row",
	"get_milestones",
	"get_plan",
	"get_unique",
	"get_warehouse",
	"make_address",
	"make_contact",
	"make_contract",
	"make_customer",
	"make_delivery_note",
	"make_discovery",
	"make_fiscal_years",
	"make_item",
	"make_lead",
	"make_master_document",
	"make_opportunity",
	"make_payment_entry",
	"make_payment_milestone",
	"make_quotation",
	"make_sales_invoice",
	"make_sales_order",
	"make_signed_sow",
	"make_sow",
	"make_stock",
	"make_tax_template",
	"make_user",
	"make_work_proposal",
	"set_days_off",
]
