"""Random single changes to what proves signed deals, in memory, and the checks that the site's own command makes of it."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import frappe

from salesflow_app.evidence import keys, site_records
from salesflow_app.evidence.proof import bundle, chain, sealed
from salesflow_app.evidence.proof.findings import INCOMPLETE, Finding, get_verdict
from salesflow_app.sealing import copies
from salesflow_app.tests.site import cast, deals
from salesflow_app.tests.site.jobs import Jobs


@dataclass
class Deal:
	"""Everything that proves one deal, as the site's command reads it."""

	name: str
	rows: list[dict]
	head: dict
	pdf: bytes

	def check(self, site: Site) -> Iterator[Finding]:
		yield from chain.check(self.name, self.rows, self.head, site.keys)
		for row in self.rows:
			yield from site_records.check_columns(f"{self.name}, entry {row['sequence']}", row)
		event = bundle.get_sealed_event(self.rows)
		if event:
			yield from sealed.check(self.name, self.pdf, event, self.rows, site.certificates)
		elif self.rows:
			yield Finding(INCOMPLETE, self.name, "seal pending")


@dataclass
class Site:
	"""The site's keys, and the deals that others are swapped with."""

	keys: dict[str, bytes]
	certificates: list[str]
	deals: list[Deal]


# Changes: each takes a copy of a deal, changes one thing, and says what


def change_pdf_byte(deal: Deal, site: Site, chance: random.Random) -> str:
	at = chance.randrange(len(deal.pdf))
	changed = bytearray(deal.pdf)
	changed[at] ^= chance.randrange(1, 256)
	deal.pdf = bytes(changed)
	return f"PDF byte {at}"


def cut_or_add_to_pdf(deal: Deal, site: Site, chance: random.Random) -> str:
	if chance.random() < 0.5:
		deal.pdf = deal.pdf[: chance.randrange(len(deal.pdf))]
		return "PDF cut off"
	deal.pdf += chance.randbytes(chance.randrange(1, 200))
	return "PDF with something added"


def change_entry(deal: Deal, site: Site, chance: random.Random) -> str:
	row = chance.choice(deal.rows)
	field = chance.choice([field for field in row if field not in ("name", "entry_key")])
	row[field] = _get_other(row[field], chance)
	return f"entry field {field}"


def change_letter(deal: Deal, site: Site, chance: random.Random) -> str:
	row = chance.choice(deal.rows)
	field = chance.choice([field for field in ("payload", "content") if row[field]])
	at = chance.randrange(len(row[field]))
	letter = chance.choice([each for each in "abcxyz0189 " if each != row[field][at]])
	row[field] = row[field][:at] + letter + row[field][at + 1 :]
	return f"letter of {field}"


def delete_entry(deal: Deal, site: Site, chance: random.Random) -> str:
	del deal.rows[chance.randrange(len(deal.rows))]
	return "entry deleted"


def delete_last_entries(deal: Deal, site: Site, chance: random.Random) -> str:
	del deal.rows[-chance.randrange(1, len(deal.rows) + 1) :]
	return "last entries deleted"


def swap_entries(deal: Deal, site: Site, chance: random.Random) -> str:
	one, other = chance.sample(range(len(deal.rows)), 2)
	deal.rows[one], deal.rows[other] = deal.rows[other], deal.rows[one]
	return "entries swapped"


def copy_entry(deal: Deal, site: Site, chance: random.Random) -> str:
	deal.rows.insert(chance.randrange(len(deal.rows) + 1), dict(chance.choice(deal.rows)))
	return "entry copied"


def take_entry_of_another(deal: Deal, site: Site, chance: random.Random) -> str:
	other = _get_other_deal(deal, site, chance)
	at = chance.randrange(min(len(deal.rows), len(other.rows)))
	deal.rows[at] = dict(other.rows[at])
	return "entry of another deal"


def change_head(deal: Deal, site: Site, chance: random.Random) -> str:
	field = chance.choice(["last_sequence", "head_hash", "mac", "key_id", "chain"])
	deal.head[field] = _get_other(deal.head[field], chance)
	return f"head field {field}"


def swap_pdf(deal: Deal, site: Site, chance: random.Random) -> str:
	deal.pdf = _get_other_deal(deal, site, chance).pdf
	return "PDF of another deal"


CHANGERS: dict[Callable, int] = {
	change_pdf_byte: 35,
	cut_or_add_to_pdf: 5,
	change_entry: 20,
	change_letter: 15,
	delete_entry: 5,
	delete_last_entries: 3,
	swap_entries: 2,
	copy_entry: 2,
	take_entry_of_another: 3,
	change_head: 5,
	swap_pdf: 5,
}
"""How often, of a hundred."""


def _get_other(value, chance: random.Random):
	if isinstance(value, int):
		return value + chance.choice([-1, 1, 7])
	text = value or ""
	if not text or chance.random() < 0.2:
		return text + chance.choice("xyz1")
	if chance.random() < 0.2:
		return ""
	at = chance.randrange(len(text))
	return text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]


def _get_other_deal(deal: Deal, site: Site, chance: random.Random) -> Deal:
	return chance.choice([other for other in site.deals if other.name != deal.name])


# The run


def make_site(users: cast.Users, jobs: Jobs, number: int) -> Site:
	"""So many signed and sealed SOWs, as they were read from the site."""
	site = Site(keys.get_mac_keys(), list(keys.get_certificates().values()), [])
	for _number in range(number):
		sow = deals.make_signed_sow(users)
		jobs.run("outbox")
		rows, head = site_records.get_newest_chain("SOW", sow.name)
		pdf = copies.read_whole(frappe.get_doc("SOW", sow.name))
		assert pdf, f"{sow.name} was not sealed: look into Salesflow Outbox Entry"
		site.deals.append(Deal(f"SOW {sow.name}", [dict(row) for row in rows], dict(head), pdf))
	return site


def find_false_alarms(site: Site, number: int) -> list[str]:
	"""Check so many times what nobody touched; what was called changed."""
	checked = (site.deals[at % len(site.deals)] for at in range(number))
	return [deal.name for deal in checked if get_verdict(deal.check(site))]


def find_unseen(site: Site, number: int, seed: int) -> tuple[list[str], Counter]:
	"""Make so many random single changes: those that were not seen, and how many of each kind were made."""
	chance, unseen, made = random.Random(seed), [], Counter()
	for _number in range(number):
		deal = copy.deepcopy(chance.choice(site.deals))
		(change,) = chance.choices(list(CHANGERS), list(CHANGERS.values()))
		what = change(deal, site, chance)
		made[change.__name__.replace("_", " ")] += 1
		if not get_verdict(deal.check(site)):
			unseen.append(f"{deal.name}: {what}")
	return unseen, made
