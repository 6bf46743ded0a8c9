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
) -> list[dict[str, str]]:
	"""Lines with `key`, `label` and `amount`; the first is the net amount, the last what it all comes to."""
	rows = [(key, label, net)]
	if taxes:
		rows += [(f"{key}/{place}", name, amount) for place, (name, amount) in enumerate(taxes)]
		rows.append((f"{key}/{GROSS}", gross_label or _("Total with tax"), gross))
	return [
		{"key": row, "label": name, "amount": money(amount, currency, precision)}
		for row, name, amount in rows
	]
