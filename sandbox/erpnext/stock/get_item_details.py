"""What a row takes over from its item: names, units, accounts, warehouse, price, taxes."""

import json

import frappe
from frappe import _
from frappe.utils import flt, getdate, today

TAKEN_FROM = (("price_list", "selling_price_list", "buying_price_list"), ("transaction_date", "posting_date"))
SALES = ("Quotation", "Sales Order", "Delivery Note", "Sales Invoice", "Opportunity")


@frappe.whitelist()
def get_item_details(
	args: str | dict, doc=None, for_validate: bool = False, overwrite_warehouse: bool = True
) -> dict:
	"""Values for a row of `args.doctype` with `args.item_code`. Raises ValidationError for an item that cannot be sold."""
	args = _read(args)
	item = frappe.get_cached_doc("Item", args.item_code)
	validate_item_details(args, item)
	details = _get_basic_details(args, item, overwrite_warehouse)
	details.update(_get_units(args, item, details))
	details.update(get_item_tax(args, item))
	details.update(_get_price(args, item, details))
	if args.get("doctype") in SALES:
		details.update(_get_stock(args, details.warehouse))
	return details


def _read(args: str | dict) -> dict:
	values = frappe._dict(json.loads(args) if isinstance(args, str) else args)
	for field, *sources in TAKEN_FROM:
		values[field] = next(filter(None, (values.get(one) for one in (field, *sources))), None)
	return values


def validate_item_details(args: dict, item) -> None:
	"""Refuse an item that is a template or has come to its end of life, and a document without company."""
	if not args.company:
		frappe.throw(_("Please specify Company"))
	validate_end_of_life(item.name, item.end_of_life, item.disabled)
	if item.has_variants:
		frappe.throw(_("Item {0} is a template, please select one of its variants").format(item.name))


def validate_end_of_life(item_code: str, end_of_life=None, disabled: int | None = None) -> None:
	"""Refuse an item that is disabled or past its end of life."""
	last_day, is_disabled = end_of_life, disabled
	if None in (last_day, is_disabled):
		last_day, is_disabled = frappe.get_cached_value("Item", item_code, ["end_of_life", "disabled"])
	if last_day and getdate() >= getdate(last_day):
		words = _("Item {0} has reached its end of life on {1}")
		frappe.throw(words.format(item_code, frappe.format(last_day)))
	if is_disabled:
		frappe.throw(_("Item {0} is disabled").format(item_code))


def _get_basic_details(args: dict, item, overwrite_warehouse: bool) -> dict:
	company = frappe.get_cached_doc("Company", args.company)
	own = _get_item_default(item.item_defaults, args.company)
	group = _get_item_default(
		frappe.get_cached_doc("Item Group", item.item_group).get("item_group_defaults"), args.company
	)
	center = "selling_cost_center"
	return frappe._dict(
		item_code=item.name,
		item_name=item.item_name,
		description=(item.description or "").strip(),
		image=(item.image or "").strip(),
		item_group=item.item_group,
		brand=item.brand,
		stock_uom=item.stock_uom,
		warehouse=get_item_warehouse(item, args, overwrite_warehouse),
		income_account=own.get("income_account")
		or group.get("income_account")
		or company.default_income_account,
		expense_account=own.get("expense_account")
		or group.get("expense_account")
		or company.default_expense_account,
		cost_center=_get_cost_center(args, own.get(center) or group.get(center), company),
		qty=flt(args.qty) or 1.0,
		weight_per_unit=item.weight_per_unit,
		weight_uom=item.weight_uom,
		grant_commission=item.grant_commission,
		delivered_by_supplier=item.delivered_by_supplier if args.get("doctype") in SALES[:2] else 0,
		discount_percentage=0.0,
		discount_amount=flt(args.discount_amount),
	)


def _get_item_default(rows: list | None, company: str) -> dict:
	return next((row.as_dict() for row in rows or [] if row.company == company), {})


def _get_cost_center(args: dict, of_item: str | None, company) -> str | None:
	return of_item or args.get("cost_center") or company.cost_center


def get_item_warehouse(item, args: dict, overwrite_warehouse: bool) -> str | None:
	"""The document's, the item's, the group's or the settings' warehouse, if it is of the company."""
	if not overwrite_warehouse and args.get("warehouse"):
		return args.warehouse
	group = frappe.get_cached_doc("Item Group", item.item_group)
	found = (
		args.get("set_warehouse")
		or _get_item_default(item.item_defaults, args.company).get("default_warehouse")
		or _get_item_default(group.get("item_group_defaults"), args.company).get("default_warehouse")
		or args.get("warehouse")
	)
	if found:
		return found
	default = frappe.db.get_single_value("Stock Settings", "default_warehouse")
	if default and frappe.get_cached_value("Warehouse", default, "company") == args.company:
		return default
	return None


# Units


def _get_units(args: dict, item, details: dict) -> dict:
	is_sale = args.get("doctype") in SALES
	uom = args.get("uom") or (item.sales_uom if is_sale else item.purchase_uom) or item.stock_uom
	given = args.get("conversion_factor") if args.get("uom") else None
	factor = flt(given) or flt(get_conversion_factor(item.name, uom)["conversion_factor"])
	return {"uom": uom, "conversion_factor": factor, "stock_qty": details.qty * factor}


