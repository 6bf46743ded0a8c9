"""The factory story: from a lead to a shipped, paid and closed order; and its two short cuts."""

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from erpnext.crm.doctype.lead.lead import make_opportunity, make_quotation
from erpnext.crm.doctype.opportunity.opportunity import make_quotation as make_quotation_of_opportunity
from erpnext.selling.doctype.quotation.quotation import make_sales_order
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note, make_sales_invoice
from frappe.model.document import Document
from frappe.utils import add_days, flt, today

from salesflow_app.demo import cast as people_of
from salesflow_app.demo import factory_plant as plant
from salesflow_app.demo.deal_steps import do
from salesflow_app.demo.stage import Stage
from salesflow_app.order import production

FRAME_PRICE, CONTROL_PRICE = 847.35, 1128.95
TRACEABILITY = "Steel charge 88-1207, powder lot RAL-7016-44, boards lot 2231; serials on the packing list"


def run(stage: Stage) -> None:
	"""The whole chain, then a quotation straight from a lead, then an order straight from a customer's PO."""
	cast = plant.get_cast(stage)
	items = plant.prepare(stage, cast)
	customer = play_whole_chain(stage, cast, items)
	play_quotation_from_lead(stage, cast, items)
	play_order_from_po(stage, cast, items, customer)


def play_whole_chain(stage: Stage, cast: dict, items: dict) -> str:
	"""Returns the customer that the lead became."""
	lead = take_lead(stage, cast, "Kranbau Hansen", "Hanna Hansen")
	opportunity = open_opportunity(stage, cast, lead)
	quotation = quote_opportunity(stage, cast, opportunity, items)
	quotation = submit_quotation(stage, cast, quotation, lead)
	order = order_by_po(stage, cast, quotation)
	order = approve(stage, cast, order)
	expect_production_mails(stage, order)
	change_quantity(stage, cast, order, items["frame"])
	hand_over(stage, cast, order)
	note = pack(stage, cast, order)
	note = bring_papers(stage, cast, note)
	pay_deposit(stage, cast, order, note)
	note = clear_and_ship(stage, cast, note)
	invoice = bill(stage, cast, order)
	pay_and_close(stage, cast, order, invoice)
	stage.expect_no_task(opportunity.name, quotation.name, order.name, note.name)
	return order.customer


def play_quotation_from_lead(stage: Stage, cast: dict, items: dict) -> None:
	"""A lead asks for a price at once: no opportunity."""
	lead = take_lead(stage, cast, "Hafenlogistik Brandt", "Bernd Brandt")
	with stage.acting(cast["sales_user"]):
		quotation = make_quotation(lead.name)
		quotation.update({"company": stage.company, "valid_till": add_days(today(), 30)})
		plant.add_items(quotation, {items["frame"]: (2, 850)})
		quotation.insert()
		stage.step("quotes straight from the lead", quotation)
	quotation = submit_quotation(stage, cast, quotation, lead)
	stage.expect(not quotation.opportunity, "the quotation has an opportunity although none was opened")


def play_order_from_po(stage: Stage, cast: dict, items: dict, customer: str) -> None:
	"""A customer sends a PO without a quotation."""
	with stage.acting(cast["sales_user"]):
		order = frappe.get_doc(
			{
				"doctype": "Sales Order",
				"customer": customer,
				"company": stage.company,
				"delivery_date": add_days(today(), 10),
				"po_no": "4500-2204",
				"po_date": today(),
				"taxes_and_charges": people_of.get_tax_template(stage.company),
			}
		)
		plant.add_items(order, {items["control"]: (1, 1200)})
		order.insert()
		stage.step("enters an order straight from the customer's PO", order)
	order = approve(stage, cast, order)
	departments = [row.department for row in order.salesflow_production]
	stage.expect(departments == ["Electronics"], f"the order went to {departments}, not to Electronics alone")


# Sales


def take_lead(stage: Stage, cast: dict, company_name: str, person: str) -> Document:
	"""A new lead; when the story is played again, of another branch."""
	first_name, last_name = person.split()
	branch = get_next_branch(company_name)
	mailbox = f"{first_name}.{last_name}{branch}".lower()
	with stage.acting(cast["sales_user"]):
		lead = frappe.get_doc(
			{
				"doctype": "Lead",
				"first_name": first_name,
				"last_name": last_name,
				"company_name": f"{company_name} {branch}".strip(),
				"email_id": f"{mailbox}@{company_name.split()[0].lower()}.example",
				"mobile_no": "+49 40 555 0101",
				"industry": frappe.get_all("Industry Type", pluck="name", order_by="name asc", limit=1)[0],
				"no_of_employees": "51-200",
			}
		).insert()
		stage.step("takes down the lead", lead)
	return lead


