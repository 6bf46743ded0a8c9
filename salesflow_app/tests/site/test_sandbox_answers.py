"""The sandbox answers small questions as a real site does; the questions are in `probes/`."""

import pytest

from salesflow_app.tests.site import probes, sandbox_process

pytestmark = pytest.mark.bench_only("asks both and compares")

FEWEST = 150


@pytest.fixture(scope="module")
def answers(_site) -> tuple[dict, dict]:
	probes.load_all()
	return probes.ask_all(), sandbox_process.ask("trial.probes")


def test_both_were_asked_everything(answers):
	real, sandbox = answers
	assert real.keys() == sandbox.keys() and len(real) >= FEWEST


def test_answers_are_the_same(answers):
	real, sandbox = answers
	different = {
		name: {"bench": real[name], "sandbox": sandbox[name]} for name in real if real[name] != sandbox[name]
	}
	assert different == {}
