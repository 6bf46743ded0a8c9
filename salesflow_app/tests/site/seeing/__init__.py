"""Who sees which deal, where people see only their own and their team's."""
