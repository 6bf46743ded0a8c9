"""The records that every new site has. Data only; roles come with the permissions of the DocTypes as well."""

ROLES = (
	"Administrator, System Manager, All, Guest, Desk User, Website Manager, Dashboard Manager, "
	"Workspace Manager, Report Manager, Script Manager, Prepared Report User, Inbox User, "
	"Newsletter Manager, Blogger, Translator, Knowledge Base Contributor, Knowledge Base Editor"
)
"""Frappe's own roles."""

PORTAL_ROLES = ("Customer", "Supplier", "Guest")
"""Roles without access to the desk."""

USERS = {
	name: {
		"email": f"{mailbox}@example.com",
		"first_name": name,
		"username": name.lower(),
		"user_type": f"{kind} User",
		"roles": [{"role": name}],
	}
	for name, mailbox, kind in (("Administrator", "admin", "System"), ("Guest", "guest", "Website"))
}

STATES = {"Pending": "", "Approved": "Success", "Rejected": "Danger"}
"""Workflow States and their styles."""

NAMED = {
	("User Type", "name"): "System User, Website User",
	("Workflow Action Master", "workflow_action_name"): "Approve, Reject, Review",
	("Print Style", "print_style_name"): "Redesign, Modern, Monochrome, Classic",
	("Gender", "gender"): "Male, Female, Other, Transgender, Genderqueer, Non-Conforming, Prefer not to say",
	("Salutation", "salutation"): "Mr, Ms, Mx, Dr, Mrs, Madam, Miss, Master, Prof",
}
"""DocType and the field that names it: the records, separated by commas."""

FOLDERS = (
	{"file_name": "Home", "is_home_folder": 1},
	{"file_name": "Attachments", "folder": "Home", "is_attachments_folder": 1},
)

LANGUAGES = {
	"bg": "Bǎlgarski",
	"cs": "česky",
	"da": "Dansk",
	"de": "Deutsch",
	"el": "ελληνικά",
	"en": "English",
	"en-GB": "English (United Kingdom)",
	"en-US": "English (United States)",
	"es": "Español",
	"fi": "Suomi",
	"fr": "Français",
	"hu": "Magyar",
	"it": "Italiano",
	"ja": "日本語",
	"nl": "Nederlands",
	"no": "Norsk",
	"pl": "Polski",
	"pt": "Português",
	"pt-BR": "Português Brasileiro",
	"ro": "Român",
	"sk": "Slovenčina (Slovak)",
	"sl": "Slovenščina (Slovene)",
	"sv": "Svenska",
	"tr": "Türkçe",
	"uk": "українська",
	"zh": "简体中文",
}

COUNTRIES = (
	"ar Argentina, at Austria, au Australia, be Belgium, bg Bulgaria, br Brazil, ca Canada, "
	"ch Switzerland, cl Chile, cn China, co Colombia, cz Czech Republic, de Germany, dk Denmark, "
	"ee Estonia, eg Egypt, es Spain, fi Finland, fr France, gb United Kingdom, gr Greece, "
	"hr Croatia, hu Hungary, id Indonesia, ie Ireland, il Israel, in India, is Iceland, it Italy, "
	"jo Jordan, jp Japan, ke Kenya, li Liechtenstein, lt Lithuania, lu Luxembourg, lv Latvia, "
	"ma Morocco, mt Malta, mx Mexico, my Malaysia, ng Nigeria, nl Netherlands, no Norway, "
	"nz New Zealand, pa Panama, pe Peru, ph Philippines, pl Poland, pt Portugal, ro Romania, "
	"rs Serbia, sa Saudi Arabia, se Sweden, sg Singapore, si Slovenia, sk Slovakia, th Thailand, "
	"tr Turkey, tw Taiwan, ua Ukraine, ae United Arab Emirates, us United States, uy Uruguay, "
	"vn Vietnam, za South Africa"
)
"""Code and name."""

COMMA, POINT = "#,###.##", "#.###,##"
CURRENCIES = {
	"AED": ("Fils", "د.إ", COMMA, 1),
	"AUD": ("Cent", "$", "# ###.##", 1),
	"CAD": ("Cent", "$", COMMA, 0),
	"CHF": ("Rappen[K]", "Fr", "#'###.##", 1),
	"CNY": (None, None, COMMA, 1),
	"CZK": ("Haléř", "Kč", POINT, 0),
	"DKK": ("Øre", "kr", POINT, 0),
	"EUR": ("Cent", "€", COMMA, 1),
	"GBP": ("Penny", "£", COMMA, 1),
	"HUF": ("Fillér", "Ft", "#.###", 0),
	"INR": ("Paisa", "₹", "#,##,###.##", 1),
	"JPY": ("Sen[G]", "¥", "#,###", 1),
	"NOK": ("Øre", "kr", POINT, 0),
	"PLN": ("Grosz", "zł", POINT, 0),
	"SEK": ("Öre", "kr", POINT, 0),
	"TRY": ("Kuruş", "₺", POINT, 0),
	"USD": ("Cent", "$", COMMA, 1),
}
"""Name of the hundredth, sign, number format, and whether it is in use."""
SMALLEST = {"EUR": 0.01, "USD": 0.01, "CNY": 0.01, "CHF": 0.05}

GERMAN_ADDRESS = """{{ address_line1 }}<br>
{% if address_line2 %}{{ address_line2 }}<br>{% endif -%}
{{ pincode }} {{ city | upper }}<br>
{{ country | upper }}
"""
ADDRESS_TEMPLATES = {"Germany": GERMAN_ADDRESS}

SETTINGS = {
	"System Settings": {
		"language": "en",
		"time_zone": "Europe/Berlin",
		"date_format": "yyyy-mm-dd",
		"time_format": "HH:mm:ss",
		"number_format": "#,###.##",
		"float_precision": "3",
		"rounding_method": "Banker's Rounding",
		"enable_scheduler": 1,
	},
	"Website Settings": {},
	"Print Settings": {"pdf_page_size": "A4", "print_style": "Redesign", "with_letterhead": 1},
	"Portal Settings": {},
	"Document Naming Settings": {},
}
