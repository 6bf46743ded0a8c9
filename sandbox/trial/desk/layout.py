"""How a form is arranged: what matters first, what is rare folded away. ERPNext's forms get an order of their own here."""

MORE = "More"
CLOSED = {MORE, "Taxes", "Address and Contact", "Record", "Text", "Accounts"}
"""Sections that are folded until somebody opens them."""

_ITEMS = "items total_qty net_total total_taxes_and_charges grand_total"
_TAXES = "taxes_and_charges taxes"
_TERMS = "payment_terms_template payment_schedule"
_CONTACT = (
	"contact_person contact_display customer_address address_display shipping_address_name shipping_address"
)
ARRANGED: dict[str, dict[str, str]] = {
	"Lead": {
		"": (
			"first_name last_name company_name job_title email_id mobile_no industry "
			"no_of_employees source lead_owner company status"
		),
	},
	"Opportunity": {
		"": (
			"opportunity_from party_name company opportunity_owner industry no_of_employees "
			"opportunity_amount expected_closing status contact_person contact_email "
			"contact_mobile"
		),
		"Items": "items total",
	},
	"Quotation": {
		"": (
			"quotation_to party_name company transaction_date valid_till order_type opportunity "
			"salesflow_work_proposal"
		),
		"Items": _ITEMS,
		"Payment Terms": _TERMS,
		"Taxes": _TAXES,
		"Address and Contact": _CONTACT,
	},
	"Sales Order": {
		"": (
			"customer company transaction_date delivery_date po_no po_date salesflow_po_received "
			"salesflow_sow salesflow_sow_needed salesflow_sow_reason salesflow_approver "
			"salesflow_approval_reason salesflow_reason per_delivered per_billed advance_paid"
		),
		"Items": _ITEMS,
		"Payment Terms": _TERMS,
		"Taxes": _TAXES,
		"Address and Contact": _CONTACT,
	},
	"Delivery Note": {
		"": "customer company posting_date po_no transporter lr_no vehicle_no instructions",
		"Items": "items total_qty",
		"Taxes": "taxes_and_charges taxes net_total total_taxes_and_charges grand_total",
		"Address and Contact": _CONTACT,
	},
	"Sales Invoice": {
		"": (
			"customer company posting_date due_date salesflow_payment_milestone salesflow_sow "
			"po_no po_date outstanding_amount remarks"
		),
		"Items": _ITEMS,
		"Advances": "allocate_advances_automatically advances total_advance",
		"Payment Terms": _TERMS,
		"Taxes": _TAXES,
		"Address and Contact": _CONTACT,
	},
	"Payment Entry": {
		"": (
			"payment_type party_type party posting_date paid_amount mode_of_payment reference_no "
			"reference_date remarks"
		),
		"For": "references total_allocated_amount unallocated_amount difference_amount",
		"Accounts": "company paid_from paid_to paid_to_account_currency received_amount",
	},
	"Contract": {
		"": (
			"party_type party_name salesflow_is_msa salesflow_company salesflow_msa_version "
			"start_date end_date is_signed signee signed_on contract_terms"
		),
	},
	"Customer": {
		"": (
			"customer_name customer_type customer_group territory salesflow_customer_class "
			"salesflow_po_required salesflow_reminders_off tax_id language industry "
			"customer_primary_contact customer_primary_address email_id"
		),
	},
	"Contact": {
		"": "first_name last_name designation status is_primary_contact user email_ids links",
	},
	"Address": {
		"": ("address_title address_type address_line1 pincode city country is_primary_address links"),
	},
	"Item": {
		"": (
			"item_code item_name item_group stock_uom standard_rate is_stock_item is_sales_item description"
		),
	},
}
"""DocType -> section -> fields. What is not named here follows, folded, under “More”."""
ROW_MORE = ("item_name", "description", "uom", "discount_percentage", "warehouse")
"""What a row of ERPNext's tables shows when it is unfolded; our own rows show all that may be typed."""
ONLY_FILLED = {"disqualified_reason", "reason"}
"""Filled by a step that asks why, and not shown before."""
OURS = "Salesflow App"


def get_sections(meta) -> list[tuple[str, list]]:
	"""Sections with their fields, in the order of the form."""
	return _arrange(meta, ARRANGED[meta.name]) if meta.name in ARRANGED else _split(meta.fields)


def is_closed(label: str) -> bool:
	"""Is the section folded at first?"""
	return label in CLOSED


def get_columns(meta) -> list:
	"""What a table shows of each row."""
	listed = [df for df in meta.fields if df.in_list_view and not df.hidden]
	return listed or [df for df in meta.fields if df.reqd and not df.hidden]


def get_row_fields(meta) -> list:
	"""What a row shows when it is unfolded."""
	columns = {df.fieldname for df in get_columns(meta)}
	rest = [df for df in meta.fields if not df.hidden and df.fieldname not in columns]
	return [df for df in rest if (not df.read_only if meta.module == OURS else df.fieldname in ROW_MORE)]


def _split(fields: list) -> list[tuple[str, list]]:
	"""By section and tab; a break without a label goes on with the section before it."""
	sections: list[tuple[str, list]] = [("", [])]
	for df in fields:
		if df.fieldtype not in ("Section Break", "Tab Break"):
			sections[-1][1].append(df)
		elif df.label:
			sections.append((df.label, []))
	return sections


def _arrange(meta, arranged: dict) -> list[tuple[str, list]]:
	"""The named sections, behind the first one what SalesFlow adds, and the rest at the end."""
	named = set(" ".join(arranged.values()).split())
	found = [(label, [meta.get_field(name) for name in names.split()]) for label, names in arranged.items()]
	own = [(label, [df for df in fields if _is_ours(df, named)]) for label, fields in _split(meta.fields)]
	rest = [df for df in meta.fields if df.fieldname not in named and not _is_ours(df, named)]
	sections = [*found[:1], *own, *found[1:], (MORE, rest)]
	return [(label, [df for df in fields if df]) for label, fields in sections]


def _is_ours(df, named: set[str]) -> bool:
	return df.fieldname.startswith("salesflow_") and df.fieldname not in named
