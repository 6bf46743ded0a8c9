"""What a price comes to, line by line: net, each tax, gross. Texts alone; all of it was computed on the server."""

from frappe import _

from salesflow_app.text.formats import money

GROSS = "gross"


def get_sums(
	label: str,
	net: float,
	taxes: list[tuple[str, float]],
	gross: float,
	currency: str,
	precision: int,
	key: str = "",
	gross_label: str = "",
	can_change: bool = False,
) -> list[dict[str, str]]:
	"""Lines with `key`, `label` and `amount`; the first is the net amount, the last what it all comes to.

	Of several taxes, those that come to nothing are left out, unless the reader's choice can change them.
	"""
	rows = [(key, label, net)]
	if taxes:
		places = range(len(taxes)) if can_change else get_shown([amount for _name, amount in taxes])
		rows += [(f"{key}/{place}", *taxes[place]) for place in places]
		rows.append((f"{key}/{GROSS}", gross_label or _("Total with tax"), gross))
	return [
		{"key": row, "label": name, "amount": money(amount, currency, precision)}
		for row, name, amount in rows
	]


def get_shown(amounts: list[float]) -> list[int]:
	"""Places of the taxes that come to something; of all, where none does."""
	return [place for place, amount in enumerate(amounts) if amount] or list(range(len(amounts)))
