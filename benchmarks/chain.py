"""What the app costs: the chain from lead to payment, and documents of no deal. `make bench` runs it.

Both with the app's hooks and without, in turn, on one site; everything is rolled back.
"""

import sys
from collections.abc import Callable
from contextlib import contextmanager

import frappe

from benchmarks.figures import write
from benchmarks.measuring import Meter, measure_pairs
from salesflow_app.outbox import entries, worker
from salesflow_app.tests.site import cast, connection, factories, isolation, mailserver
from salesflow_app.tests.site.jobs import kept

ROUNDS = 12


def main() -> None:
	connection.connect()
	server = mailserver.MailServer()
	server.start()
	with isolation.fresh_session(), isolation.rolled_back(), kept():
		mailserver.use_account(server.port)
		factories.make_fiscal_years()
		users = cast.get_users()
		switch_off_approval()
		frappe.db.commit()
		chain = measure_pairs(ROUNDS, lambda meter: run_chain(meter, users), _undone)
		others = measure_pairs(ROUNDS // 2, run_others, _undone)
	server.stop()
	figures = "\n".join([*get_chain_lines(*chain), "", *get_other_lines(*others)])
	print(figures)
	if "--write" in sys.argv:
		write("figures", figures)


def switch_off_approval() -> None:
	"""Approval and clearance are steps of their own; here both runs take the same steps."""
	settings = frappe.get_doc("Salesflow Settings")
	settings.update({"use_order_approval": 0, "use_clearance": 0, "sow_rules": []})
	settings.save()


def work() -> None:
	"""Do what waits in the outbox, as a worker would after the commit."""
	for name in frappe.get_all(entries.DOCTYPE, {"state": entries.PENDING}, pluck="name"):
		worker.work(name)


@contextmanager
def _undone():
	"""Each run starts from the same rows."""
	frappe.set_user("Administrator")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback()
	frappe.clear_messages()


def run_chain(meter: Meter, users: cast.Users) -> None:
	"""Lead to payment, as the people whose work it is."""
	item = factories.make_item(stock=True)
	factories.make_stock(item.name)
	customer = factories.make_customer()
	rows = [factories.get_item_row(item.name, qty=2)]
	frappe.set_user(users.su)
	with meter.step("Lead, save"):
		lead = factories.make_lead()
	with meter.step("Opportunity, save"):
		opportunity = factories.make_opportunity(lead=lead.name)
	quotation = _make_and_submit(
		meter,
		"Quotation",
		lambda: factories.make_quotation(
			customer=customer.name, opportunity=opportunity.name, items=rows, taxes_and_charges=None
		),
	)
	order = _make_and_submit(meter, "Sales Order", lambda: _make_order(quotation.name))
	_make_and_submit(meter, "Delivery Note", lambda: factories.make_delivery_note(order.name))
	frappe.set_user(users.ac)
	invoice = _make_and_submit(
		meter, "Sales Invoice", lambda: factories.make_sales_invoice(sales_order=order.name)
	)
	_make_and_submit(meter, "Payment Entry", lambda: factories.make_payment_entry(invoice.name, submit=False))
	with meter.after_commit():
		work()


def _make_order(quotation: str):
	from erpnext.selling.doctype.quotation.quotation import make_sales_order

	order = make_sales_order(quotation)
	order.delivery_date = frappe.utils.add_days(frappe.utils.today(), 14)
	return order.insert()


def _make_and_submit(meter: Meter, doctype: str, make: Callable):
	with meter.step(f"{doctype}, save"):
		doc = make()
	doc = frappe.get_doc(doctype, doc.name)
	with meter.step(f"{doctype}, submit"):
		doc.submit()
	return doc


def run_others(meter: Meter) -> None:
	"""Documents that belong to no deal."""
	customer, item = factories.make_customer(), factories.make_item()
	contact = frappe.get_doc("Contact", customer.customer_primary_contact)
	for doc in (customer, contact, item):
		doc.reload()  # on v16, saving one of them touches another
		with meter.step(f"{doc.doctype}, save"):
			doc.save()
	with meter.step("ToDo, save"):
		frappe.get_doc({"doctype": "ToDo", "description": "Call back"}).insert()
	_make_and_submit(meter, "Purchase Order", lambda: _make_purchase_order(item.name))
	rows = [factories.get_item_row(item.name)]
	invoice = _make_and_submit(
		meter, "Sales Invoice", lambda: factories.make_sales_invoice(customer=customer.name, items=rows)
	)
	_make_and_submit(meter, "Payment Entry", lambda: factories.make_payment_entry(invoice.name, submit=False))
	_make_and_submit(meter, "Delivery Note", lambda: factories.make_delivery_note(customer=customer.name))
	_make_and_submit(
		meter, "Sales Order", lambda: factories.make_sales_order(customer=customer.name, items=rows)
	)
	_make_and_submit(meter, "Quotation", lambda: factories.make_quotation(customer=customer.name, items=rows))


def _make_purchase_order(item: str):
	supplier = frappe.get_doc({"doctype": "Supplier", "supplier_name": factories.get_unique("Firm")}).insert()
	row = {"item_code": item, "qty": 1, "rate": 10, "schedule_date": frappe.utils.today()}
	values = {"supplier": supplier.name, "company": cast.get_company(), "schedule_date": row["schedule_date"]}
	return frappe.get_doc({"doctype": "Purchase Order", "items": [row], **values}).insert()


def get_chain_lines(with_app: Meter, without: Meter) -> list[str]:
	"""A table of the steps, and the sum."""
	lines = [
		"| step | statements without | with | more | ms without | with | time ratio |",
		"|---|---:|---:|---:|---:|---:|---:|",
	]
	for step in with_app.runs:
		a, b = without.get(step), with_app.get(step)
		lines.append(_get_line(step, a.statements, b.statements, a.seconds, b.seconds))
	a, b = without.get_total(), with_app.get_total()
	lines.append(_get_line("**whole chain**", a.statements, b.statements, a.seconds, b.seconds))
	later = with_app.get_later()
	words = "After the commits a worker writes and queues the mails of the chain"
	return [*lines, "", f"{words}: {later.statements:.0f} statements, {later.seconds * 1000:.0f} ms."]


def _get_line(
	step: str, statements: float, statements_with: float, seconds: float, seconds_with: float
) -> str:
	more = statements_with - statements
	times = f"{seconds * 1000:.0f} | {seconds_with * 1000:.0f} | {seconds_with / seconds:.2f}"
	return f"| {step} | {statements:.0f} | {statements_with:.0f} | {more:+.0f} | {times} |"


def get_other_lines(with_app: Meter, without: Meter) -> list[str]:
	"""A table of what documents of no deal pay."""
	lines = ["| document of no deal | statements without | with | more |", "|---|---:|---:|---:|"]
	for step in with_app.runs:
		a, b = without.get(step).statements, with_app.get(step).statements
		lines.append(f"| {step} | {a:.0f} | {b:.0f} | {b - a:+.0f} |")
	return lines


if __name__ == "__main__":
	main()
