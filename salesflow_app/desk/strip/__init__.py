"""The deal on one strip: what is done, what is under way, what comes next, what holds it, and on whom it waits."""
