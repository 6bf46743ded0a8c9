"""The command of a bundle: says what was found, and ends with the exit code of the verdict."""

import argparse
import json
import sys
from pathlib import Path

from . import bundle, dossier
from .findings import CANNOT_CHECK, NOTE, TAMPERED, WORDS, Finding, get_first, get_verdict


def main(arguments: list[str] | None = None, folder: Path | None = None) -> int:
	"""Check a bundle: the zip that is named, else the folder that the command lies in."""
	parser = argparse.ArgumentParser(
		description="Checks a bundle of evidence. 0 whole, 1 tampered, 2 incomplete, 3 cannot check"
	)
	parser.add_argument("bundle", nargs="?", type=Path, default=folder or Path("."), help="the zip file")
	parser.add_argument("--fingerprint", help="fingerprint of the seller's certificate, from the seller")
	parser.add_argument("--json", action="store_true", help="print the findings as JSON")
	given = parser.parse_args(arguments)
	try:
		files = bundle.read(given.bundle)
		findings = check(files, given.fingerprint)
		fingerprint = bundle.get_fingerprint(files) if bundle.CERTIFICATE in files else ""
	except Exception as error:  # nothing that stops the check may look like a verdict
		findings, fingerprint = (
			[Finding(CANNOT_CHECK, str(given.bundle), str(error) or type(error).__name__)],
			"",
		)
	print(as_json(findings) if given.json else as_text(findings, fingerprint))
	return get_verdict(findings)


def check(files: bundle.Files, fingerprint: str | None = None) -> list[Finding]:
	"""All findings of a bundle; with a fingerprint, also whether it is the seller's certificate."""
	findings = list(dossier.check(files))
	if fingerprint and _plain(fingerprint) != _plain(bundle.get_fingerprint(files)):
		findings.append(Finding(TAMPERED, bundle.CERTIFICATE, "is not the certificate with this fingerprint"))
	return findings


def as_text(findings: list[Finding], fingerprint: str = "") -> str:
	"""The verdict, what decided it, and what is worth knowing, for people."""
	first = get_first(findings)
	lines = [f"Result: {WORDS[get_verdict(findings)]}"]
	if first:
		lines.append(f"First: {first.item}: {first.problem}")
	lines += [str(finding) for finding in findings if finding is not first and finding.level != NOTE]
	notes = sum(finding.level == NOTE for finding in findings)
	if notes:
		lines.append(f"{notes} entries are not keyed: they were written before the site had a key.")
	if fingerprint:
		lines.append(f"Certificate of the seal (SHA-256): {fingerprint}")
		lines.append("Compare it with the one that the seller publishes on the page /verify.")
	return "\n".join(lines)


def as_json(findings: list[Finding]) -> str:
	"""The same for programs."""
	rows = [{"result": WORDS[f.level], "item": f.item, "problem": f.problem} for f in findings]
	verdict = get_verdict(findings)
	return json.dumps({"result": WORDS[verdict], "code": verdict, "findings": rows}, indent=1)


def _plain(fingerprint: str) -> str:
	return fingerprint.replace(":", "").strip().upper()


if __name__ == "__main__":
	sys.exit(main())
