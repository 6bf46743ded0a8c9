"""Sets the clock of this process, and of every Python process that it starts, where SALESFLOW_TODAY says so.

Python imports a module of this name at its start; `salesflow_app.tests.days` puts its folder on the path. The clock
runs on from there, and all processes agree: the offset to the real clock is handed down.
"""

import os
import time

OFFSET = "SALESFLOW_CLOCK_OFFSET"


def set_clock() -> None:
	"""Travel to the moment in SALESFLOW_TODAY (ISO, with its offset to UTC), or along with the parent process."""
	if not os.environ.get("SALESFLOW_TODAY"):
		return
	from datetime import datetime

	import time_machine

	if OFFSET not in os.environ:
		moment = datetime.fromisoformat(os.environ["SALESFLOW_TODAY"])
		os.environ[OFFSET] = str(moment.timestamp() - time.time())
	time_machine.travel(time.time() + float(os.environ[OFFSET]), tick=True).start()


set_clock()
