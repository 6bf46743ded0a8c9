// The page that sets a password: sends it, shows a refusal, goes on to the user's start page.
(() => {
	"use strict";

	const form = document.querySelector(".form-password");
	const refusal = form.querySelector(".refusal");

	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		refusal.hidden = true;
		const response = await fetch("/api/method/frappe.core.doctype.user.user.update_password", {
			method: "POST",
			headers: { "X-Frappe-CSRF-Token": frappe.csrf_token || "" },
			body: new FormData(form),
		});
		const answer = await response.json().catch(() => ({}));
		if (response.ok) return location.assign(answer.message || "/");
		refusal.textContent = get_refusal(answer) || response.statusText;
		refusal.hidden = false;
	});

	function get_refusal(answer) {
		if (typeof answer.message === "string") return answer.message;
		const messages = JSON.parse(answer._server_messages || "[]").map((line) => JSON.parse(line).message);
		return messages.join(" ");
	}
})();
