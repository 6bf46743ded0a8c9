"""Who leads whom, from the nodes of the Sales Person tree. A node that is switched off, or whose user left, leads nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
	"""One Sales Person; `lft` and `rgt` as the tree keeps them. `is_here`: switched on, and its user's login too."""

	lft: int
	rgt: int
	user: str = ""
	is_group: bool = False
	is_here: bool = True

	def is_above(self, other: Node) -> bool:
		return self.lft < other.lft and other.rgt < self.rgt


def get_leaders(nodes: Iterable[Node]) -> dict[str, str]:
	"""Each user of the tree, also one who left -> the nearest user above who is here.

	The head of a group with nobody above leads themselves. Whoever has no leader is left out.
	"""
	leaders: dict[str, str] = {}
	path: list[Node] = []
	for node in sorted(nodes, key=lambda node: node.lft):
		path = [above for above in path if above.is_above(node)]
		if node.user and node.user not in leaders:
			if leader := _get_leader(node, path):
				leaders[node.user] = leader
		path.append(node)
	return leaders


def _get_leader(node: Node, path: list[Node]) -> str:
	above = [each.user for each in reversed(path) if each.user and each.is_here and each.user != node.user]
	if above:
		return above[0]
	return node.user if node.is_group and node.is_here else ""
