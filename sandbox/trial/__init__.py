"""The trial: a site to look at, the stories on it, and a plain desk in the browser."""
