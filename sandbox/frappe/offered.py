"""What a module does not offer raises, and says so."""

from collections.abc import Callable


def refuse_others(module: str) -> Callable[[str], None]:
	"""A `__getattr__` for a module: every name that it has not raises NotImplementedError."""

	def __getattr__(name: str):
		if name.startswith("__"):
			raise AttributeError(name)
		raise NotImplementedError(f"{module}.{name} is not offered by the sandbox")

	return __getattr__
