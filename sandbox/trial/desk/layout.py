"""How a form is arranged: what matters first, the rest folded. ERPNext's forms get their own order here."""

from trial.tables import read

MORE = "More"
CLOSED = {MORE, "Taxes", "Address and Contact", "Record", "Text", "Accounts"}
"""Sections that stay folded until somebody opens them."""

ARRANGED = read("forms")
"""DocType -> section -> fields. What is not named there follows, folded, under “More”."""
ROW_MORE = ("item_name", "description", "uom", "discount_percentage", "warehouse")
"""What a row of ERPNext's tables shows when it is unfolded; our own rows show all that may be edited."""
ONLY_FILLED = {"disqualified_reason", "reason"}
"""Filled in by a step that asks why; hidden until then."""
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
