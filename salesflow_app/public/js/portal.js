// The client's pages: sends answers, reports the first view, shows what options come to. It computes nothing.
(() => {
	"use strict";

	const page = document.getElementById("salesflow-page");
	const VIEW_AFTER_MS = 1500;
	const PRICES_AFTER_MS = 250;

	// Who comes by personal link has one door, which says who they are and calls the method.
	async function call(method, values) {
		const door = page.dataset.door;
		const response = await fetch(`/api/method/${door || method}`, {
			method: "POST",
			credentials: "same-origin",
			headers: {
				Accept: "application/json",
				"Content-Type": "application/json",
				"X-Frappe-CSRF-Token": page.dataset.csrf,
				...(door && { "X-Salesflow-Review": page.dataset.formToken }),
				"X-Requested-With": "XMLHttpRequest",
			},
			body: JSON.stringify(door ? { act: method, values } : values),
		});
		const answer = await response.json().catch(() => ({}));
		if (!response.ok) throw new Refusal(get_refusal(response, answer), response.status);
		return answer.message;
	}

	class Refusal extends Error {
		constructor(message, status) {
			super(message);
			this.is_about_the_document = status >= 400 && status < 500;
		}
	}

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
			if (!check_fields(form) || !check_prices(form)) return;
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
			// private windows may refuse storage; the page works without it
		}
		location.reload();
	}

	function get_values(form) {
		const values = { name: form.dataset.name };
		if (form.dataset.doctype) values.doctype = form.dataset.doctype;
		if (form.dataset.contentHash) values.content_hash = form.dataset.contentHash;
		for (const field of form.querySelectorAll("[name]")) {
			if (field.type === "radio" && !field.checked) continue;
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
		if (field.dataset.label) return `${field.dataset.label} ${field.validationMessage}`;
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

	// Options: the server says what a selection comes to, the page shows it

	function get_chosen_options() {
		return [...document.querySelectorAll("[data-option]:checked")].map((box) => box.dataset.option);
	}

	function connect_options(place) {
		const boxes = [...document.querySelectorAll("[data-option]")];
		const update = () => {
			for (const box of boxes) box.closest("tr").classList.toggle("sf-option-off", !box.checked);
			ask_for_prices(place);
		};
		for (const box of boxes) box.addEventListener("change", update);
		// A browser that reloads a page may tick what was ticked before.
		if (boxes.some((box) => box.checked !== box.defaultChecked)) update();
	}

	let last_question = 0;
	let is_answered = true;
	let timer = null;

	function ask_for_prices(place) {
		const question = ++last_question;
		is_answered = false;
		set_pricing(true);
		clearTimeout(timer);
		timer = setTimeout(async () => {
			const { prices, problem } = await get_prices(place);
			if (question !== last_question) return;
			is_answered = !problem;
			set_pricing(false);
			if (prices) show_prices(prices);
			show_price_problem(problem);
		}, PRICES_AFTER_MS);
	}

	async function get_prices(place) {
		const values = { name: place.dataset.pricesOf, selected: JSON.stringify(get_chosen_options()) };
		try {
			return { prices: await call("salesflow_app.portal.price_selection.price_selection", values), problem: "" };
		} catch (error) {
			const reason = error.is_about_the_document ? error.message : place.dataset.retry;
			return { problem: `${place.dataset.stale} ${reason}` };
		}
	}

	// Nobody accepts a total that the page does not show.
	function check_prices(form) {
		if (!("withOptions" in form.dataset) || is_answered) return true;
		const place = document.querySelector("[data-prices-of]");
		show_refusal(form, `${place.dataset.stale} ${place.dataset.retry}`);
		ask_for_prices(place);
		return false;
	}

	function set_pricing(is_running) {
		for (const total of document.querySelectorAll("[data-total], [data-plan-amount]")) {
			total.setAttribute("aria-busy", String(is_running));
		}
	}

	function show_prices({ totals, plan }) {
		for (const total of document.querySelectorAll("[data-total]")) {
			total.textContent = totals[total.dataset.total];
		}
		document.querySelectorAll("[data-plan-amount]").forEach((amount, row) => (amount.textContent = plan[row]));
	}

	function show_price_problem(text) {
		for (const place of document.querySelectorAll(".sf-stale")) {
			place.textContent = text;
			place.hidden = !text;
		}
	}

	// The first view, once the page has been visible for a moment

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

	// The jump to the answer is only in the way once the answer is in view

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
		const next = ["receipt", "code", "answer"].map((id) => document.getElementById(id)).find(Boolean);
		if (next) {
			if (next.id === "answer") next.tabIndex = -1;
			next.focus({ preventScroll: true });
			next.scrollIntoView({ block: next.id === "answer" ? "start" : "center" });
		}
	}

	// A page restored from the browser's cache may be older than the answer.
	window.addEventListener("pageshow", (event) => event.persisted && location.reload());

	document.querySelectorAll("form[data-act]").forEach(connect_form);
	document.querySelectorAll("[data-prices-of]").forEach(connect_options);
	document.querySelectorAll("[data-view-report]").forEach(report_view);
	document.querySelectorAll(".sf-jump").forEach(hide_jump);
	document.querySelectorAll("[data-logout]").forEach((button) =>
		button.addEventListener("click", () => log_out(button))
	);
	show_receipt();
})();
