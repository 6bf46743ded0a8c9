"""The pipeline story: a sales team shares its projects. The leader advises; an order is won, a deal lost."""

import frappe
from erpnext.crm.doctype.opportunity.opportunity import make_quotation
from erpnext.selling.doctype.quotation.quotation import make_sales_order
from frappe.model.document import Document
from frappe.utils import add_days, getdate, today

from salesflow_app.deal import opening, progress
from salesflow_app.demo import crm_import
from salesflow_app.demo.deal_steps import do
from salesflow_app.demo.dossier_steps import hand_out_dossier
from salesflow_app.demo.lost_case import play_lost_case
from salesflow_app.demo.stage import Stage, StoryFailed
from salesflow_app.desk.strip.strip import get_strip
from salesflow_app.mails.weekly_digest import send_weekly_digest
from salesflow_app.people.teams import get_leader, get_team

SIZES = ("1000+", "501-1000", "201-500", "51-200", "11-50", "1-10")


def run(stage: Stage) -> None:
	"""Load the history, carry one deal to the order, lose another, and search among the rest."""
	files = load_history(stage)
	cast = get_cast(stage, files)
	client = get_client(files)
	won = play_won_deal(stage, cast, client)
	play_lost_case(stage, cast, client)
	show_week(stage, cast)
	show_search(stage, cast)
	hand_out_dossier(stage, cast["leader"], won)


def load_history(stage: Stage) -> crm_import.Files:
	try:
		folder = crm_import.find_folder(stage.inputs)
		report = crm_import.run(folder, stage.company)
		files = crm_import.read_files(folder, crm_import.Report())
	except crm_import.FileError as error:
		raise StoryFailed(str(error)) from error
	stage.step(f"loads {len(files.deals):,} deals from {folder.name}")
	count = frappe.db.count("Opportunity", {"name": ("in", [f"CRM-OPP-{key}" for key in files.deals])})
	stage.expect(count == len(files.deals), f"{count} of {len(files.deals)} deals are there")
	stage.expect(not report.made["ToDo"], "history must not ask for advice")
	return files


def get_cast(stage: Stage, files: crm_import.Files) -> dict[str, str]:
	"""A sales person, a colleague and their leader from the files; an outsider of each kind beside them."""
	agents = list(files.agents.values())
	seller = agents[0]
	colleague = next(agent for agent in agents[1:] if agent.manager == seller.manager)
	stranger = next((agent.manager for agent in agents if agent.manager != seller.manager), None)
	cast = {
		"sales_user": crm_import.get_email(seller.name),
		"colleague": crm_import.get_email(colleague.name),
		"leader": crm_import.get_email(seller.manager),
		"other_leader": crm_import.get_email(stranger) if stranger else None,
		"system_manager": stage.user("sysadmin@crm.example", "Sysadmin", ["System Manager"]),
	}
	stage.expect(
		get_leader(cast["sales_user"]) == cast["leader"], "the leader of the files is not the leader"
	)
	return cast


def get_client(files: crm_import.Files) -> str:
	"""A customer with a won deal."""
	name = next(deal.account for deal in files.deals.values() if deal.stage == "Won")
	return frappe.db.get_value("Customer", {"customer_name": name})


# A deal that is won


def play_won_deal(stage: Stage, cast: dict, client: str) -> Document:
	opportunity = open_project(stage, cast, client)
	opportunity = advise(stage, cast, opportunity)
	opportunity = share_progress(stage, cast, opportunity)
	order = win_order(stage, cast, opportunity)
	order = approve(stage, cast, order)
	stage.expect_mail("Order Won", order, set(get_team(cast["sales_user"])))
	status = frappe.db.get_value("Opportunity", opportunity.name, "status")
	stage.expect(status == "Converted", f"{opportunity.name} is {status}, not Converted")
	expect_strip(stage, order, opportunity="done", quotation="done", order="done", payment="later")
	return opportunity


def expect_strip(stage: Stage, doc: Document, **standings: str) -> None:
	"""The form's strip says how far the deal is."""
	shown = {row["key"]: row["standing"] for row in get_strip(doc.doctype, doc.name)}
	for key, standing in standings.items():
		stage.expect(shown.get(key) == standing, f"the strip of {doc.name} says {key}: {shown.get(key)}")


def open_project(stage: Stage, cast: dict, client: str) -> Document:
	"""The project opening report of the sales person, sent twice by a shaky line; the leader gets the task to advise."""
	report = {
		"company_name": client,
		"industry": get_industry(),
		"company_size": SIZES[1],
		"wants": "Three terminals for a second plant",
		"next_date": add_days(today(), 3),
		"key": frappe.generate_hash(),
	}
	with stage.acting(cast["sales_user"]):
		opened = opening.open_project(**report)
		stage.expect(opening.open_project(**report)["name"] == opened["name"], "the project was opened twice")
		opportunity = frappe.get_doc("Opportunity", opened["name"])
		opportunity.append("items", {"item_code": get_item(), "qty": 3, "uom": "Nos", "rate": 900})
		opportunity.save()
		stage.step("opens a project", opportunity)
		stage.line(f"similar past deals: {len(opened['look_alikes'])}, the first {get_first(opened)}")
	tasks = get_advice_tasks(opportunity)
	stage.expect(tasks == [(cast["leader"], "Open")], f"the task for advice is {tasks}")
	expect_strip(stage, opportunity, opportunity="now", discovery="next")
	return opportunity


def get_first(opened: dict) -> str:
	deals = opened["look_alikes"]
	return f"{deals[0]['client']} ({deals[0]['outcome']})" if deals else "none"


