"""Python imports a module of this name at its start: a process that a test starts has the clock of the test.

`salesflow_app.tests.days` puts this folder on the path, and says how far the test's clock is from the real one.
"""

import os
import time

if os.environ.get("SALESFLOW_CLOCK_OFFSET"):
	import time_machine

	time_machine.travel(time.time() + float(os.environ["SALESFLOW_CLOCK_OFFSET"]), tick=True).start()
