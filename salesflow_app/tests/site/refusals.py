"""Refusals: a test names words of the sentence that the user reads, so that another refusal does not pass for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
import pytest

REFUSED = (frappe.ValidationError, frappe.PermissionError, frappe.DuplicateEntryError)


def refuse(function: Callable, *args, words: str, **kwargs) -> str:
	"""The sentence with which `function` refuses; it contains `words`."""
	with refused(words) as sentences:
		function(*args, **kwargs)
	return sentences[0]


@contextmanager
def refused(*words: str) -> Iterator[list[str]]:
	"""What is done inside is refused with a sentence that contains one of `words`, which is in the list afterwards.

	As after a request, nothing of what was done is left.
	"""
	frappe.db.savepoint("refused")
	frappe.clear_messages()
	sentences: list[str] = []
	with pytest.raises(REFUSED) as caught:
		yield sentences
	sentences.append(get_sentence(caught.value))
	frappe.db.rollback(save_point="refused")
	assert any(part and part in sentences[0] for part in words), f"{words} not in “{sentences[0]}”"


def get_sentence(error: Exception) -> str:
	"""What the user reads: the error's own text, else the messages that came with it."""
	told = " ".join(str(message) for message in frappe.local.message_log)
	text = str(error) or told or frappe.flags.error_message or ""
	return frappe.utils.strip_html(text)
