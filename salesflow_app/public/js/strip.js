// The deal on one strip, at the top of each of its forms: done, now, next, blocked, on whom and since when.
// The server says it (desk/strip/); it is asked when a form is opened, apart from saving.

frappe.provide("salesflow");

salesflow.strip_style = `
.salesflow-strip { padding: 12px var(--padding-lg, 16px); border-bottom: 1px solid var(--border-color); }
.salesflow-stages { display: flex; flex-wrap: wrap; gap: 9px 7px; list-style: none; margin: 0; padding: 0; }
.salesflow-stages li { display: inline-flex; align-items: center; gap: 6px; max-width: 100%; }
.salesflow-stages li + li::before { content: "›"; color: var(--text-muted); }
.salesflow-stage { display: inline-flex; align-items: center; gap: 5px; border-radius: 12px; padding: 2px 10px;
	font-size: var(--text-sm); border: 1px solid transparent; color: var(--text-color); white-space: nowrap; }
.salesflow-stage.is-done { background: var(--bg-green); color: var(--text-on-green); }
.salesflow-stage.is-now { background: var(--bg-blue); color: var(--text-on-blue); font-weight: 600; }
.salesflow-stage.is-blocked { background: var(--bg-red); color: var(--text-on-red); font-weight: 600; }
.salesflow-stage.is-next { border: 1px dashed var(--text-muted); }
.salesflow-stage.is-later { color: var(--text-muted); }
.salesflow-stage.is-here { outline: 2px solid currentColor; outline-offset: 1px; }
.salesflow-waits { list-style: none; margin: 8px 0 0; padding: 0; font-size: var(--text-md); }
.salesflow-deal + .salesflow-deal { margin-top: 12px; }
.salesflow-deal-title { font-size: var(--text-sm); margin-bottom: 4px; }`;

salesflow.strip_forms = salesflow.strip_forms || new Set();

salesflow.follow_strip = function (doctypes) {
	doctypes
		.filter((doctype) => !salesflow.strip_forms.has(doctype))
		.forEach((doctype) => {
			salesflow.strip_forms.add(doctype);
			frappe.ui.form.on(doctype, { refresh: (frm) => salesflow.show_strip(frm) });
		});
};

salesflow.show_strip = async function (frm) {
	if (frm.is_new()) return frm.layout.wrapper.find(".salesflow-strip").remove();
	const args = { doctype: frm.doctype, name: frm.docname };
	const options = { method: "salesflow_app.desk.strip.page.get", type: "GET", args, silent: true };
	const { message } = await frappe.call(options);
	if (frm.docname !== args.name) return;
	if (!message?.deals?.length) return frm.layout.wrapper.find(".salesflow-strip").remove();
	salesflow.add_strip_style();
	const many = frm.doctype === "Customer" || message.deals.length > 1;
	const html = message.deals.map((deal) => salesflow.draw_deal(deal, frm, many)).join("");
	const title = many ? `<h6 class="text-muted">${__("Open Deals")}</h6>` : "";
	salesflow.get_strip_area(frm).html(title + html + salesflow.draw_more(message.more));
	if (!many) salesflow.say_once(frm, message.deals[0].stages);
};

// The strip names the people: where it says what this document waits for, the line at the top need not.
salesflow.say_once = function (frm, stages) {
	const here = stages.find((stage) => stage.doctype === frm.doctype && stage.name === frm.docname);
	if (!here?.sentence || !frm.salesflow_sentence) return;
	const lines = frm.layout.message.find(".form-message").get();
	const same = lines.filter((line) => line.textContent.trim() === frm.salesflow_sentence.trim());
	$(same).remove();
	if (lines.length === same.length) frm.layout.message.addClass("hidden");
};

salesflow.is_here = (stage, frm) => stage.doctype === frm.doctype && stage.names.includes(frm.docname);

// Above the tabs, where the form has any: its dashboard is often in a tab of its own.
salesflow.get_strip_area = function (frm) {
	const area = frm.layout.wrapper.find(".salesflow-strip");
	if (area.length) return area.first();
	return $(`<section class="salesflow-strip" aria-label="${__("Deal")}">`).insertBefore(frm.layout.message);
};

salesflow.add_strip_style = function () {
	if (document.getElementById("salesflow-strip-style")) return;
	$("<style>", { id: "salesflow-strip-style", text: salesflow.strip_style }).appendTo("head");
};

salesflow.draw_more = (more) =>
	more ? `<p class="text-muted small mt-2 mb-0">${__("and {0} more open deals", [more])}</p>` : "";

salesflow.draw_deal = function (deal, frm, many) {
	const { escape_html, get_form_link } = frappe.utils;
	const title = escape_html(deal.title);
	const link = deal.name ? get_form_link(deal.doctype, deal.name, true, title) : title;
	const head = many ? `<div class="salesflow-deal-title">${link}</div>` : "";
	const stages = deal.stages.map((stage) => salesflow.draw_stage(stage, frm)).join("");
	const waiting = deal.stages.filter(({ sentence }) => sentence);
	const urgent = ["blocked", "now", "next"].flatMap((is) => waiting.filter(({ standing }) => standing === is));
	const waits = (many ? urgent : waiting).map(salesflow.draw_wait);
	const lines = (many ? waits.slice(0, 1) : waits).join("");
	return `<div class="salesflow-deal">${head}<ol class="salesflow-stages">${stages}</ol>
		<ul class="salesflow-waits">${lines}</ul></div>`;
};

salesflow.get_standings = () => ({
	done: ["✓", __("Done")],
	now: ["●", __("Now")],
	next: ["○", __("Next")],
	blocked: ["!", __("Blocked")],
	later: ["", __("Later")],
});

salesflow.draw_stage = function (stage, frm) {
	const { escape_html, get_form_link } = frappe.utils;
	const [sign, word] = salesflow.get_standings()[stage.standing];
	const is_here = salesflow.is_here(stage, frm);
	const count = stage.count > 1 ? ` ${stage.done}/${stage.count}` : "";
	const label = escape_html(`${sign} ${stage.label}${count}`.trim());
	const html = stage.name ? get_form_link(stage.doctype, stage.name, true, label) : label;
	const title = escape_html([word, stage.waits].filter(Boolean).join(", "));
	const classes = `salesflow-stage is-${stage.standing} ${is_here ? "is-here" : ""}`;
	return `<li><span class="${classes}" title="${title}" aria-label="${escape_html(`${stage.label}: ${title}`)}">${html}</span></li>`;
};

salesflow.draw_wait = function ({ label, sentence, waits }) {
	const { escape_html } = frappe.utils;
	const since = waits ? ` <span class="text-muted">(${escape_html(waits)})</span>` : "";
	return `<li><b>${escape_html(label)}:</b> ${escape_html(sentence)}${since}</li>`;
};

salesflow.follow_strip([
	"Lead",
	"Opportunity",
	"Discovery",
	"Work Proposal",
	"Quotation",
	"SOW",
	"Sales Order",
	"Delivery Note",
	"Payment Milestone",
	"Sales Invoice",
	"Customer",
]);
