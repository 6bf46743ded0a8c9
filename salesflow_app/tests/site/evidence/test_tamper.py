"""Whatever single thing is changed on a signed deal is seen, and nothing else is. `make tamper` does it ten thousand times."""

import os
import time

from salesflow_app.tests.site.evidence import tamper

CHANGES = int(os.environ.get("SALESFLOW_CHANGES") or 300)
DEALS, UNTOUCHED = max(3, min(20, CHANGES // 100)), CHANGES // 10


def test_every_change_is_seen_and_nothing_else(users, jobs):
	site = tamper.make_site(users, jobs, DEALS)
	seed, begin = time.time_ns() % 2**32, time.monotonic()
	assert tamper.find_false_alarms(site, UNTOUCHED) == []
	unseen, made = tamper.find_unseen(site, CHANGES, seed)
	print(f"\n{CHANGES} changes on {DEALS} signed deals, seed {seed}: {CHANGES - len(unseen)} seen")
	print(*(f"  {number} x {name}" for name, number in made.most_common()), sep="\n")
	print(f"{UNTOUCHED} times untouched: 0 called changed. {time.monotonic() - begin:.0f} seconds")
	assert unseen == [], f"seed {seed}"
