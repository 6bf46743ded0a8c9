"""Sentences of rules: in English, and with what it takes to say them in another language, because rules know none."""

from __future__ import annotations


class Sentence(str):
	"""The English sentence; `words` and `values` are what it was made of."""

	words: str
	values: tuple


def say(words: str, *values: object) -> Sentence:
	"""The sentence with {0}, {1} filled in; a value may be a sentence of its own."""
	sentence = Sentence(words.format(*values))
	sentence.words, sentence.values = words, values
	return sentence
