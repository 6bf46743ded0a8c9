// The client's pages: sends answers, reports the first view, keeps live totals. No business rule lives here.
(() => {
	"use strict";

	const page = document.getElementById("salesflow-page");
	const VIEW_AFTER_MS = 1500;

	async function call(method, values) {
		const response = await fetch(`/api/method/${method}`, {
			method: "POST",
			credentials: "same-origin",
			headers: {
				Accept: "application/json",
				"Content-Type": "application/json",
				"X-Frappe-CSRF-Token": page.dataset.csrf,
				"X-Requested-With": "XMLHttpRequest",
			},
			body: JSON.stringify(values),
		});
		const answer = await response.json().catch(() => ({}));
		if (!response.ok) throw new Refusal(get_refusal(response, answer));
		return answer.message;
	}

	class Refusal extends Error {}

	function get_refusal(response, answer) {
		if (answer.session_expired || response.status === 401) return page.dataset.expired;
		const sentences = response.status < 500 ? read_messages(answer) : [];
		return sentences.join(" ") || page.dataset.failed;
	}

	function read_messages(answer) {
		try {
			return JSON.parse(answer._server_messages || "[]").map((message) =>
				as_text(JSON.parse(message).message)
			);
		} catch {
			return [];
		}
	}

	// Server messages may carry markup such as <b>. A parsed document runs nothing; only its text is used.
	function as_text(html) {
		const marked = String(html || "").replace(/<br\s*\/?>/gi, "\n");
		return new DOMParser().parseFromString(marked, "text/html").body.textContent.trim();
	}

	// Answers

	function connect_form(form) {
		form.addEventListener("submit", async (event) => {
			event.preventDefault();
			if (form.dataset.running) return;
			show_refusal(form, "");
			if (!check_fields(form)) return;
			set_running(form, true);
			try {
				await call(form.dataset.act, get_values(form));
				reload();
			} catch (error) {
				set_running(form, false);
				show_refusal(form, error instanceof Refusal ? error.message : page.dataset.offline);
			}
		});
	}

	function reload() {
		try {
			sessionStorage.setItem("salesflow-answered", location.pathname);
		} catch {
			// private windows may refuse storage; the page is right without it
		}
		location.reload();
	}

	function get_values(form) {
		const values = { name: form.dataset.name };
		if (form.dataset.doctype) values.doctype = form.dataset.doctype;
		if (form.dataset.contentHash) values.content_hash = form.dataset.contentHash;
		for (const field of form.querySelectorAll("[name]")) {
			values[field.name] = field.type === "checkbox" ? Number(field.checked) : field.value;
		}
		if ("withOptions" in form.dataset) values.selected = JSON.stringify(get_chosen_options());
		return values;
	}

	function check_fields(form) {
		const fields = [...form.querySelectorAll("[name]")];
		for (const field of fields) field.classList.toggle("is-invalid", !field.checkValidity());
		const first = fields.find((field) => !field.checkValidity());
		if (!first) return true;
		show_refusal(form, get_complaint(form, first));
		first.focus();
		return false;
	}

	function get_complaint(form, field) {
		const label = form.querySelector(`label[for="${CSS.escape(field.id)}"]`).textContent.trim();
		if (field.type === "checkbox") return `${page.dataset.confirm} ${label}`;
		return `${label}: ${field.validationMessage}`;
	}

	function set_running(form, is_running) {
		const button = form.querySelector(".sf-send");
		if (is_running) form.dataset.running = "1";
		else delete form.dataset.running;
		for (const other of document.querySelectorAll(".sf-send")) other.disabled = is_running;
		button.dataset.label = button.dataset.label || button.textContent;
		button.textContent = is_running ? page.dataset.busy : button.dataset.label;
		button.setAttribute("aria-busy", String(is_running));
	}

	function show_refusal(form, text) {
		const place = form.querySelector(".sf-refusal");
		place.textContent = text;
		place.hidden = !text;
	}

	// Options and their live total

	function get_chosen_options() {
		return [...document.querySelectorAll("[data-option]:checked")].map((box) => box.dataset.option);
	}

	function update_totals() {
		for (const table of document.querySelectorAll("table[data-group]")) {
			const place = table.querySelector("[data-total]");
			let units = as_units(place.dataset.base);
			for (const box of table.querySelectorAll("[data-option]")) {
				box.closest("tr").classList.toggle("sf-option-off", !box.checked);
				if (box.checked) units += as_units(box.dataset.amount);
			}
			const text = format_units(units);
			place.textContent = text;
			for (const sum of document.querySelectorAll(`[data-sum="${CSS.escape(table.dataset.group)}"]`)) {
				sum.textContent = text;
			}
			if (table.dataset.group === "One-time") update_plan(units);
		}
	}

	// Rows of a plan all in percent follow the one-time total; the last takes the rounding, as on the server.
	function update_plan(total) {
		const rows = [...document.querySelectorAll("[data-share]")];
		const shares = rows.map((row) => as_units(row.dataset.share));
		const whole = 100000000n;
		if (!rows.length || shares.some((share) => !share) || shares.reduce((a, b) => a + b) !== whole) return;
		let rest = total;
		rows.forEach((row, index) => {
			const amount = index === rows.length - 1 ? rest : (total * shares[index] * 2n + whole) / (2n * whole);
			rest -= amount;
			row.textContent = format_units(amount);
		});
	}

	// Amounts are counted in the smallest unit, as whole numbers, so that nothing is lost to binary fractions.
	function as_units(decimal) {
		return BigInt(decimal.replace(".", ""));
	}

	function format_units(units) {
		const format = document.getElementById("salesflow-number-format").dataset;
		const precision = Number(format.precision);
		const digits = String(units < 0n ? -units : units).padStart(precision + 1, "0");
		const whole = digits.slice(0, digits.length - precision);
		const rest = precision ? format.decimal + digits.slice(digits.length - precision) : "";
		return `${format.before}${units < 0n ? "-" : ""}${group_digits(whole, format)}${rest}${format.after}`;
	}

	function group_digits(whole, format) {
		const first = whole.slice(-3);
		const size = Number(format.indian) ? 2 : 3;
		const others = whole.slice(0, -3);
		const groups = [];
		for (let end = others.length; end > 0; end -= size) groups.unshift(others.slice(Math.max(0, end - size), end));
		return [...groups, first].join(format.group);
	}

	// The first view, once the page has been in sight for a moment

	function report_view(place) {
		let timer = null;
		const watch = () => {
			clearTimeout(timer);
			if (document.visibilityState !== "visible") return;
			timer = setTimeout(() => {
				document.removeEventListener("visibilitychange", watch);
				call("salesflow_app.portal.view_document.view", {
					doctype: place.dataset.viewDoctype,
					name: place.dataset.viewName,
				}).catch(() => {});
			}, VIEW_AFTER_MS);
		};
		document.addEventListener("visibilitychange", watch);
		watch();
	}

	// The jump to the answer is in the way once the answer is in sight

	function hide_jump(jump) {
		const answer = document.getElementById("answer");
		new IntersectionObserver(([seen]) => (jump.hidden = seen.isIntersecting)).observe(answer);
	}

	async function log_out(button) {
		button.disabled = true;
		await call("logout", {}).catch(() => {});
		location.assign("/login");
	}

	function show_receipt() {
		try {
			if (sessionStorage.getItem("salesflow-answered") !== location.pathname) return;
			sessionStorage.removeItem("salesflow-answered");
		} catch {
			return;
		}
		const receipt = document.getElementById("receipt");
		if (receipt) {
			receipt.focus({ preventScroll: true });
			receipt.scrollIntoView({ block: "center" });
		}
	}

	// A page that comes back from the browser's memory may be older than the answer.
	window.addEventListener("pageshow", (event) => event.persisted && location.reload());

	document.querySelectorAll("form[data-act]").forEach(connect_form);
	document.querySelectorAll("[data-option]").forEach((box) => box.addEventListener("change", update_totals));
	document.querySelectorAll("[data-view-report]").forEach(report_view);
	document.querySelectorAll(".sf-jump").forEach(hide_jump);
	document.querySelectorAll("[data-logout]").forEach((button) =>
		button.addEventListener("click", () => log_out(button))
	);
	if (document.querySelector("[data-option]")) update_totals();
	show_receipt();
})();
