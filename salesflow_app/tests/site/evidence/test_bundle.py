"""A bundle is checked by a stranger, by one command, without Frappe; the site's own command says the same."""

import io
import json
import subprocess
import sys
import time
import zipfile

import frappe
import pytest
from click.testing import CliRunner

from salesflow_app.evidence import keys
from salesflow_app.evidence.proof import bundle
from salesflow_app.evidence.proof.findings import INCOMPLETE, TAMPERED, WHOLE, get_first, get_verdict
from salesflow_app.sealing import asking, bundles
from salesflow_app.setup import records_file
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.refusals import refuse


def read(content: bytes) -> dict[str, bytes]:
	with zipfile.ZipFile(io.BytesIO(content)) as archive:
		return {name: archive.read(name) for name in archive.namelist()}


def test_stranger_checks_it_by_one_command(sealed_sow, tmp_path):
	content = bundles.make(sealed_sow)
	with zipfile.ZipFile(io.BytesIO(content)) as archive:
		archive.extractall(tmp_path)
	begin = time.monotonic()
	command = [sys.executable, "-c", WITHOUT_FRAPPE, str(tmp_path / "verify.py")]
	done = subprocess.run(command, capture_output=True, text=True, cwd="/")
	assert done.returncode == 0 and "Result: whole" in done.stdout, done.stdout + done.stderr
	assert time.monotonic() - begin < 10
	path = tmp_path / "content.json"
	path.write_bytes(path.read_bytes().replace(b"Alma", b"Anna"))
	done = subprocess.run(command, capture_output=True, text=True, cwd="/")
	assert done.returncode == 1 and "content.json: was changed" in done.stdout


WITHOUT_FRAPPE = """
import runpy, sys
sys.modules["frappe"] = sys.modules["salesflow_app"] = None
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_another_certificate_is_told_by_its_fingerprint(sealed_sow):
	from salesflow_app.evidence.proof import command

	files = read(bundles.make(sealed_sow))
	assert get_verdict(command.check(files, bundle.get_fingerprint(files))) == WHOLE
	assert get_verdict(command.check(files, "AA:BB")) == TAMPERED


def test_a_bundle_signed_anew_does_not_pass_the_sites_key(sealed_sow):
	"""Whoever changes an entry and signs everything with a certificate of their own has no key for the entry."""
	from salesflow_app.evidence import certificates
	from salesflow_app.evidence.proof.hashes import chain_hash

	files = read(bundles.make(sealed_sow))
	for name in (bundle.MANIFEST, bundle.SIGNATURE):
		del files[name]
	records = json.loads(files[bundle.RECORDS])
	previous = ""
	for row in records["entries"]:
		row["payload"] = row["payload"].replace("Alma", "Anna")
		row["previous_hash"] = previous
		previous = row["entry_hash"] = chain_hash(previous, row["payload"].encode())
	records["head"]["head_hash"] = previous
	pair = certificates.make_pair("forged")
	files[bundle.RECORDS] = json.dumps(records).encode()
	files[bundle.CERTIFICATE] = pair["certificate"].encode()
	forged = bundles._sign(files, keys.SealKey("forged", **pair))
	found = list(bundle.check(forged))
	assert get_verdict(found) == TAMPERED and any("not trusted" in str(one) for one in found)
	assert any("keyed code" in str(one) for one in bundle.check(forged, keys.get_mac_keys()))


def test_before_the_seal_the_bundle_is_incomplete(sow):
	found = get_first(bundle.check(read(bundles.make(sow))))
	assert found.level == INCOMPLETE and "sealed PDF" in found.problem


def test_what_nobody_answered_has_no_bundle(users):
	refuse(bundles.make, deals.make_sent_sow(users), words="not signed or accepted")


def test_desk_hands_it_out_to_readers_of_the_records(users, sealed_sow):
	with deals.as_user(users.am):
		bundles.download("SOW", sealed_sow.name)
	assert frappe.response.filename == f"{sealed_sow.name}-evidence.zip"
	for user in (users.su, users.a1):
		with deals.as_user(user), pytest.raises((frappe.PermissionError, frappe.DoesNotExistError)):
			bundles.download("SOW", sealed_sow.name)


def test_findings_of_a_bundle_a_document_and_what_is_none(sealed_sow, tmp_path):
	path = tmp_path / "bundle.zip"
	path.write_bytes(asking.make_bundle(sealed_sow.name))
	assert asking.find(bundle=path) == [] and asking.find(document=sealed_sow.name) == []
	path.write_bytes(b"no zip")
	assert get_verdict(asking.find(bundle=path)) == 3
	assert get_verdict(asking.find(document="SOW-0000")) == 3


def test_command_says_what_it_wants(site):
	from salesflow_app.commands import salesflow_verify

	done = CliRunner().invoke(salesflow_verify, [], obj=frappe._dict(sites=[site], profile=False))
	assert done.exit_code == 3 and "--document" in done.output


def test_records_written_at_an_uninstall_hold_bundles_that_check(sealed_sow, monkeypatch, tmp_path):
	monkeypatch.setitem(frappe.conf, "backup_path", str(tmp_path))
	with zipfile.ZipFile(records_file.write()) as archive:
		content = archive.read(f"evidence/{sealed_sow.name}.zip")
		assert any(name.startswith("salesflow_evidence_head/") for name in archive.namelist())
	assert list(bundle.check(read(content), keys.get_mac_keys())) == []


@pytest.mark.parametrize(
	"records", [b"[]", b"{}", b"nonsense", b'{"doctype": 1, "name": 2, "entries": [3], "head": 4}']
)
def test_a_signed_bundle_of_nonsense_cannot_be_checked(sealed_sow, tmp_path, capsys, records):
	from salesflow_app.evidence.proof import command

	files = {bundle.RECORDS: records, bundle.CERTIFICATE: keys.get_seal_key().certificate.encode()}
	path = tmp_path / "bundle.zip"
	path.write_bytes(bundles._pack(bundles._sign(files, keys.get_seal_key())))
	assert command.main([str(path)]) == 3 and get_verdict(asking.find(bundle=path)) == 3
