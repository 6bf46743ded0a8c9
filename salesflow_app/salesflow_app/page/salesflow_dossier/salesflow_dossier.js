// The dossier of a deal: everything in time order, with filters, and its export. The server says what the reader may read.

frappe.pages["salesflow-dossier"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Dossier"), single_column: true });
	wrapper.page = page;
	$('<div class="salesflow-dossier p-3"></div>').appendTo(page.main);
	dossier_page.add_fields(page);
	page.add_inner_button(__("Zip with Evidence"), () => dossier_page.take(page, "Zip"));
	page.add_inner_button(__("PDF"), () => dossier_page.take(page, "PDF"));
};

frappe.pages["salesflow-dossier"].on_page_show = (wrapper) => dossier_page.open(wrapper.page);

const WAIT = 2000;

const dossier_page = {
	get_document() {
		const [, doctype, ...name] = frappe.get_route();
		return { doctype, name: name.join("/") };
	},

	add_fields(page) {
		// Frappe shows what the server refuses, reversed dates for instance.
		const change = () => dossier_page.is_opening || dossier_page.load(page, 0).catch(() => {});
		const fields = [
			{ fieldname: "kind", fieldtype: "Select", label: __("Kind"), change },
			{ fieldname: "person", fieldtype: "Select", label: __("Person"), change },
			{ fieldname: "from_date", fieldtype: "Date", label: __("From Date"), change },
			{ fieldname: "to_date", fieldtype: "Date", label: __("To Date"), change },
		];
		page.salesflow = Object.fromEntries(fields.map((field) => [field.fieldname, page.add_field(field)]));
	},

	get_filters: (page) =>
		Object.fromEntries(Object.entries(page.salesflow).map(([key, field]) => [key, field.get_value() || ""])),

	async open(page) {
		const { doctype, name } = dossier_page.get_document();
		const opened = `${doctype}/${name}`;
		page.page_form.toggle(Boolean(name));
		page.inner_toolbar.toggle(Boolean(name));
		if (!name) return dossier_page.show_search(page);
		if (page.salesflow_opened !== opened) {
			dossier_page.is_opening = true;
			for (const field of Object.values(page.salesflow)) await field.set_value("");
			dossier_page.is_opening = false;
		}
		page.salesflow_opened = opened;
		return dossier_page.load(page, 0);
	},

	// Of two changes of the filters the last one counts, whichever answer comes first.
	async load(page, start) {
		const turn = (page.salesflow_turn = (page.salesflow_turn || 0) + 1);
		const args = { ...dossier_page.get_document(), filters: dossier_page.get_filters(page), start };
		const facts = await frappe.xcall("salesflow_app.dossier.page.get_page", args);
		if (turn !== page.salesflow_turn) return;
		page.set_title(facts.title);
		dossier_page.set_choices(page, facts);
		page.inner_toolbar.find("button").eq(0).toggle(facts.may.Zip);
		page.inner_toolbar.find("button").eq(1).toggle(facts.may.PDF);
		const body = $(page.main).find(".salesflow-dossier").html(dossier_page.get_html(facts));
		body.find("[data-start]").on("click", (event) => dossier_page.load(page, $(event.currentTarget).data("start")));
	},

	set_choices(page, { kinds, people }) {
		const all = { value: "", label: __("All") };
		const kind_choices = kinds.map(({ kind, label }) => ({ value: kind, label }));
		dossier_page.set_options(page.salesflow.kind, [{ ...all, label: __("Kind") }, ...kind_choices]);
		dossier_page.set_options(page.salesflow.person, [{ ...all, label: __("Person") }, ...people]);
	},

	// Keep what is chosen: setting options anew would forget it.
	set_options(field, options) {
		const text = JSON.stringify(options);
		if (field.salesflow_options === text) return;
		field.salesflow_options = text;
		const value = field.get_value();
		field.df.options = options;
		field.refresh();
		field.$input?.val(value);
	},

	get_html(facts) {
		const { escape_html } = frappe.utils;
		const counts = facts.kinds.filter(({ count }) => count).map(({ label, count }) => `${escape_html(label)}: ${count}`);
		return `
			<style>
				.salesflow-dossier { overflow-wrap: anywhere }
				.salesflow-dossier .row-of { display: grid; grid-template-columns: 130px 130px 1fr 170px; gap: 4px 16px; padding: 8px 0; border-bottom: 1px solid var(--border-color) }
				.salesflow-dossier .said { white-space: pre-line }
				@media (max-width: 767px) { .salesflow-dossier .row-of { grid-template-columns: 1fr 1fr } .salesflow-dossier .row-of .what { grid-column: 1 / -1 } }
			</style>
			<p><a href="${escape_html(facts.link)}">${escape_html(__(facts.doctype))} ${escape_html(facts.name)}</a></p>
			<p class="text-muted">${counts.join(" · ")}</p>
			${facts.sums.map(([label, text]) => `<p><b>${escape_html(label)}:</b> ${escape_html(text)}</p>`).join("")}
			${facts.left_out.map((text) => `<div class="alert alert-warning py-2">${escape_html(text)}</div>`).join("")}
			${facts.entries.map((entry) => dossier_page.get_entry(entry, facts)).join("") || dossier_page.get_nothing()}
			${dossier_page.get_pager(facts)}`;
	},

	get_nothing: () => `<p class="text-muted">${__("No entry fits these filters. Clear one of them.")}</p>`,

	get_entry(entry, { kinds }) {
		const { escape_html } = frappe.utils;
		const label = kinds.find(({ kind }) => kind === entry.kind).label;
		const amount = entry.amount ? ` <b>${escape_html(entry.amount)}</b>` : "";
		const words = entry.words ? `<div class="text-muted said">${escape_html(entry.words)}</div>` : "";
		return `
			<div class="row-of">
				<span class="text-muted">${escape_html(frappe.datetime.str_to_user(entry.at))}</span>
				<span class="text-muted">${escape_html(label)}</span>
				<span class="what"><a href="${escape_html(entry.link)}">${escape_html(entry.title)}</a>${amount}${words}</span>
				<span class="text-muted">${escape_html(entry.who)}</span>
			</div>`;
	},

	get_pager({ start, length, total }) {
		if (total <= length) return "";
		const end = Math.min(start + length, total);
		const button = (to, text) => `<button class="btn btn-default btn-sm mr-2" data-start="${to}">${text}</button>`;
		return `
			<div class="mt-3">
				${start ? button(Math.max(0, start - length), __("Earlier")) : ""}
				${end < total ? button(end, __("Later")) : ""}
				<span class="text-muted">${__("{0} to {1} of {2}", [start + 1, end, total])}</span>
			</div>`;
	},

	// Without a deal in the address: find one.

	show_search(page) {
		page.set_title(__("Dossier"));
		const body = $(page.main).find(".salesflow-dossier").html(`
			<p>${__("Open the dossier from an Opportunity, SOW, Sales Order or Customer (View > Dossier), or find a deal here.")}</p>
			<input class="form-control mb-3" style="max-width: 400px" placeholder="${__("Number, title or client")}">
			<div class="found"></div>`);
		body.find("input").on("input", frappe.utils.debounce((event) => dossier_page.search(body, event.target.value), 300));
	},

	async search(body, text) {
		const { escape_html } = frappe.utils;
		const deals = text.trim() ? await frappe.xcall("salesflow_app.dossier.page.find_deals", { text }) : [];
		const rows = deals.map(({ doctype, name, title }) => {
			const path = `/app/salesflow-dossier/${frappe.router.slug(doctype)}/${encodeURIComponent(name)}`;
			return `<p><a href="${path}">${escape_html(__(doctype))} ${escape_html(name)}</a> ${escape_html(title || "")}</p>`;
		});
		const nothing = text.trim() ? `<p class="text-muted">${__("No deal that you may read has this in its name or title.")}</p>` : "";
		body.find(".found").html(rows.join("") || nothing);
	},

	// The export is made in the background; whoever leaves the page gets a notification.

	async take(page, form) {
		const args = { ...dossier_page.get_document(), filters: dossier_page.get_filters(page), form };
		const { message } = await frappe.call({ method: "salesflow_app.dossier.exports.start", type: "POST", args, freeze: true });
		frappe.show_alert({ message: __("The dossier is being made. You get a notification when it is ready."), indicator: "blue" });
		dossier_page.wait(message.request);
	},

	async wait(request) {
		const state = await frappe.xcall("salesflow_app.dossier.exports.get_state", { request });
		if (state.is_done) return dossier_page.deliver(state);
		if (state.error) return frappe.msgprint({ title: __("Dossier"), indicator: "red", message: frappe.utils.escape_html(state.error) });
		frappe.show_progress(__("Dossier"), state.percent, 100, __("You may leave this page."), true);
		return setTimeout(() => dossier_page.wait(request), WAIT);
	},

	deliver({ file_url, missing }) {
		frappe.hide_progress();
		if (missing) frappe.msgprint(__("{0} files are missing on the server. The dossier says which.", [missing]));
		window.open(file_url);
	},
};
