"""What a heading of a price sheet means, in English and German: the field of a row that its column may hold."""

from __future__ import annotations

import re

ITEM, DESCRIPTION, GROUP, QTY, UOM, RATE = "item_code", "description", "group", "qty", "uom", "rate"
DISCOUNT, COST, BILLING, OPTIONAL = "discount_percentage", "cost_rate", "billing", "is_optional"
AMOUNT = "amount"
"""What the sheet itself says a row comes to: compared with our own result, never taken over."""
FIELDS = (ITEM, DESCRIPTION, GROUP, QTY, UOM, RATE, DISCOUNT, COST, BILLING, OPTIONAL, AMOUNT)
NUMBERS = (QTY, RATE, DISCOUNT, COST, AMOUNT)

_TOTAL = "total sum amount extended subtotal summe betrag gesamt gesamtpreis gesamtbetrag gesamtkosten positionspreis"
_PRICE = (
	"price rate fee charge preis einzelpreis stückpreis listenpreis satz stundensatz tagessatz ep vk tarif"
)
_COST = "cost costs kosten stückkosten selbstkosten ek einkaufspreis"
_INTERNAL = "internal purchase buying acquisition supplier ek einkauf einkaufspreis selbstkosten intern interne own our"
_QTY = (
	"qty quantity quantities menge anzahl stückzahl hours stunden days tage months monate units count volume pt "
	"effort aufwand"
)
_UOM = "unit uom einheit mengeneinheit me ui"
_DISCOUNT = "discount disc rabatt nachlass rebate"
_OPTIONAL = "optional option eventualposition bedarfsposition eventual"
_BILLING = "billing abrechnung abrechnungsart recurrence frequency turnus interval intervall zahlweise"
_GROUP = "group category gruppe kategorie warengruppe artikelgruppe section abschnitt phase los lot workstream class"
_PERSON = "labor labour role position rolle personal lcat"
_TEXT = (
	"description beschreibung bezeichnung name title titel text leistung leistungen service services supplies task "
	"tasks deliverable activity tätigkeit details scope specification spezifikation"
)
_ITEM = "item article artikel sku part product produkt nsn artikelnummer artikelnr material code"
_NUMBER = "no nr number id code nummer clin pos"

_WORDS = {
	"total": _TOTAL,
	"price": _PRICE,
	"cost": _COST,
	"internal": _INTERNAL,
	"qty": _QTY,
	"uom": _UOM,
	"discount": _DISCOUNT,
	"optional": _OPTIONAL,
	"billing": _BILLING,
	"group": _GROUP,
	"person": _PERSON,
	"text": _TEXT,
	"item": _ITEM,
	"number": _NUMBER,
}
_KINDS = {kind: frozenset(words.split()) for kind, words in _WORDS.items()}
_TOTAL_ROW = frozenset(
	"total totals sum subtotal summe gesamt gesamtsumme zwischensumme endsumme gesamtbetrag übertrag".split()
)
_TOTAL_PAIRS = ("grand total", "sub total", "net total", "total net", "total gross")
_TAX = frozenset("mwst ust vat umsatzsteuer mehrwertsteuer".split())

UNITS = {
	"Hour": "hour hours hr hrs h std stunde stunden",
	"Day": "day days tag tage pt personentag personentage",
	"Week": "week weeks woche wochen",
	"Month": "month months monat monate mo",
	"Nos": "nos no ea each pc pcs piece pieces stk stück st unit units",
	"Set": "set sets se satz kit kits kt",
	"Pair": "pair pairs pr paar",
}
"""Names of units of measure on a site, and what people write for them."""
_UNITS = {word: unit for unit, words in UNITS.items() for word in words.split()}


def get_words(text: object) -> tuple[str, ...]:
	"""The words of a heading or a cell in lower case; signs part them."""
	return tuple(re.findall(r"[^\W_]+", str(text or "")[:300].casefold()))


def get_kinds(text: object) -> frozenset[str]:
	"""What the words of a heading speak of."""
	words = set(get_words(text))
	return frozenset(kind for kind, known in _KINDS.items() if words & known)


def get_candidates(heading: object) -> dict[str, int]:
	"""Fields that a column with this heading may hold, and how well each fits (from 1)."""
	kinds = get_kinds(heading)
	if "discount" in kinds:
		return {DISCOUNT: 9}
	if kinds & {"price", "cost"}:
		return _get_money(kinds)
	for kind, name in _PLAIN:
		if kind in kinds:
			return {name: 9}
	return _get_texts(kinds)


_PLAIN = (
	("optional", OPTIONAL),
	("billing", BILLING),
	("qty", QTY),
	("total", AMOUNT),
	("uom", UOM),
)


def _get_money(kinds: frozenset[str]) -> dict[str, int]:
	if "total" in kinds:
		return {AMOUNT: 9}
	if "internal" in kinds:
		return {COST: 9, RATE: 1}
	return {RATE: 9} if "price" in kinds else {COST: 5, RATE: 4}


def _get_texts(kinds: frozenset[str]) -> dict[str, int]:
	if "person" in kinds:
		return {DESCRIPTION: 8}
	if "group" in kinds:
		return {GROUP: 9, DESCRIPTION: 1}
	if "text" in kinds:
		return {DESCRIPTION: 9}
	if "item" in kinds:
		return {ITEM: 9} if "number" in kinds else {ITEM: 9, DESCRIPTION: 6}
	return {ITEM: 5} if "number" in kinds else {}


def get_unit(word: object) -> str:
	"""The unit that people mean by a word, empty where nobody knows."""
	words = get_words(word)
	return next((_UNITS[each] for each in words if each in _UNITS), "")


_MONTHLY = frozenset("monthly month monatlich mtl recurring".split())
_ONCE = frozenset("one once onetime einmalig einmal fixed".split())
_YES = frozenset("yes y ja j x true wahr 1 optional".split())
_NO = frozenset("no n nein false falsch 0".split())


def is_monthly(text: object) -> bool | None:
	"""Is a row billed each month? None where a cell says neither that nor once."""
	words = get_words(text)[:1]
	return True if set(words) & _MONTHLY else False if set(words) & _ONCE else None


def is_yes(text: object) -> bool | None:
	"""Does a cell mean yes? None where it means neither yes nor no; an empty cell means no."""
	words = get_words(text)
	if not words:
		return None if str(text or "").strip() else False
	return True if words[0] in _YES else False if words[0] in _NO else None


def begins_as_total(text: object) -> bool:
	"""Does a cell speak of a sum or of tax, as in “Total hours”?"""
	words = get_words(text)
	if set(words) & _TAX:
		return True
	return bool(words) and (words[0] in _TOTAL_ROW or " ".join(words[:2]) in _TOTAL_PAIRS)


def is_only_total(text: object) -> bool:
	"""Is a cell nothing but a word for a sum, as in “Grand total:”?"""
	words = get_words(text)
	return begins_as_total(text) and (len(words) == 1 or " ".join(words) in _TOTAL_PAIRS)
