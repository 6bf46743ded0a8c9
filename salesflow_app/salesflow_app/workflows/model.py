"""The shape of a life cycle. No Frappe here, and no table either."""

from __future__ import annotations

from dataclasses import dataclass, field

CLIENT = "Client"
"""The client does it, in the portal. No member of staff can."""
SYSTEM = "System"
"""The app does it, because of another document or the clock. Nobody can."""
ANYBODY: tuple[str, ...] = ()
"""Everybody who may edit the document at all."""


@dataclass(frozen=True)
class State:
	"""A state of a document; `edit` names the roles that may edit it there."""

	name: str
	docstatus: int = 0
	edit: tuple[str, ...] = ()
	style: str = ""
	content: tuple[str, ...] | None = None
	"""Roles that may edit the content; None where it is frozen."""
	shows_reason: bool = False
	"""Somebody's reason led here, so the form shows it at the top."""
	offers: tuple[str, ...] = ()
	"""What the form offers beside the workflow's buttons. The called function checks again."""


@dataclass(frozen=True)
class Transition:
	"""A step from one state to another, and the roles (or CLIENT, SYSTEM) that may do it."""

	state: str
	action: str
	next_state: str
	allowed: tuple[str, ...]
	condition: str = ""
	self_approval: bool = True
	reason: str = ""
	"""The field that must hold the reason."""
	recorded_as: str = ""

	@property
	def is_for_staff(self) -> bool:
		return CLIENT not in self.allowed and SYSTEM not in self.allowed

	@property
	def event(self) -> str:
		"""What the records call the step: its own word, else the state it leads to."""
		return self.recorded_as or self.next_state.lower().replace(" ", "_")


@dataclass(frozen=True)
class Workflow:
	"""The life cycle of one DocType. The first state is where a document starts."""

	name: str
	doctype: str
	states: tuple[State, ...]
	transitions: tuple[Transition, ...]
	state_field: str = "workflow_state"
	is_optional: bool = False
	"""True on ERPNext's own documents: Salesflow Settings say whether it is used."""
	keeps_evidence: bool = False
	"""True where a step binds us or the client: each one is an Evidence Entry."""
	is_on_desk: bool = True
	"""False where Frappe's desk has no Workflow for it, because that would stop documents that are not ours."""
	tasks: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
	"""Key of a task -> the states in which it stays open; a step into any other state closes it."""
	_by_name: dict[str, State] = field(init=False, repr=False, compare=False, default_factory=dict)

	def __post_init__(self):
		self._by_name.update({state.name: state for state in self.states})

	@property
	def start(self) -> str:
		return self.states[0].name

	@property
	def editable(self) -> tuple[str, ...]:
		"""States whose content someone may edit."""
		return tuple(state.name for state in self.states if state.content is not None)

	def get_state(self, name: str) -> State | None:
		return self._by_name.get(name)

	def find(self, state: str, next_state: str) -> list[Transition]:
		"""Transitions that lead from `state` to `next_state`."""
		return [t for t in self.transitions if t.state == state and t.next_state == next_state]

	def from_state(self, state: str) -> list[Transition]:
		return [t for t in self.transitions if t.state == state]

	def get_finished_tasks(self, state: str) -> list[str]:
		"""Keys of the tasks that nobody has to do once the document is in `state`."""
		return [key for key, states in self.tasks.items() if state not in states]
