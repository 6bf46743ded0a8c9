"""Documents that belong to no deal pay next to nothing for the app."""

import pytest

pytestmark = pytest.mark.bench_only("counts the statements of ERPNext's own controllers")

MOST_EXTRA_STATEMENTS = 2


def test_document_of_no_deal_costs_at_most_two_statements_more(users):
	chain = pytest.importorskip("benchmarks.chain", reason="benchmarks/ is in the repository, not in the app")
	from benchmarks.measuring import Meter, without_app

	chain.switch_off_approval()
	for meter in (Meter(), Meter()):
		chain.run_others(meter)
	without = Meter()
	with without_app():
		chain.run_others(without)
	more = {step: meter.get(step).statements - without.get(step).statements for step in meter.runs}
	assert {step: count for step, count in more.items() if count > MOST_EXTRA_STATEMENTS} == {}
