"""Documents: what a field can be, and which fields every document has."""

import frappe

DATA = """
Currency | Int | Long Int | Float | Percent | Check | Small Text | Long Text | Code | Text Editor | Markdown Editor
HTML Editor | Date | Datetime | Time | Text | Data | Link | Dynamic Link | Password | Select | Rating | Read Only
Attach | Attach Image | Signature | Color | Barcode | Geolocation | Duration | Icon | Phone | Autocomplete | JSON
"""
data_fieldtypes = tuple(name.strip() for line in DATA.strip().splitlines() for name in line.split("|"))
display_fieldtypes = tuple("Section Break,Column Break,Tab Break,HTML,Button,Image,Fold,Heading".split(","))
table_fields = tuple(f"Table{kind}" for kind in ("", " MultiSelect"))
no_value_fields = (*display_fieldtypes, *table_fields)
float_like_fields = set("Currency Float Percent".split())
datetime_fields = set("Date Datetime Time".split())
attachment_fieldtypes = ("Attach", "Attach Image")
numeric_fieldtypes = data_fieldtypes[: data_fieldtypes.index("Check") + 1]
default_fields = tuple("doctype name owner creation modified modified_by docstatus idx".split())
child_table_fields = tuple(f"parent{what}" for what in ("", "field", "type"))
optional_fields = tuple(f"_{what}" for what in "user_tags comments assign liked_by seen".split())
core_doctypes_list = (
	"DefaultValue",
	"DocType",
	"DocField",
	"DocPerm",
	"User",
	"Role",
	"Has Role",
	"Module Def",
)
STANDARD = """
name | Link | ID
owner | Link | Created By | User
idx | Int | Index
creation | Datetime | Created On
modified | Datetime | Last Updated On
modified_by | Link | Last Updated By | User
_user_tags | Data | Tags
_liked_by | Data | Liked By
_comments | Text | Comments
_assign | Text | Assigned To
docstatus | Int | Document Status
"""
std_fields = [
	dict(zip(("fieldname", "fieldtype", "label", "options"), line.split(" | "), strict=False))
	for line in STANDARD.strip().splitlines()
]


def get_permitted_fields(
	doctype: str,
	parenttype: str | None = None,
	user: str | None = None,
	permission_type: str | None = None,
	*,
	ignore_virtual: bool = False,
) -> list[str]:
	"""Fields of a DocType that the user may see (or change), the standard ones too."""
	meta, is_core = frappe.get_meta(doctype), doctype in core_doctypes_list
	if is_core or (meta.istable and not parenttype):
		return meta.get_valid_columns() if is_core else []
	if not permission_type:
		only_select = frappe.only_has_select_perm(doctype, user=user)
		permission_type = "select" if only_select else "read"
	who = {"user": user, "permission_type": permission_type, "parenttype": parenttype}
	permitted = meta.get_permitted_fieldnames(with_virtual_fields=not ignore_virtual, **who)
	return permitted if permission_type == "select" else _put_standard_first(meta, permitted)


def _put_standard_first(meta, permitted: list[str]) -> list[str]:
	columns = meta.get_valid_columns()
	standard = [*default_fields, *filter(columns.__contains__, optional_fields)]
	standard += child_table_fields if meta.istable else ()
	others = [name for name in permitted if name not in standard]
	return [name for name in standard if name != "doctype"] + others
