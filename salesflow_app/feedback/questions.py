"""What a client is asked: the questions of Salesflow Settings, and the default ones in the reader's language."""

import frappe
from frappe import _

from salesflow_app.settings import get_settings

NUMBERS = (1, 2, 3)


def get_defaults() -> dict[str, str]:
	"""What new sites ask, with its translation: nobody translates the words of Settings."""
	return {
		"How well did we understand what you need?": _("How well did we understand what you need?"),
		"How satisfied are you with the quality of our work?": _(
			"How satisfied are you with the quality of our work?"
		),
		"How was the communication with us?": _("How was the communication with us?"),
	}


def get_asked() -> dict[str, str]:
	"""Field of a Client Feedback -> the question as Settings have it; an empty one is asked in the default words."""
	settings, defaults = get_settings(), list(get_defaults())
	return {
		f"question_{number}": (settings.get(f"feedback_question_{number}") or "").strip()
		or defaults[number - 1]
		for number in NUMBERS
	}


def read(feedback: frappe._dict) -> list[dict]:
	"""Number, words in the reader's language, and mark of each question of a Client Feedback."""
	defaults = get_defaults()
	asked = [feedback.get(f"question_{number}") or "" for number in NUMBERS]
	return [
		{"number": number, "words": defaults.get(words, words), "mark": feedback.get(f"mark_{number}") or 0}
		for number, words in zip(NUMBERS, asked, strict=True)
	]
