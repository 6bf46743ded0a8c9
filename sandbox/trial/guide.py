"""Four deals to walk by hand, step by step: who does what, and where. Words and addresses only."""

from dataclasses import dataclass

import frappe

SAM, LENA, ANNA = "sam.seller", "lena.leader", "anna.account"
OSCAR, DIAN, RYAN = "oscar.operations", "dian.porter", "ryan.senior"
BILL, MARA, PAUL = "bill.billing", "mara.maker", "paul.packer"
QUENTIN, SONJA, DORA = "quentin.quality", "sonja.support", "dora.delivery"
TESSA, INGRID, MILO = "tessa.brandt", "ingrid.solberg", "milo.okafor"
CLIENT, CLOCK = "client", "clock"
DESK = "/trial/desk"


@dataclass(frozen=True)
class Step:
	"""Who (the beginning of the address), what, and the page to begin on."""

	who: str
	what: str
	where: str = DESK


WALKS: dict[str, tuple[str, tuple[Step, ...]]] = {
	"A project, from the first call to the last payment": (
		"Discovery, Work Proposal, Statement of Work, payment milestones",
		(
			Step(SAM, "takes down a new Lead and makes an Opportunity of it", f"{DESK}/Lead/new"),
			Step(LENA, "writes the advice on the Opportunity", f"{DESK}/Opportunity"),
			Step(
				SAM,
				"makes the Discovery, names Anna as account manager, starts it",
				f"{DESK}/Opportunity",
			),
			Step(
				ANNA,
				"adds a meeting that was held, completes, makes the Work Proposal and sends it for review",
			),
			Step(OSCAR, "approves the Work Proposal; Anna sends it"),
			Step(CLIENT, "opens the mail in the outbox and accepts in the portal", "/trial/outbox"),
			Step(DIAN, "finds the SOW as a task, drafts it with scope, MSA and milestones, sends it"),
			Step(CLIENT, "signs by the link of the mail: order and milestones are made", "/trial/outbox"),
			Step(SAM, "asks for approval of the Sales Order; Lena approves it", f"{DESK}/Sales Order"),
			Step(
				ANNA,
				"gives the client a billing address, and reports the reached milestone to billing",
				f"{DESK}/Payment Milestone",
			),
			Step(
				BILL, "makes the draft invoice of the milestone and submits it", f"{DESK}/Payment Milestone"
			),
			Step(CLOCK, "forty days later the client is reminded of the open invoice", "/trial/clock"),
			Step(BILL, "books the payment on the invoice", f"{DESK}/Sales Invoice"),
		),
	),
	"A Statement of Work straight for a known customer": (
		"Senior review, signature, first invoice, reminder",
		(
			Step(SAM, "opens Apix Data Services and makes a SOW over 60,000", f"{DESK}/Customer"),
			Step(DIAN, "starts drafting, names MSA and milestones, asks for the senior review"),
			Step(RYAN, "approves it, or sends it back with a reason"),
			Step(DIAN, "sends it to the client", f"{DESK}/SOW"),
			Step(CLIENT, "signs by the link of the mail", "/trial/outbox"),
			Step(SAM, "asks for approval of the order; Lena approves it", f"{DESK}/Sales Order"),
			Step(ANNA, "reports the milestone that the signature reached", f"{DESK}/Payment Milestone"),
			Step(BILL, "invoices it", f"{DESK}/Payment Milestone"),
			Step(CLOCK, "forty days later: the reminder", "/trial/clock"),
			Step(DIAN, "notes what the client promised", f"{DESK}/Payment Follow Up"),
			Step(BILL, "books the payment, which ends the follow-up", f"{DESK}/Sales Invoice"),
		),
	),
	"Goods from the factory": (
		"Quotation, production, papers, clearance, shipping",
		(
			Step(
				SAM,
				"takes down a Lead, quotes frames and controls, submits, makes the order",
				f"{DESK}/Lead/new",
			),
			Step(LENA, "approves the order, which goes to production", f"{DESK}/Sales Order"),
			Step(MARA, "hands each department over to Final Pack", f"{DESK}/Sales Order"),
			Step(PAUL, "makes the Delivery Note, notes the traceability, hands to QA"),
			Step(QUENTIN, "uploads the papers and calls them complete", f"{DESK}/Delivery Note"),
			Step(BILL, "books the deposit on the order", f"{DESK}/Sales Order"),
			Step(SONJA, "clears the shipment", f"{DESK}/Delivery Note"),
			Step(DORA, "ships it", f"{DESK}/Delivery Note"),
			Step(BILL, "invoices the order and books the payment: the order closes", f"{DESK}/Sales Order"),
		),
	),
	"A team's pipeline, one deal won and one lost": (
		"Advice, shared progress, the lost case that only the leader reads",
		(
			Step(TESSA, "opens an Opportunity", f"{DESK}/Opportunity/new"),
			Step(INGRID, "writes the advice"),
			Step(TESSA, "logs progress and shares it with the team, quotes, orders", f"{DESK}/Opportunity"),
			Step(INGRID, "approves the order: the whole team hears of it", f"{DESK}/Sales Order"),
			Step(TESSA, "declares another Opportunity lost, with the reason", f"{DESK}/Opportunity"),
			Step(MILO, "sees that it is lost, and not why", f"{DESK}/Opportunity"),
			Step(INGRID, "alone reads why, and writes the analysis", f"{DESK}/Lost Analysis"),
		),
	),
}


def get_walks() -> list[dict]:
	"""The walks with the people of this site; a step whose person is not here is left out."""
	users = frappe.get_all("User", {"enabled": 1}, ["name", "full_name"])
	known = {user.name.split("@")[0]: user for user in users}
	return [
		{
			"title": title,
			"line": line,
			"steps": [_as_row(step, known) for step in steps if _is_here(step, known)],
		}
		for title, (line, steps) in WALKS.items()
	]


def _is_here(step: Step, known: dict) -> bool:
	return step.who in (CLIENT, CLOCK) or step.who in known


def _as_row(step: Step, known: dict) -> dict:
	user = known.get(step.who)
	return {
		"user": user.name if user else "",
		"name": user.full_name if user else {"client": "The client", "clock": "The clock"}[step.who],
		"what": step.what,
		"where": step.where,
	}
