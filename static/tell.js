// What the modules share: finding, listening, and what the page says, in the server's words (`%name` is a value's place).
export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
/** What a template holds, once more. */
export const copy = (template) => template.content.firstElementChild.cloneNode(true);

/** `then(event, element)` for events at or in what `selector` finds; true leaves the browser nothing to do. */
export const on = (kind, selector, then) => document.addEventListener(kind, (event) => {
	const element = event.target.closest?.(selector);
	if (element && then(event, element) === true) event.preventDefault();
});
/** A click that means "follow", not "open beside". */
export const plain = (event) => !(event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey);

const { lang } = document.documentElement;
const plural = new Intl.PluralRules(lang);
const [live, box] = ['#live', '#toast'].map((id) => one(id));

export const words = document.body.dataset;
export const failure = () => (navigator.onLine ? words.fault : words.offline);
export const number = (n, options) => new Intl.NumberFormat(lang, options).format(n);
export const fill = (text, values) => text.replace(/%([a-z]+)/g, (whole, name) => values[name] ?? whole);

/** The element's `data-one`, `data-few`, … for n, or its `data-other`. */
export const count = ({ dataset }, n) => fill(dataset[plural.select(n)] ?? dataset.other, { n: number(n) });

export function announce(text) {
	live.textContent = ''; // to be said again
	if (text) requestAnimationFrame(() => { live.textContent = text; });
}

/** Stays until the next action. */
export function toast(text) {
	box.textContent = text;
	box.hidden = false;
	const off = () => { box.hidden = true; };
	setTimeout(() => ['pointerdown', 'keydown'].map((kind) => addEventListener(kind, off, { once: true })));
}

/** A failed fetch, at the top of `region`. */
export function trouble(region, again) {
	one('.trouble', region)?.remove();
	const note = copy(one('#trouble'));
	one('div', note).textContent = failure();
	one('button', note).onclick = () => { note.remove(); again(); };
	region.prepend(note);
}
