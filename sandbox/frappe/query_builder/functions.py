"""SQL functions for `frappe.qb`: PyPika's own and those that Frappe adds."""

from pypika.functions import *  # noqa: F403
from pypika.functions import Avg, Cast, Coalesce, Concat, Count, Max, Min, Sum  # noqa: F401
from pypika.terms import CustomFunction, Function

Ifnull = IfNull = CustomFunction("ifnull", ["condition", "value"])
Round = CustomFunction("round", ["number", "places"])


class Now(Function):
	"""The site's present moment."""

	def __init__(self, alias: str | None = None):
		super().__init__("now", alias=alias)
