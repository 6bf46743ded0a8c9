"""The dossier of a deal: what it tells whom, and what leaves the site with it."""
