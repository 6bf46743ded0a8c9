"""Counts SQL statements and seconds of a step, with the app's hooks or as if the app were not installed."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass
from statistics import median
from unittest.mock import patch

import frappe

APP = "salesflow_app."


@dataclass(frozen=True)
class Cost:
	"""What one step took."""

	statements: int
	seconds: float


class Meter:
	"""Measures named steps; `runs[step]` holds one Cost per round. What a worker does for them is counted apart."""

	def __init__(self):
		self.runs: dict[str, list[Cost]] = {}
		self.later: list[Cost] = []

	@contextmanager
	def step(self, name: str) -> Iterator[None]:
		with counted(self.runs.setdefault(name, [])):
			yield

	@contextmanager
	def after_commit(self) -> Iterator[None]:
		with counted(self.later):
			yield

	def get(self, name: str) -> Cost:
		"""The median of a step's rounds."""
		costs = self.runs[name]
		return _get_median(costs)

	def get_later(self) -> Cost:
		"""The median of what a worker did after a round."""
		return _get_median(self.later)

	def get_total(self) -> Cost:
		"""The median over the rounds of all steps together."""
		return _get_median([_add_up(costs) for costs in zip(*self.runs.values(), strict=True)])


@contextmanager
def counted(costs: list[Cost]) -> Iterator[None]:
	"""Add the statements that reach the database meanwhile, and the seconds."""
	run, asked = frappe.db.sql, []

	def counting(*args, **kwargs):
		asked.append(None)
		return run(*args, **kwargs)

	with patch.object(frappe.db, "sql", counting):
		begin = time.perf_counter()
		yield
		seconds = time.perf_counter() - begin
	costs.append(Cost(len(asked), seconds))


def _get_median(costs: list[Cost]) -> Cost:
	return Cost(*(median(values) for values in zip(*map(astuple, costs), strict=True)))


def _add_up(costs: tuple[Cost, ...]) -> Cost:
	return Cost(*(sum(values) for values in zip(*map(astuple, costs), strict=True)))


@contextmanager
def without_app() -> Iterator[None]:
	"""Frappe runs no hook of the app; its custom fields and DocTypes stay."""
	get_hooks, known = frappe.get_hooks, {}

	def get_other_hooks(hook=None, default="_KEEP_DEFAULT_LIST", app_name=None):
		key = (hook, str(default), app_name)
		if key not in known:
			known[key] = _drop(get_hooks(hook, default, app_name))
		return known[key]

	_forget_hooks()
	with patch.object(frappe, "get_hooks", get_other_hooks):
		yield
	_forget_hooks()


def _forget_hooks() -> None:
	if hasattr(frappe.local, "doc_events_hooks"):
		del frappe.local.doc_events_hooks


def _drop(hooks):
	"""The same hooks without those of the app."""
	if isinstance(hooks, dict):
		return type(hooks)({key: _drop(value) for key, value in hooks.items()})
	if isinstance(hooks, list):
		return [_drop(value) for value in hooks if not (isinstance(value, str) and value.startswith(APP))]
	return hooks


def measure_pairs(rounds: int, run: Callable[[Meter], None], around: Callable) -> tuple[Meter, Meter]:
	"""Run with and without the app in turn, and change who comes first; the first pair only warms up."""
	with_app, without = Meter(), Meter()
	for number in range(rounds + 1):
		pair = [(with_app, ExitStack), (without, without_app)]
		for meter, context in pair if number % 2 else reversed(pair):
			with around(), context():
				run(meter if number else Meter())
	return with_app, without
