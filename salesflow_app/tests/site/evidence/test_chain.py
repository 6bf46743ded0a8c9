"""Entries are keyed and listed in the ledger of heads: whatever is changed in the database is found and named."""

import json

import frappe
import pytest

from salesflow_app.evidence import heads, keys, log, site_records
from salesflow_app.evidence.proof.findings import (
	CANNOT_CHECK,
	NOTE,
	TAMPERED,
	WHOLE,
	get_first,
	get_verdict,
)
from salesflow_app.evidence.proof.hashes import chain_hash
from salesflow_app.patches import key_evidence
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.statements import count_own_statements

ENTRY = site_records.ENTRY


def check(sow) -> list:
	return list(site_records.check(sow.doctype, sow.name))


def get_entries(sow) -> list[str]:
	return frappe.get_all(ENTRY, {"reference_name": sow.name}, pluck="name", order_by="sequence asc")


def write(doctype: str, name: str, **values) -> None:
	"""As somebody does who has the database's password."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).where(table.name == name)
	for field, value in values.items():
		query = query.set(table[field], value)
	query.run()


def delete(doctype: str, name: str) -> None:
	table = frappe.qb.DocType(doctype)
	frappe.qb.from_(table).delete().where(table.name == name).run()


def get_head(sow) -> str:
	return frappe.db.get_value(heads.DOCTYPE, {"reference_name": sow.name})


def test_what_nobody_touched_is_whole(sow):
	assert get_verdict(check(sow)) == WHOLE and not check(sow)
	entries = frappe.get_all(ENTRY, {"reference_name": sow.name}, ["key_id", "mac"])
	assert len(entries) > 3 and all(row.key_id.startswith("mac-") and len(row.mac) == 64 for row in entries)


def test_words_that_look_like_formulas_or_html_are_no_tampering(users):
	sow = deals.make_sent_sow(users)
	log.record(sow, "signed_refused", words='=1+1 <b onclick="x()">{"a": 1}</b>', actor_name="'Müller <x>")
	assert get_verdict(check(sow)) == WHOLE


@pytest.mark.parametrize(
	"field", [*site_records.COLUMNS, "payload", "entry_hash", "previous_hash", "mac", "key_id"]
)
def test_a_changed_field_is_named(sow, field):
	name = get_entries(sow)[1]
	write(ENTRY, name, **{field: 77 if field == "document_version" else "Something else"})
	found = get_first(check(sow))
	assert found.level == TAMPERED and ("entry 2" in str(found) or "keyed code" in str(found))


@pytest.mark.parametrize("position", [0, 1, -1])
def test_a_deleted_entry_shows(sow, position):
	delete(ENTRY, get_entries(sow)[position])
	assert get_verdict(check(sow)) == TAMPERED


def test_a_deleted_head_shows(sow):
	delete(heads.DOCTYPE, get_head(sow))
	assert "not listed" in str(get_first(check(sow)))
	log.record(sow, "signed_refused")
	assert get_verdict(check(sow)) == TAMPERED, "the next entry must not make it anew"


def test_a_chain_that_was_computed_anew_without_the_key_shows(sow):
	name = get_entries(sow)[-1]
	row = frappe.get_doc(ENTRY, name)
	payload = json.dumps({**json.loads(row.payload), "actor_name": "Mallory"})
	forged = chain_hash(row.previous_hash, payload.encode())
	write(ENTRY, name, payload=payload, actor_name="Mallory", entry_hash=forged)
	write(heads.DOCTYPE, get_head(sow), head_hash=forged)
	found = check(sow)
	assert get_verdict(found) == TAMPERED and any("keyed code" in str(one) for one in found)


def test_taking_the_codes_away_is_seen(sow):
	for name in get_entries(sow):
		write(ENTRY, name, key_id="", mac="")
	assert get_verdict(check(sow)) == TAMPERED


def test_content_that_was_kept_cannot_disappear(sow):
	name = frappe.db.get_value(ENTRY, {"reference_name": sow.name, "content": ("is", "set")})
	write(ENTRY, name, content="")
	assert "is gone" in str(get_first(check(sow)))


def test_a_lost_key_is_not_called_tampering(sow, monkeypatch):
	monkeypatch.setattr(keys, "get_mac_keys", dict)
	found = get_first(check(sow))
	assert found.level == CANNOT_CHECK and "key missing" in found.problem


def test_old_entries_stay_good_after_a_new_key(sow, monkeypatch, tmp_path):
	path = tmp_path / "keys.json"
	path.write_text(keys.get_path().read_text())
	monkeypatch.setattr(keys, "get_path", lambda: path)
	new = keys.renew(keys.MAC)
	log.record(sow, "signed_refused")
	assert get_verdict(check(sow)) == WHOLE
	assert frappe.db.get_value(ENTRY, get_entries(sow)[-1], "key_id") == new
	assert path.stat().st_mode & 0o777 == 0o600


def test_entries_from_before_the_keys_are_not_keyed_and_not_tampered(sow):
	previous = ""
	for name in get_entries(sow):
		row = frappe.get_doc(ENTRY, name)
		old = {
			key: value
			for key, value in json.loads(row.payload).items()
			if key not in ("key_id", "content_kept")
		}
		payload = json.dumps(old)
		entry_hash = chain_hash(previous, payload.encode())
		write(ENTRY, name, payload=payload, previous_hash=previous, entry_hash=entry_hash, key_id="", mac="")
		previous = entry_hash
	delete(heads.DOCTYPE, get_head(sow))
	key_evidence.execute()
	found = check(sow)
	assert get_verdict(found) == WHOLE and {one.level for one in found} == {NOTE}
	delete(ENTRY, get_entries(sow)[-1])
	assert get_verdict(check(sow)) == TAMPERED


def test_keys_are_in_no_table(sow):
	secret = next(iter(keys.get_mac_keys().values())).hex()
	for row in frappe.get_all(ENTRY, {"reference_name": sow.name}, ["*"]):
		assert secret not in str(row)


def test_a_keyed_entry_costs_one_statement_more(sow, monkeypatch):
	log.record(sow, "signed_refused")
	keyed = count_own_statements(lambda: log.record(sow, "signed_refused"))
	monkeypatch.setattr(heads, "write", lambda *_arguments: None)
	assert keyed - count_own_statements(lambda: log.record(sow, "signed_refused")) == 1
