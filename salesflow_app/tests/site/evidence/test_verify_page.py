"""The page /verify: anybody may ask, reads no names and no amounts, and gets one answer for all that is unknown."""

import secrets

import pytest

from salesflow_app.sealing import copies, public
from salesflow_app.sealing.work import LENGTH, LETTERS


@pytest.fixture
def guest(http):
	"""With an address of its own for the limit."""
	client = http.guest()
	return client


@pytest.fixture
def sealed(http, sealed_sow):
	return sealed_sow


def post(client, content: bytes):
	return client.post("/verify", files={"file": ("sealed.pdf", content, "application/pdf")})


def test_the_sealed_pdf_is_genuine_and_names_nobody(sealed, guest):
	pdf = copies.read_whole(sealed)
	page = post(guest, pdf)
	assert page.status_code == 200 and "Genuine and unchanged" in page.text
	for private in (sealed.signed_by, sealed.customer_name, sealed.signatory_email, sealed.title, "10,000"):
		assert private not in page.text, private
	changed = bytearray(pdf)
	changed[len(pdf) // 2] ^= 1
	page = post(guest, bytes(changed))
	assert "not a sealed PDF of ours, or it was changed" in page.text and "Genuine" not in page.text


def test_a_certificate_is_found_as_people_type_it(sealed, guest):
	event = copies.find("SOW", sealed.name)
	typed = " ".join(event["certificate_id"][i : i + 4] for i in range(0, LENGTH, 4)).lower()
	page = guest.get("/verify", params={"certificate": typed})
	assert "Genuine certificate" in page.text and event["pdf_hash"] in page.text


def test_unknown_ids_get_one_answer_and_then_a_limit(sealed, guest):
	answers, codes = set(), []
	for _number in range(public.MOST_CHECKS + 5):
		text = "".join(secrets.choice(LETTERS) for _position in range(LENGTH))
		page = guest.get("/verify", params={"certificate": text})
		codes.append(page.status_code)
		if page.status_code == 200:
			answers.add(page.text.replace(text, ""))
	assert len(answers) == 1 and set(codes) == {200, 429} and codes[-1] == 429


def test_page_is_whole_without_scripts_and_sends_strict_headers(guest):
	page = guest.get("/verify")
	assert page.status_code == 200 and "<script" not in page.text
	assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("text", ["", "x" * 500, "' OR 1=1 -- ", "<script>alert(1)</script>", "%"])
def test_nonsense_is_just_unknown(guest, text):
	page = guest.get("/verify", params={"certificate": text})
	assert (
		page.status_code in (200, 429) and "<script>alert" not in page.text and "Traceback" not in page.text
	)