def get_next_branch(company_name: str) -> str:
	"""Nothing for the first of that name, then 2, 3 and so on."""
	known = frappe.db.count("Lead", {"company_name": ("like", f"{company_name}%")})
	return str(known + 1) if known else ""


def open_opportunity(stage: Stage, cast: dict, lead: Document) -> Document:
	with stage.acting(cast["sales_user"]):
		opportunity = make_opportunity(lead.name)
		opportunity.update(
			{"company": stage.company, "industry": lead.industry, "no_of_employees": lead.no_of_employees}
		)
		opportunity.insert()
		stage.step("opens an opportunity", opportunity)
	return opportunity


def quote_opportunity(stage: Stage, cast: dict, opportunity: Document, items: dict) -> Document:
	with stage.acting(cast["sales_user"]):
		quotation = make_quotation_of_opportunity(opportunity.name)
		quotation.update({"valid_till": add_days(today(), 30), "order_type": "Sales"})
		plant.add_items(quotation, {items["frame"]: (5, FRAME_PRICE), items["control"]: (5, CONTROL_PRICE)})
		quotation.insert()
		stage.step("quotes it", quotation)
	return quotation


def submit_quotation(stage: Stage, cast: dict, quotation: Document, lead: Document) -> Document:
	with stage.acting(cast["sales_user"]):
		quotation.submit()
		stage.step("submits the quotation, which makes the lead a customer", quotation)
	customers = frappe.get_all("Customer", {"lead_name": lead.name}, pluck="name")
	stage.expect(len(customers) == 1, f"lead {lead.name} became {len(customers)} customers")
	stage.expect(quotation.party_name == customers[0], f"{quotation.name} is not made out to {customers[0]}")
	return quotation


def order_by_po(stage: Stage, cast: dict, quotation: Document) -> Document:
	with stage.acting(cast["sales_user"]):
		order = make_sales_order(quotation.name)
		order.update(
			{
				"delivery_date": add_days(today(), 21),
				"po_no": "4500-2187",
				"po_date": today(),
				"payment_terms_template": None,
				"payment_schedule": plant.get_schedule(),
			}
		)
		order.insert()
		stage.step("enters the order with the customer's PO", order)
	count = frappe.db.count("Customer", {"name": order.customer})
	stage.expect(count == 1 and order.customer == quotation.party_name, "the order has another customer")
	return order


def approve(stage: Stage, cast: dict, order: Document) -> Document:
	with stage.acting(cast["sales_user"]):
		stage.expect_refusal(
			"the seller could submit without approval", frappe.get_doc(order.doctype, order.name).submit
		)
		order = do(order, "Submit for Approval")
		stage.step("asks for approval of the order", order)
	with stage.acting(cast["sales_manager"]):
		order = do(order, "Approve")
		stage.step("approves the order, which goes to production", order)
	stage.expect(order.docstatus == 1, f"{order.name} is not submitted")
	return order


# Production


def expect_production_mails(stage: Stage, order: Document) -> None:
	wanted = {"metalwork@nordwind.example", "electronics@nordwind.example"}
	stage.expect_mail("Production Order", order, wanted)
	for row in plant.get_mails(order, "Production Order"):
		digits = "".join(letter for letter in row.content if letter.isdigit())
		shown = [price for price in (FRAME_PRICE, CONTROL_PRICE) if f"{price:.2f}".replace(".", "") in digits]
		stage.expect(not shown, f"the mail “{row.subject}” shows prices: {shown}")


def change_quantity(stage: Stage, cast: dict, order: Document, item: str) -> None:
	"""The customer wants one more frame: only Metalwork is told."""
	with stage.acting(cast["sales_manager"]):
		plant.change_quantity(order.name, item, 6)
		stage.step(
			"changes the quantity at the customer's request", frappe.get_doc(order.doctype, order.name)
		)
	stage.expect_mail("Production Change", order, {"metalwork@nordwind.example"})


