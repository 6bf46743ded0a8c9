"""What a document does to those before it: quantities and amounts that it fulfils, percentages, status."""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Sum
from frappe.utils import flt

ALLOWANCES = {
	"delivery": (
		"Stock Settings",
		"over_delivery_receipt_allowance",
		'To allow over receipt / delivery, update "Over Receipt/Delivery Allowance" in Stock Settings or the Item.',
	),
	"billing": (
		"Accounts Settings",
		"over_billing_allowance",
		'To allow over billing, update "Over Billing Allowance" in Accounts Settings or the Item.',
	),
}
"""Kind of limit -> where the percentage that may be too much is set, and the way out."""
UNTOLD = ("Cancelled", "Partially Ordered", "Ordered", "Draft")
"""A change to one of these leaves no comment."""


class OverAllowanceError(frappe.ValidationError):
	"""More is delivered or billed than was ordered."""


@dataclass(frozen=True)
class Progress:
	"""Rows of `source` that name a row of `target` in `link`: their sum is kept there in `target_field`.

	`measure` is the field of the target row that makes 100 % of it; `percent` the field of the target that says
	how much is done, `status_field` the one that says it in `words` (nothing, part, all). `condition` narrows the
	source rows: it gets the tables of row and document. `also` are further sources that count.
	"""

	source: str
	link: str
	target: str
	target_field: str
	source_field: str = "qty"
	measure: str = "qty"
	percent: str = ""
	status_field: str = ""
	words: tuple[str, str, str] = ("", "", "")
	limit: str = ""
	condition: Callable | None = None
	also: tuple["Progress", ...] = ()

	def get_sum(self, row: str) -> float:
		"""What the submitted documents of this source and the others fulfil of a target row."""
		item, document = frappe.qb.DocType(f"{self.source} Item"), frappe.qb.DocType(self.source)
		query = frappe.qb.from_(item).join(document).on(document.name == item.parent)
		query = query.select(Sum(item[self.source_field]))
		query = query.where((item[self.link] == row) & (item.docstatus == 1))
		if self.condition:
			query = query.where(self.condition(item, document))
		own = flt(query.run()[0][0])
		return own + sum(other.get_sum(row) for other in self.also)


class StatusUpdater(Document):
	"""A document with a status that follows from what happened to it."""

	def get_progress(self) -> list[Progress]:
		"""What the document fulfils of earlier documents; nothing where a controller does not say."""
		return []

	def get_status(self) -> str | None:
		"""The status that follows from the document; None keeps the present one."""
		return None

	def set_status(
		self, update: bool = False, status: str | None = None, update_modified: bool = True
	) -> None:
		"""Find the status anew; with `update` write it. `status` is taken first, so that a sticky one can go."""
		if self.is_new():
			if self.get("amended_from"):
				self.status = "Draft"
			return
		before = self.status
		if status and update:
			self.db_set("status", status)
		self.status = self.get_status() or self.status
		if self.status != before and self.status not in UNTOLD:
			self.add_comment("Label", _(self.status))
		if update:
			self.db_set("status", self.status, update_modified=update_modified)

	def update_prevdoc_status(self) -> None:
		"""Write what was fulfilled into the earlier documents, and refuse more than they have."""
		for progress in self.get_progress():
			rows = {row.get(progress.link) for row in self.items} - {None, ""}
			for row in sorted(rows):
				value = progress.get_sum(row)
				frappe.db.set_value(
					f"{progress.target} Item", row, progress.target_field, value, update_modified=False
				)
			if progress.limit and self.docstatus == 1:
				self._validate_limit(progress)
			if progress.percent:
				_update_targets(progress, rows)

	def _validate_limit(self, progress: Progress) -> None:
		for row in self.items:
			name = row.get(progress.link)
			if not name or flt(row.get(progress.source_field)) < 0:
				continue
			fields = ["item_code", progress.target_field, progress.measure]
			item_code, done, whole = frappe.db.get_value(f"{progress.target} Item", name, fields)
			excess = flt(done) - flt(whole)
			allowed = flt(whole) * get_allowance(progress.limit, item_code) / 100
			if flt(whole) and flt(excess - allowed, row.precision(progress.source_field)) > 0:
				self._refuse_excess(progress, item_code, flt(excess, 6))

	def _refuse_excess(self, progress: Progress, item_code: str, excess: float) -> None:
		text = _(
			"This document is over limit by {0} {1} for item {4}. Are you making another {3} against the same {2}?"
		).format(
			frappe.bold(_(progress.measure.title())),
			frappe.bold(excess),
			frappe.bold(_(f"{progress.target} Item")),
			frappe.bold(_(self.doctype)),
			frappe.bold(item_code),
		)
		way_out = _(ALLOWANCES[progress.limit][2])
		frappe.throw(f"{text}<br><br>{way_out}", OverAllowanceError, title=_("Limit Crossed"))


def get_allowance(limit: str, item_code: str | None) -> float:
	"""How many percent more than ordered may be delivered or billed: of the item, else of the settings."""
	settings, fieldname, _way_out = ALLOWANCES[limit]
	own = frappe.get_cached_value("Item", item_code, fieldname) if item_code else 0
	return flt(own) or flt(frappe.db.get_single_value(settings, fieldname))


def _update_targets(progress: Progress, rows: set[str]) -> None:
	parents = frappe.get_all(
		f"{progress.target} Item",
		filters={"name": ("in", rows or [""])},
		pluck="parent",
		distinct=True,
		order_by="parent asc",
	)
	for name in parents:
		values = get_percentage(progress, name)
		frappe.db.set_value(progress.target, name, values)
		target = frappe.get_doc(progress.target, name)
		target.set_status(update=True)
		target.notify_update()


def get_percentage(progress: Progress, name: str) -> dict:
	"""How much of a document is done: values for the fields that say so in percent and in words."""
	rows = frappe.get_all(
		f"{progress.target} Item",
		filters={"parent": name, "parenttype": progress.target},
		fields=[progress.target_field, progress.measure],
	)
	whole = sum(abs(flt(row[progress.measure])) for row in rows)
	done = sum(min(abs(flt(row[progress.target_field])), abs(flt(row[progress.measure]))) for row in rows)
	percent = flt(done / whole * 100, 6) if whole else 0.0
	nothing, part, everything = progress.words
	word = nothing if percent < 0.001 else everything if percent >= 99.999999 else part
	return {progress.percent: percent, **({progress.status_field: word} if progress.status_field else {})}
