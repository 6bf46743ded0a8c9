"""Checks arguments of whitelisted functions against their type hints, and reads texts as numbers."""

import functools
import inspect
import types
from collections.abc import Callable
from typing import Any, Union, get_args, get_origin, get_type_hints

import frappe

SIMPLE = (str, int, float, bool, list, dict, tuple, set)


def validate_argument_types(func: Callable, apply_condition: Callable = lambda: True) -> Callable:
	"""Decorate a function: wrong arguments raise FrappeTypeError while the condition holds."""

	@functools.wraps(func)
	def wrapper(*args, **kwargs):
		if apply_condition():
			args, kwargs = transform_parameter_types(func, args, kwargs)
		return func(*args, **kwargs)

	return wrapper


def transform_parameter_types(func: Callable, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
	"""The arguments in the types that the function asks for."""
	if not func.__annotations__:
		return args, kwargs
	hints = _get_hints(func)
	names = list(inspect.signature(func).parameters)
	args = [
		_convert(func, name, value, hints.get(name, Any)) for name, value in zip(names, args, strict=False)
	] + list(args[len(names) :])
	kwargs = {name: _convert(func, name, value, hints.get(name, Any)) for name, value in kwargs.items()}
	return tuple(args), kwargs


@functools.cache
def _get_hints(func: Callable) -> dict:
	try:
		hints = get_type_hints(func)
	except NameError:
		return {}
	for name, parameter in inspect.signature(func).parameters.items():
		if name in hints and parameter.default is not inspect.Parameter.empty:
			hints[name] = hints[name] | type(parameter.default)
	return hints


def _convert(func: Callable, name: str, value, hint):
	choices = _get_choices(hint)
	if choices is None or any(_is_of(value, choice) for choice in choices):
		return value
	for choice in choices:
		try:
			return _read(value, choice)
		except (TypeError, ValueError):
			continue
	expected = " | ".join(getattr(choice, "__name__", str(choice)) for choice in choices)
	raise frappe.FrappeTypeError(
		f"Argument '{name}' in '{func.__module__}.{func.__qualname__}' should be of type '{expected}' "
		f"but got '{type(value).__name__}' instead."
	)


def _get_choices(hint) -> list[type] | None:
	"""The plain types of a hint; None where anything else may be given."""
	if get_origin(hint) in (Union, types.UnionType):
		found = [_get_choices(one) for one in get_args(hint)]
		return None if None in found else [choice for part in found for choice in part]
	plain = get_origin(hint) or hint
	if plain is None or plain is type(None):
		return [type(None)]
	return [plain] if plain in SIMPLE else None


def _is_of(value, choice: type) -> bool:
	if choice in (int, float) and isinstance(value, bool):
		return False
	return isinstance(value, choice) or (choice is float and isinstance(value, int))


def _read(value, choice: type):
	if choice is bool and str(value).lower() in ("1", "true", "0", "false"):
		return str(value).lower() in ("1", "true")
	if choice in (int, float) and isinstance(value, str | float | bool):
		number = choice(value)
		if isinstance(value, float) and number != value:
			raise ValueError
		return number
	raise TypeError
