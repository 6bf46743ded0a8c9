"""Whether the site does what SalesFlow needs of it: what is wrong, in one sentence each, and the way out. Changes nothing."""
