"""What a module does not offer raises, and says so."""

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


def refuse_others(module: str) -> Callable[[str], Any]:
	"""A `__getattr__` for a module: every name that it has not raises NotImplementedError."""
	return offer_from(module, ())


def offer_from(package: str, rooms: tuple[str, ...]) -> Callable[[str], Any]:
	"""A `__getattr__` for a package: it offers its submodules and what these rooms hold; any other name raises."""

	def __getattr__(name: str) -> Any:
		if name.startswith("__"):
			raise AttributeError(name)
		for room in rooms:
			found = vars(import_module(room)).get(name)
			if found is not None and not isinstance(found, ModuleType):
				setattr(sys.modules[package], name, found)
				return found
		if rooms and find_spec(f"{package}.{name}"):
			return import_module(f"{package}.{name}")
		raise NotImplementedError(f"{package}.{name} is not offered by the sandbox")

	return __getattr__


def not_offered(name: str) -> Callable:
	"""A function that raises NotImplementedError, for names that others import before they call."""

	def refuse(*_args, **_kwargs):
		raise NotImplementedError(f"{name} is not offered by the sandbox")

	return refuse
