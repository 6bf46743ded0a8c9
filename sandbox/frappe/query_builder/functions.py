"""SQL functions for `frappe.qb`: PyPika's own and those that Frappe adds."""

from pypika.functions import *  # noqa: F403
from pypika.functions import Avg, Cast, Coalesce, Concat, Count, Max, Min, Sum  # noqa: F401
from pypika.terms import CustomFunction, Function, Term

Concat_ws = CustomFunction("concat_ws", ["separator", "a", "b"])
Locate = CustomFunction("locate", ["part", "text"])
Ifnull = IfNull = CustomFunction("ifnull", ["condition", "value"])
Round = CustomFunction("round", ["number", "places"])
DateFormat = CustomFunction("date_format", ["moment", "pattern"])
UnixTimestamp = CustomFunction("unix_timestamp", ["moment"])


class GroupConcat(Function):
	"""Values of a group as one text."""

	def __init__(self, column: Term, alias: str | None = None):
		super().__init__("group_concat", column, alias=alias)


class Now(Function):
	"""The site's present moment."""

	def __init__(self, alias: str | None = None):
		super().__init__("now", alias=alias)
