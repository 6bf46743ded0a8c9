"""Median and average of values that a database has counted: value -> how often it was found."""


def get_median(counted: dict[int, int]) -> float | None:
	"""The middle of all; between two it is half way, and without any it is None."""
	number = sum(counted.values())
	if not number:
		return None
	return sum(_get_at(counted, place) for place in ((number - 1) // 2, number // 2)) / 2


def get_average(counted: dict[int, int]) -> float | None:
	"""The sum of all, divided by their number; None without any."""
	number = sum(counted.values())
	return sum(value * times for value, times in counted.items()) / number if number else None


def _get_at(counted: dict[int, int], place: int) -> int:
	"""The value at a place of all of them, sorted; places count from 0."""
	for value in sorted(counted):
		place -= counted[value]
		if place < 0:
			return value
	raise IndexError(place)
