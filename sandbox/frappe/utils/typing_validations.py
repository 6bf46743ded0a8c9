"""Checks arguments of whitelisted functions against their type hints, and reads texts as numbers, by Pydantic."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

import frappe
from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError

CONFIG = ConfigDict(arbitrary_types_allowed=True)


def validate_argument_types(func: Callable, apply_condition: Callable = lambda: True) -> Callable:
	"""Decorate a function: wrong arguments raise FrappeTypeError while the condition holds."""

	@functools.wraps(func)
	def wrapper(*args, **kwargs):
		if apply_condition() and func.__annotations__:
			names = list(inspect.signature(func).parameters)
			args = [_convert(func, name, value) for name, value in zip(names, args, strict=False)]
			kwargs = {name: _convert(func, name, value) for name, value in kwargs.items()}
		return func(*args, **kwargs)

	return wrapper


def _convert(func: Callable, name: str, value: Any) -> Any:
	hint, adapter = _get_adapters(func).get(name, (Any, None))
	if adapter is None:
		return value
	try:
		return adapter.validate_python(value)
	except ValidationError:
		expected = getattr(hint, "__name__", str(hint))
		raise frappe.FrappeTypeError(
			f"Argument '{name}' in '{func.__module__}.{func.__qualname__}' should be of type '{expected}' "
			f"but got '{type(value).__name__}' instead."
		) from None


@functools.cache
def _get_adapters(func: Callable) -> dict[str, tuple]:
	"""Name of an argument -> its type and what reads a value of it; a default's type is allowed, too."""
	found = {}
	for name, parameter in inspect.signature(func).parameters.items():
		hint = get_type_hints(func).get(name, Any)
		if hint is Any:
			continue
		if parameter.default is not inspect.Parameter.empty:
			hint = hint | type(parameter.default)
		try:
			found[name] = (hint, TypeAdapter(hint, config=CONFIG))
		except PydanticUserError:  # a type with settings of its own
			found[name] = (hint, TypeAdapter(hint))
	return found
