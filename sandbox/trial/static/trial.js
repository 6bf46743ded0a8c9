// Rows of child tables: added, removed, and their order sent along. The server decides everything else.

document.querySelectorAll("[data-table]").forEach((table) => {
	const field = table.closest(".field");
	const rows = table.tBodies[0];
	const template = field.querySelector("template");
	let added = 0;

	field.querySelector("[data-add]")?.addEventListener("click", () => {
		added += 1;
		rows.insertAdjacentHTML("beforeend", template.innerHTML.replaceAll("KEY", `added${added}`));
	});
	rows.addEventListener("click", (event) => {
		if (event.target.matches("[data-remove]")) event.target.closest("tr").remove();
	});
});

document.getElementById("document")?.addEventListener("submit", (event) => {
	event.target.querySelectorAll("[data-table]").forEach((table) => {
		const order = event.target.elements[`table:${table.dataset.table}`];
		if (order) order.value = JSON.stringify([...table.tBodies[0].rows].map((row) => row.dataset.row));
	});
});
