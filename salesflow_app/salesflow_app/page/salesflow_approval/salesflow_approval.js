// The approver's one page, on a desk or a phone. The server says what is shown and what may be done.

frappe.pages["salesflow-approval"].on_page_load = (wrapper) => {
	wrapper.page = frappe.ui.make_app_page({ parent: wrapper, title: __("Review and Decide"), single_column: true });
	$(wrapper.page.main).addClass("salesflow-approval p-3");
};

frappe.pages["salesflow-approval"].on_page_show = (wrapper) => approval_page.load(wrapper.page);

const { escape_html } = frappe.utils;

const approval_page = {
	async load(page) {
		const [, doctype, ...name] = frappe.get_route();
		if (!doctype || !name.length) return approval_page.show_nothing(page);
		const args = { doctype, name: name.join("/") };
		const facts = await frappe.xcall("salesflow_app.approval.page.get_page", args);
		page.set_title(facts.title);
		page.set_indicator(facts.state, "orange");
		$(page.main).html(approval_page.get_html(facts));
		approval_page.add_buttons(page, facts);
	},

	show_nothing(page) {
		page.set_title(__("Review and Decide"));
		$(page.main).html(`<p class="text-muted">${__("Open a task or a mail that asks you to approve.")}</p>`);
	},

	get_html: (facts) => `
		<style>
			.salesflow-approval section { margin-bottom: 24px; overflow-wrap: anywhere }
			.salesflow-approval dl { display: grid; grid-template-columns: minmax(110px, 200px) 1fr; gap: 4px 16px }
			.salesflow-approval dt { font-weight: normal; color: var(--text-muted) }
			.salesflow-approval dd { margin: 0 }
			.salesflow-approval ins { background: var(--bg-green, #e4f5e9); text-decoration: none }
			.salesflow-approval del { background: var(--bg-red, #ffe7e7) }
		</style>
		${approval_page.get_intro(facts)}
		<section>
			<h3>${escape_html(facts.title)}</h3>
			<p><a href="${escape_html(facts.link)}">${escape_html(__(facts.doctype))} ${escape_html(facts.name)}</a></p>
			<dl>${facts.facts.map(approval_page.get_pair).join("")}</dl>
			<div class="salesflow-acts mt-3"></div>
		</section>
		${approval_page.get_section(__("Who Approves"), facts.levels.map(approval_page.get_level))}
		${approval_page.get_changes(facts.changes)}
		${approval_page.get_text(facts.text)}
		${approval_page.get_section(__("What Was Said"), facts.said.map(approval_page.get_said))}`,

	get_intro({ may }) {
		const lines = [];
		if (may.why_not) lines.push(escape_html(may.why_not));
		if (may.for_user) lines.push(escape_html(__("You decide for {0}, who is away.", [may.for_user])));
		if (may.question) lines.push(`<b>${__("Open question")}:</b> ${escape_html(may.question)}`);
		return lines.length ? `<div class="alert alert-warning">${lines.join("<br>")}</div>` : "";
	},

	get_pair: ([label, value]) => `<dt>${escape_html(label)}</dt><dd>${escape_html(value || "–")}</dd>`,

	get_section: (title, rows, hint = "") =>
		rows.length || hint ? `<section><h4>${title}</h4>${hint}${rows.join("")}</section>` : "",

	get_level({ number, who, why, done, is_next }) {
		const colour = done ? "green" : is_next ? "orange" : "gray";
		const state = done ? escape_html(done) : is_next ? __("is next") : __("comes later");
		return `
			<p class="mb-2"><span class="indicator ${colour}"><span>
				<b>${number}. ${escape_html(who)}</b>: ${state}
				<br><span class="text-muted">${escape_html(why)}</span>
			</span></span></p>`;
	},

	get_changes({ since, rows }) {
		const title = __("What Changed");
		if (!since) {
			return approval_page.get_section(title, [], `<p>${__("This is the first version: nothing to compare.")}</p>`);
		}
		const hint = `<p class="text-muted">${escape_html(__("Compared with the version {0}.", [since]))}</p>`;
		const nothing = `<p>${__("Nothing that was approved or sent has changed.")}</p>`;
		return approval_page.get_section(title, rows.length ? rows.map(approval_page.get_change) : [nothing], hint);
	},

	get_change({ label, before, after, html }) {
		const values = [before && `<del>${escape_html(before)}</del>`, after && `<ins>${escape_html(after)}</ins>`];
		return `<p class="mb-2"><b>${escape_html(label)}</b><br>${html || values.filter(Boolean).join(" ")}</p>`;
	},

	get_text({ master, newer, sections }) {
		if (!master) return "";
		const moved = newer && __("Version {0} of this master is approved by now.", [newer.approved]);
		const hint = `<p class="text-muted">${escape_html([master, moved].filter(Boolean).join(". "))}</p>`;
		const same = `<p>${__("All sections are as the master says.")}</p>`;
		const rows = sections.length ? sections.map(approval_page.get_text_section) : [same];
		return approval_page.get_section(__("Where the Text Leaves the Master"), rows, hint);
	},

	get_text_section({ heading, source, changes_html }) {
		const sources = {
			written: __("written by a person"),
			missing: __("left out"),
			own: __("not in the master"),
			gone: __("no longer in the master"),
		};
		return `<div class="mb-3"><b>${escape_html(heading)}</b> – ${sources[source]}<br>${changes_html}</div>`;
	},

	get_said: ({ who, what, words }) => `
		<p class="mb-2"><span class="text-muted">${escape_html(who)}</span> ${escape_html(what)}
			${words ? `<br>${escape_html(words)}` : ""}</p>`,

	// What may be done: the same for proposals, SOWs and orders. In the page itself, where a phone has room for it.
	add_buttons(page, facts) {
		const { may } = facts;
		if (may.approve) approval_page.add_button(page, facts, may.approve_label, "approve", "btn-primary");
		if (may.return) approval_page.add_button(page, facts, may.return_label, "send_back");
		if (may.ask) approval_page.add_button(page, facts, __("Ask a Question"), "ask");
		if (may.answer) approval_page.add_button(page, facts, __("Answer"), "answer", "btn-primary");
	},

	add_button: (page, facts, label, act, look = "btn-default") =>
		$(`<button class="btn btn-sm ${look} mr-2 mb-2"></button>`)
			.text(label)
			.on("click", () => approval_page[act](page, facts))
			.appendTo($(page.main).find(".salesflow-acts")),

	approve: (page, facts) =>
		approval_page.prompt(facts.may.approve_label, __("Comment"), false, (comment) =>
			approval_page.call(page, facts, "approve", {
				level: facts.may.level,
				modified: facts.modified,
				comment,
			})
		),

	send_back: (page, facts) =>
		approval_page.prompt(facts.may.return_label, __("Reason"), true, (reason) =>
			approval_page.call(page, facts, "send_back", { reason, modified: facts.modified })
		),

	ask: (page, facts) =>
		approval_page.prompt(__("Ask a Question"), __("Question"), true, (question) =>
			approval_page.call(page, facts, "ask", { question })
		),

	answer: (page, facts) =>
		approval_page.prompt(__("Answer"), __("Answer"), true, (answer) =>
			approval_page.call(page, facts, "answer", { answer })
		),

	prompt(title, label, reqd, act) {
		const field = { fieldname: "words", fieldtype: "Small Text", label, reqd: reqd ? 1 : 0 };
		frappe.prompt([field], ({ words }) => act(words || ""), title, title);
	},

	async call(page, { doctype, name }, act, args) {
		const method = `salesflow_app.approval.deciding.${act}`;
		const { message } = await frappe.call({ method, type: "POST", args: { doctype, name, ...args }, freeze: true });
		const next = message.next ? __("{0} is next.", [message.next]) : __(message.state);
		frappe.show_alert({ message: escape_html(next), indicator: "green" });
		approval_page.load(page);
	},
};
