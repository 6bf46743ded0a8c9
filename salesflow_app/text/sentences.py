"""What a rule says, in the reader's language."""

from frappe import _

from salesflow_app.rules.sentences import Sentence


def translate(said: object) -> str:
	"""The words of a rule's error or sentence for the reader; anything else as it is."""
	if isinstance(said, Exception):
		said = said.args[0] if said.args else ""
	if not isinstance(said, Sentence):
		return str(said)
	return _(said.words).format(*(translate(value) for value in said.values))