def advise(stage: Stage, cast: dict, opportunity: Document) -> Document:
	with stage.acting(cast["colleague"]):
		stage.expect_refusal(
			"a colleague must not write the leader's advice",
			write,
			opportunity,
			salesflow_advice="Just do it",
		)
	with stage.acting(cast["leader"]):
		opportunity = write(opportunity, salesflow_advice="Offer a pilot first, and bring the plant manager.")
		stage.step("advises", opportunity)
	stage.expect(get_advice_tasks(opportunity) == [(cast["leader"], "Closed")], "the task is not closed")
	stage.expect_mail("Advice Given", opportunity, {cast["sales_user"]})
	return opportunity


def share_progress(stage: Stage, cast: dict, opportunity: Document) -> Document:
	with stage.acting(cast["sales_user"]):
		visit = {"note": "They like the pilot", "activity": "Visit", "in_negotiation": 1, "share": 1}
		for _each in range(2):  # sending it again adds nothing
			progress.add(opportunity.name, **visit, key=opportunity.name)
		progress.add(opportunity.name, "Asked for the plant manager", in_negotiation=1)
		opportunity = frappe.get_doc("Opportunity", opportunity.name)
		stage.expect(len(opportunity.salesflow_progress) == 2, "progress was added twice")
		stage.step("shares progress with the team", opportunity)
	stage.expect_mail("Progress Shared", opportunity, set(get_team(cast["sales_user"])))
	return opportunity


def win_order(stage: Stage, cast: dict, opportunity: Document) -> Document:
	"""Quotation and order. The quotation waits until industry and company size are known."""
	with stage.acting(cast["sales_user"]):
		opportunity = write(opportunity, no_of_employees="", industry=None)
		stage.expect_refusal(
			"no quotation without industry and company size", lambda: quote(opportunity).insert()
		)
		opportunity = write(opportunity, no_of_employees="501-1000", industry=get_industry())
		quotation = quote(opportunity).insert()
		quotation.submit()
		stage.step("submits the quotation", quotation)
		order = make_sales_order(quotation.name)
		order.update({"delivery_date": add_days(today(), 14), "po_no": f"PO-{opportunity.name[-5:]}"})
		order.insert()
		stage.step("enters the order", order)
	return order


def approve(stage: Stage, cast: dict, order: Document) -> Document:
	if not frappe.db.get_single_value("Salesflow Settings", "use_order_approval"):
		with stage.acting(cast["leader"]):
			order = frappe.get_doc("Sales Order", order.name)
			order.submit()
			stage.step("submits the order (the site uses no approval of orders)", order)
		return order
	with stage.acting(cast["sales_user"]):
		order = do(order, "Submit for Approval")
		stage.step("asks for approval", order)
		stage.expect_refusal("a sales user must not approve", do, order, "Approve")
	with stage.acting(cast["leader"]):
		order = do(frappe.get_doc("Sales Order", order.name), "Approve")
		stage.step("approves the order", order)
	stage.expect(order.docstatus == 1, f"{order.name} is not submitted")
	return order


def quote(opportunity: Document) -> Document:
	quotation = make_quotation(opportunity.name)
	for row in quotation.items:
		row.rate = 900
	return quotation


def write(doc: Document, **values) -> Document:
	"""Change a document as the session's user, from what is in the database."""
	doc = frappe.get_doc(doc.doctype, doc.name)
	doc.update(values)
	return doc.save()


def get_item() -> str:
	return frappe.get_all(
		"Item",
		{"is_sales_item": 1, "disabled": 0, "is_stock_item": 0},
		pluck="name",
		order_by="name asc",
		limit=1,
	)[0]


def get_industry() -> str:
	return (
		frappe.db.get_value("Industry Type", {"name": "Technology"})
		or frappe.get_all("Industry Type", pluck="name", order_by="name asc", limit=1)[0]
	)


def get_advice_tasks(opportunity: Document) -> list[tuple[str, str]]:
	tasks = frappe.get_all(
		"ToDo",
		{
			"reference_type": "Opportunity",
			"reference_name": opportunity.name,
			"description": "Advice / Strategy",
		},
		["allocated_to", "status"],
		order_by="creation asc",
	)
	return [(task.allocated_to, task.status) for task in tasks]


# The leader's week


def show_week(stage: Stage, cast: dict) -> None:
	"""The digest that the clock sends on the first working day, of the last seven days."""
	send_weekly_digest(cast["leader"], getdate(add_days(today(), -6)), getdate(today()))
	leader = frappe.get_doc("User", cast["leader"])
	stage.step("the leader gets the week's digest", leader)
	stage.expect_mail("Weekly Digest", leader, {cast["leader"]})


# Search


def show_search(stage: Stage, cast: dict) -> None:
	"""Deals by industry and company size, as the list's filters find them."""
	with stage.acting(cast["colleague"]):
		for size in SIZES:
			filters = {"industry": get_industry(), "no_of_employees": size}
			deals = frappe.get_list("Opportunity", filters=filters, pluck="name", limit=0)
			if deals:
				number = "one deal" if len(deals) == 1 else f"{len(deals)} deals"
				stage.step(f"finds {number} in {filters['industry']} with {size} people")
	meta = frappe.get_meta("Opportunity")
	searchable = [
		field for field in ("industry", "no_of_employees") if meta.get_field(field).in_standard_filter
	]
	stage.expect(len(searchable) == 2, "industry and company size are not in the list's filters")