@frappe.whitelist()
def get_conversion_factor(item_code: str, uom: str) -> dict:
	"""How many stock units one of `uom` is: by the item, else by the site's table of units, else 1."""
	if uom == frappe.get_cached_value("Item", item_code, "stock_uom"):
		return {"conversion_factor": 1.0}
	filters = {"parent": item_code, "parenttype": "Item", "uom": uom}
	factor = frappe.db.get_value("UOM Conversion Detail", filters, "conversion_factor")
	if not factor:
		own_unit = frappe.get_cached_value("Item", item_code, "stock_uom")
		factor = frappe.db.get_value("UOM Conversion Factor", {"from_uom": uom, "to_uom": own_unit}, "value")
	return {"conversion_factor": flt(factor) or 1.0}


# Taxes


def get_item_tax(args: dict, item) -> dict:
	"""The Item Tax Template of an item or of its groups, and the rates it brings."""
	template = args.get("item_tax_template") or get_item_tax_template(args, item)
	of_item = {"item_tax_template": template} if template else {}
	return {**of_item, "item_tax_rate": get_item_tax_map(args.company, template)}


@frappe.whitelist()
def get_item_tax_template(args: str | dict, item) -> str | None:
	args, rows = _read(args), list(item.taxes)
	group = item.item_group
	while not rows and group:
		doc = frappe.get_cached_doc("Item Group", group)
		rows, group = list(doc.get("taxes") or []), doc.parent_item_group
	for row in rows:
		company = frappe.get_cached_value("Item Tax Template", row.item_tax_template, "company")
		is_valid = not row.valid_from or getdate(row.valid_from) <= getdate(args.transaction_date or today())
		if (
			company == args.company
			and is_valid
			and (row.tax_category or "") == (args.get("tax_category") or "")
		):
			return row.item_tax_template
	return None


@frappe.whitelist()
def get_item_tax_map(company: str, item_tax_template: str | None, as_json: bool = True) -> str | dict:
	"""Tax account -> rate of an Item Tax Template."""
	rows = frappe.get_cached_doc("Item Tax Template", item_tax_template).taxes if item_tax_template else ()
	own = [row for row in rows if frappe.get_cached_value("Account", row.tax_type, "company") == company]
	rates = {row.tax_type: row.tax_rate for row in own}
	return json.dumps(rates) if as_json else rates


# Price


def _get_price(args: dict, item, details: dict) -> dict:
	if not args.get("price_list"):
		return {"price_list_rate": 0.0}
	rate = get_price_list_rate_for(args, item, details)
	if rate is None:
		insert_item_price(args, item, details)
		return {"price_list_rate": 0.0}
	return {
		"price_list_rate": flt(rate)
		* flt(args.get("plc_conversion_rate") or 1)
		/ flt(args.get("conversion_rate") or 1)
	}


def get_price_list_rate_for(args: dict, item, details: dict) -> float | None:
	"""The price of the item in the list, for its unit, else for its stock unit times the factor."""
	price = _find_price(args, item, details.uom)
	if price is not None:
		return price
	price = _find_price(args, item, item.stock_uom)
	if price is None:
		return None
	unit = frappe.get_cached_value("Price List", args.price_list, "price_not_uom_dependent")
	return price if unit else price * flt(details.conversion_factor or 1)


def _find_price(args: dict, item, uom: str) -> float | None:
	day = getdate(args.transaction_date or today())
	rows = frappe.get_all(
		"Item Price",
		filters={"item_code": item.name, "price_list": args.price_list, "uom": uom},
		fields=["price_list_rate", "customer", "valid_from", "valid_upto"],
		order_by="valid_from desc, creation desc",
	)
	party = args.get("customer")
	valid = [
		row
		for row in rows
		if (not row.valid_from or row.valid_from <= day)
		and (not row.valid_upto or row.valid_upto >= day)
		and (not row.customer or row.customer == party)
	]
	valid.sort(key=lambda row: not row.customer)
	return valid[0].price_list_rate if valid else None


def insert_item_price(args: dict, item, details: dict) -> None:
	"""Put the rate of a row into the price list that has none yet, where Stock Settings say so and the user may."""
	if frappe.db.get_value("Price List", args.price_list, "currency", cache=True) != args.get("currency"):
		return
	settings = frappe.get_cached_doc("Stock Settings")
	if not settings.auto_insert_price_list_rate_if_missing or not args.get("rate"):
		return
	known = {"item_code": item.name, "price_list": args.price_list, "uom": item.stock_uom}
	if frappe.db.exists("Item Price", known) or not frappe.has_permission("Item Price", "write"):
		return
	rate = (
		flt(args.get("price_list_rate") or args.rate)
		if settings.update_price_list_based_on != "Rate"
		else flt(args.rate)
	)
	frappe.get_doc(
		{
			"doctype": "Item Price",
			"price_list": args.price_list,
			"item_code": item.name,
			"currency": args.currency,
			"price_list_rate": rate / flt(details.conversion_factor or 1),
			"uom": item.stock_uom,
		}
	).insert()


def _get_stock(args: dict, warehouse: str | None) -> dict:
	if not warehouse or args.get("doctype") == "Opportunity":
		return {}
	filters = {"item_code": args.item_code, "warehouse": warehouse}
	found = frappe.db.get_value("Bin", filters, ["actual_qty", "projected_qty"]) or (0.0, 0.0)
	return {"actual_qty": found[0], "projected_qty": found[1]}
