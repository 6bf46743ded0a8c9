// What a plain page cannot do alone: rows, questions before a step, dependent fields. The server decides.

const form = document.getElementById("document");
let is_leaving = false;

// Rows of child tables: added, unfolded, removed, and their order sent along.

document.querySelectorAll("[data-table]").forEach((table) => {
	const field = table.closest(".field");
	const rows = table.tBodies[0];
	const template = field.querySelector("template");
	let added = 0;

	field.querySelector("[data-add]")?.addEventListener("click", () => {
		added += 1;
		rows.insertAdjacentHTML("beforeend", template.innerHTML.replaceAll("KEY", `added${added}`));
		rows.querySelector(`[data-row="added${added}"] :is(input, select, textarea):not([type="hidden"])`)?.focus();
		show_dependent();
		mark_changed();
	});
	rows.addEventListener("click", ({ target }) => {
		const row = target.closest("tr[data-row]");
		const more = row?.nextElementSibling?.matches(".more") ? row.nextElementSibling : null;
		if (target.matches("[data-more]")) {
			more.hidden = !more.hidden;
			target.setAttribute("aria-expanded", String(!more.hidden));
		}
		if (target.matches("[data-remove]")) {
			more?.remove();
			row.remove();
			mark_changed();
		}
	});
});

form?.addEventListener("submit", () => {
	form.querySelectorAll("[data-table]").forEach((table) => {
		const order = form.elements[`table:${table.dataset.table}`];
		const keys = [...table.querySelectorAll("tr[data-row]")].map((row) => row.dataset.row);
		if (order) order.value = JSON.stringify(keys);
	});
	is_leaving = true;
});

// Nothing typed is lost: the first button becomes Save, and leaving asks for confirmation.

function mark_changed() {
	form.elements.changed.value = "1";
	const save = form.querySelector('[name="do"][value="save"]');
	if (!save) return;
	form.querySelectorAll(".head .primary").forEach((button) => button.classList.remove("primary"));
	save.classList.add("primary");
}

form?.addEventListener("input", ({ target }) => {
	if (target.closest("dialog")) return;
	if (target.matches(".rich")) target.nextElementSibling.value = target.innerHTML;
	mark_changed();
	show_dependent();
});

window.addEventListener("beforeunload", (event) => {
	if (form?.elements.changed.value && !is_leaving && !("refused" in form.dataset)) event.preventDefault();
});

// Questions before a step.

document.addEventListener("click", (event) => {
	const { target } = event;
	if (target.dataset.ask) document.getElementById(target.dataset.ask).showModal();
	if (target.dataset.confirm && !confirm(target.dataset.confirm)) event.preventDefault();
	if ("close" in target.dataset) target.closest("dialog").close();
});

// Fields that are shown for some values only, and links whose DocType is chosen beside them.

function get_values() {
	const values = { docstatus: Number(form.dataset.docstatus) };
	form.querySelectorAll("[data-field]").forEach(({ dataset }) => (values[dataset.field] = dataset.value));
	[...form.elements].forEach((input) => {
		if (!input.name.startsWith("f:")) return;
		values[input.name.slice(2)] = input.type === "checkbox" ? Number(input.checked) : input.value;
	});
	return values;
}

function is_shown(condition, doc) {
	if (!condition.startsWith("eval:")) return !(condition in doc) || Boolean(doc[condition]);
	try {
		return Boolean(new Function("doc", `return (${condition.slice(5)})`)(doc));
	} catch {
		return true;
	}
}

function show_dependent() {
	const doc = get_values();
	form.querySelectorAll(".section > .fields > [data-depends]").forEach((label) => {
		label.hidden = !is_shown(label.dataset.depends, doc);
	});
	form.querySelectorAll("[data-type-field]").forEach((input) => {
		const type = form.elements[input.dataset.typeField];
		if (type) input.setAttribute("list", `choices:${type.value}`);
	});
}

if (form) show_dependent();

// Mails that were written since the outbox was last open.

const outbox = document.querySelector("[data-mails]");
const seen = Number(localStorage.getItem("mails-seen") ?? outbox.dataset.mails);
const fresh = Number(outbox.dataset.mails) - seen;
if (location.pathname === "/trial/outbox" || fresh < 0) localStorage.setItem("mails-seen", outbox.dataset.mails);
else {
	localStorage.setItem("mails-seen", String(seen));
	if (fresh) outbox.insertAdjacentHTML("beforeend", ` <span class="badge">${fresh} new</span>`);
}

// Filters are collapsed where space is tight.

const filters = document.querySelector("details.filter-box");
if (filters && innerWidth > 700) filters.open = true;