def hand_over(stage: Stage, cast: dict, order: Document) -> None:
	with stage.acting(cast["packer"]):
		stage.expect_refusal(
			"Final Pack could deliver what is not made", lambda: make_delivery_note(order.name).insert()
		)
	for department in ("Metalwork", "Electronics"):
		with stage.acting(cast["maker"]):
			is_ready = production.hand_over(order.name, department)
			stage.step(f"hands over {department} to Final Pack", frappe.get_doc(order.doctype, order.name))
		stage.expect(is_ready == (department == "Electronics"), f"ready is {is_ready} after {department}")
	stage.expect_mail("Final Pack", order, {"finalpack@nordwind.example", *production.get_packers()})


# Final Pack, QA, Support, Shipping


def pack(stage: Stage, cast: dict, order: Document) -> Document:
	with stage.acting(cast["packer"]):
		note = make_delivery_note(order.name)
		note.insert()
		stage.step("makes the Delivery Note", note)
		stage.expect_refusal("an untraced shipment could go on", do, note, "Hand to QA")
		note.reload()
		note.update(
			{
				"salesflow_packed_by": frappe.session.user,
				"salesflow_packed_on": today(),
				"salesflow_traceability": TRACEABILITY,
			}
		)
		note.save()
		note = do(note, "Hand to QA")
		stage.step("packs, records traceability and hands the shipment to QA", note)
	return note


def bring_papers(stage: Stage, cast: dict, note: Document) -> Document:
	with stage.acting(cast["quality"]):
		stage.expect_refusal("papers could be missing", do, note, "Papers Complete")
		note.reload()
		for row in note.salesflow_papers:
			row.attachment = plant.upload(note, f"{row.paper}.txt")
		note.save()
		note = do(note, "Papers Complete")
		stage.step("uploads the papers", note)
	uploaders = {row.uploaded_by for row in note.salesflow_papers}
	stage.expect(uploaders == {cast["quality"]}, f"the papers are stamped with {uploaders}")
	return note


def pay_deposit(stage: Stage, cast: dict, order: Document, note: Document) -> None:
	with stage.acting(cast["support"]):
		stage.expect_refusal(
			"a shipment could be cleared without its deposit", do, note, "Clear for Shipment"
		)
		note.reload()
	with stage.acting(cast["accounts"]):
		order.reload()
		amount = flt(order.payment_schedule[0].payment_amount)
		payment = get_payment_entry("Sales Order", order.name, party_amount=amount)
		payment.update({"reference_no": f"BANK-{order.name}", "reference_date": today()})
		payment.insert()
		payment.submit()
		stage.step("books the deposit", payment)


def clear_and_ship(stage: Stage, cast: dict, note: Document) -> Document:
	with stage.acting(cast["support"]):
		note = do(note, "Clear for Shipment")
		stage.step("clears the shipment", note)
	stage.expect(note.salesflow_cleared_by == cast["support"], "the clearance is not stamped")
	stage.expect_mail("Cleared for Shipment", note, {"shipping@nordwind.example", *plant.get_shippers()})
	with stage.acting(cast["shipper"]):
		note = do(note, "Ship")
		stage.step("ships it", note)
	stage.expect(note.docstatus == 1, f"{note.name} is not submitted")
	return note


# Accounting


def bill(stage: Stage, cast: dict, order: Document) -> Document:
	with stage.acting(cast["accounts"]):
		invoice = make_sales_invoice(order.name)
		invoice.allocate_advances_automatically = 1
		invoice.insert()
		invoice.submit()
		stage.step("invoices the order, less the deposit", invoice)
	stage.expect_mail("Invoice Sent", invoice, {invoice.contact_email})
	return invoice


def pay_and_close(stage: Stage, cast: dict, order: Document, invoice: Document) -> None:
	with stage.acting(cast["accounts"]):
		payment = get_payment_entry("Sales Invoice", invoice.name)
		payment.update({"reference_no": f"BANK-{invoice.name}", "reference_date": today()})
		payment.insert()
		payment.submit()
		stage.step("books the payment", frappe.get_doc("Sales Order", order.name))
	order.reload()
	stage.expect(order.status == "Closed", f"{order.name} is {order.status}, not closed")
	stage.expect_mail("Order Closed", order, {cast["sales_user"]})
	told = {mail.recipients for mail in plant.get_mails(payment, "Payment Confirmed")}
	stage.expect(
		invoice.contact_email in told, f"the client was not told of the payment, only {sorted(told)}"
	)
