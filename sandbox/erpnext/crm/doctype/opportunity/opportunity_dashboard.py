"""Connections of an opportunity."""


def get_data():
	return {"fieldname": "opportunity", "transactions": [{"items": ["Quotation"]}]}
