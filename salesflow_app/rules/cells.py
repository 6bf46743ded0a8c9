"""Text in cells of a spreadsheet."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def make_text(words: str) -> str:
	"""Words that stay text in an exported report: those that a spreadsheet takes for a formula get an apostrophe."""
	return f"'{words}" if words.lstrip(" ").startswith(FORMULA_SIGNS) else words
