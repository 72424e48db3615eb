// What the page says, in the server's words; `%name` marks the place of a value.
const { lang } = document.documentElement;
const plural = new Intl.PluralRules(lang);
const live = document.getElementById('live');
const box = document.getElementById('toast');

export const on = (kind, then) => document.addEventListener(kind, then);
/** A click that means "follow", not "open beside". */
export const plain = (event) => !(event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey);
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
	region.querySelector('.trouble')?.remove();
	const note = document.getElementById('trouble').content.firstElementChild.cloneNode(true);
	note.querySelector('div').textContent = failure();
	note.querySelector('button').onclick = () => { note.remove(); again(); };
	region.prepend(note);
}
