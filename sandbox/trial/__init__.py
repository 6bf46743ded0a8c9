"""The trial: a site to explore, the stories on it, and a plain desk in the browser."""
