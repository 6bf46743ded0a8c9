// The login page: sends name and password, shows a refusal, goes on to where the reader came from.
(() => {
	"use strict";

	const form = document.querySelector(".form-login");
	const refusal = form.querySelector(".refusal");
	const redirect_to = document.currentScript.dataset.redirectTo;

	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		refusal.hidden = true;
		const response = await fetch("/api/method/login", { method: "POST", body: new FormData(form) });
		const answer = await response.json().catch(() => ({}));
		if (response.ok) return location.assign(redirect_to || answer.home_page);
		refusal.textContent = answer.message || response.statusText;
		refusal.hidden = false;
	});
})();
