// Lists and progress change in place; the address always says what is shown.
import { all, announce, on, one, plain, trouble } from './tell.js';

const quiet = 150; // ms without a key before a search is sent
const slow = 400; // ms before the page says so
let running = null;
let timer = 0;
let shown = location.pathname + location.search;

const region = () => one('[data-swap]');
const here = (url) => region() && url.origin + url.pathname === location.origin + location.pathname;

/** Focus stays on the same control, or goes to the region. */
function replace(former, fresh) {
	const held = former.matches(':focus-within') && one(':focus');
	const name = (control) => control.id || control.ariaLabel || control.textContent;
	former.replaceWith(fresh);
	if (!held) return;
	const like = (control) => name(control) === name(held) && control.checkVisibility();
	const twin = all(held.tagName, fresh).find(like) ?? fresh;
	if (twin === fresh) fresh.tabIndex = -1;
	twin.focus({ preventScroll: true });
}

/** What stands at `url` in place of `former`; nothing when that is another page, or signing in comes first. */
async function renew(former, url, signal) {
	const { swap, fragment = swap } = former.dataset;
	const answer = await fetch(url, { headers: { 'X-Fragment': fragment }, signal });
	if (answer.redirected) return location.reload();
	if (!answer.ok) throw new Error(answer.status);
	const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
	const fresh = one('[data-swap], [data-fragment]', page);
	const elsewhere = fresh ? fresh.dataset.then : url;
	if (elsewhere) return location.assign(elsewhere);
	replace(former, fresh);
	return fresh;
}

/** `how` it enters history: 'push', 'type' (one entry however many keys), or not. */
async function load(url, how) {
	const former = region();
	clearTimeout(timer);
	running?.abort();
	const mine = running = new AbortController();
	const late = setTimeout(() => {
		former.ariaBusy = 'true';
		announce(former.dataset.loading);
	}, slow);
	try {
		const fresh = await renew(former, url, mine.signal);
		if (!fresh) return;
		const again = how === 'type' && history.state === 'type';
		if (how) history[again ? 'replaceState' : 'pushState'](how, '', url);
		shown = url.pathname + url.search;
		document.title = fresh.dataset.title;
		announce(fresh.dataset.announce);
		if (how === 'push') scrollTo(0, 0);
	} catch (failure) {
		if (failure.name !== 'AbortError') trouble(former, () => load(url, how));
	} finally {
		clearTimeout(late);
		if (mine === running) former.ariaBusy = null;
	}
}

/** A search keeps the filters; empty fields leave the address. */
function target(form, submitter) {
	const url = new URL(form.action);
	if (form.matches('[role=search]')) url.search = location.search;
	const data = [...new FormData(form, submitter)];
	for (const name of ['after', 'before', 'at', ...data.map(([name]) => name)]) url.searchParams.delete(name);
	for (const [name, value] of data) if (value) url.searchParams.append(name, value);
	return url;
}

on('input', '[role=search]', ({ isComposing }, form) => {
	if (isComposing || !here(new URL(form.action))) return;
	clearTimeout(timer);
	timer = setTimeout(() => load(target(form), 'type'), quiet);
});

on('submit', 'form:not([method=post])', ({ defaultPrevented, submitter }, form) => {
	if (defaultPrevented || !here(new URL(form.action))) return false;
	load(target(form, submitter), 'push');
	return true;
});

on('change', '[data-auto]', (event, { form }) => form.requestSubmit());

on('click', '[data-swap] a[href]:not([download])', (event, link) => {
	if (!plain(event) || !here(link)) return false;
	load(new URL(link), 'push');
	return true;
});

addEventListener('popstate', () => {
	const url = new URL(location);
	if (!region() || url.pathname + url.search === shown) return;
	const box = one('[role=search] [name=q]');
	if (box) box.value = url.searchParams.get('q');
	load(url);
});

/** Until the answer has no `data-poll`, or says where to go `then`. Each tenth is said. */
function poll(element, tenth) {
	setTimeout(async () => {
		try {
			const fresh = await renew(element, element.dataset.pollUrl);
			if (!fresh?.dataset.poll) return;
			const { value, max } = one('progress', fresh) ?? {};
			const now = Math.floor((value / max) * 10);
			if (now > tenth) announce(fresh.dataset.announce);
			poll(fresh, now);
		} catch {
			if (!one('.trouble', element)) trouble(element, () => {});
			poll(element, tenth);
		}
	}, element.dataset.poll);
}
all('[data-poll]').forEach((element) => {
	poll(element);
	// Else the Refresh header would load the whole page.
	addEventListener('load', () => setTimeout(() => stop()));
});
