"""The end of a story: the dossier of a deal leaves the site, and checks."""

from pathlib import Path

import frappe
from frappe.model.document import Document

from salesflow_app.demo.stage import Stage
from salesflow_app.dossier import exports
from salesflow_app.evidence.proof.findings import WHOLE, get_first, get_verdict
from salesflow_app.sealing import asking


def hand_out_dossier(stage: Stage, leader: str, deal: Document) -> None:
	"""The leader takes the dossier, and the command of the bench finds it whole."""
	with stage.acting(leader):
		request = exports.start(deal.doctype, deal.name, exports.ZIP)["request"]
		stage.deliver()
		state = exports.get_state(request)
		stage.expect(state["is_done"], f"the dossier of {deal.name} was not made: {state['error']}")
		log = frappe.get_doc(exports.LOG, {"request": request})
		stage.step(f"takes the dossier of the deal, {log.entry_count} entries", deal)
	findings = asking.find(bundle=Path(frappe.get_site_path(log.file_url.lstrip("/"))))
	stage.expect(get_verdict(findings) == WHOLE, f"the dossier does not check: {get_first(findings)}")
	stage.line(f"the dossier checks: {log.file_hash}")
