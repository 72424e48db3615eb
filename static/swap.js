// Lists and progress change in place; the address always says what is shown.
import { announce, number, on, plain, trouble } from './tell.js';

const quiet = 150; // ms without a key before a search is sent
const slow = 400; // ms before the page says so
let running = null;
let timer = 0;
let shown = location.pathname + location.search;

const region = () => document.querySelector('[data-swap]');
const here = (url) => region() && url.origin + url.pathname === location.origin + location.pathname;

/** Nothing when the person has to sign in first. */
async function fragment(url, name, signal) {
	const answer = await fetch(url, { headers: { 'X-Fragment': name }, signal });
	if (answer.redirected) return location.reload();
	if (!answer.ok) throw new Error(answer.status);
	return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

/** Focus stays on the same control, or goes to the region. */
function replace(former, fresh) {
	const held = former.contains(document.activeElement) && document.activeElement;
	const name = (control) => control.id || control.ariaLabel || control.textContent;
	former.replaceWith(fresh);
	if (!held) return;
	const like = (control) => name(control) === name(held) && control.checkVisibility();
	const twin = [...fresh.querySelectorAll(held.tagName)].find(like) ?? fresh;
	if (twin === fresh) fresh.tabIndex = -1;
	twin.focus({ preventScroll: true });
}

/** `how` it enters history: 'push', 'type' (one entry however many keys), or not. */
async function load(url, how) {
	const former = region();
	running?.abort();
	const mine = running = new AbortController();
	const late = setTimeout(() => {
		former.ariaBusy = 'true';
		announce(former.dataset.loading);
	}, slow);
	try {
		const page = await fragment(url, former.dataset.swap, mine.signal);
		if (!page) return;
		const fresh = page.querySelector('[data-swap]');
		if (!fresh) return location.assign(url);
		const again = how === 'type' && history.state === 'type';
		if (how) history[again ? 'replaceState' : 'pushState'](how, '', url);
		shown = url.pathname + url.search;
		replace(former, fresh);
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
	['after', 'before', 'at'].forEach((name) => url.searchParams.delete(name));
	const data = [...new FormData(form, submitter)];
	data.forEach(([name]) => url.searchParams.delete(name));
	data.forEach(([name, value]) => value && url.searchParams.append(name, value));
	return url;
}

on('input', ({ target: { form }, isComposing }) => {
	if (isComposing || !form?.matches('[role=search]') || !here(new URL(form.action))) return;
	clearTimeout(timer);
	timer = setTimeout(() => load(target(form), 'type'), quiet);
});

on('submit', (event) => {
	const { target: form, submitter } = event;
	if (event.defaultPrevented || form.method !== 'get' || !here(new URL(form.action))) return;
	event.preventDefault();
	clearTimeout(timer);
	load(target(form, submitter), 'push');
});

on('change', ({ target: control }) => {
	if (control.matches('[data-auto]')) control.form.requestSubmit();
});

on('click', (event) => {
	const link = event.target.closest('[data-swap] a[href]');
	if (!link || !plain(event) || link.hasAttribute('download') || !here(link)) return;
	event.preventDefault();
	load(new URL(link), 'push');
});

addEventListener('popstate', () => {
	const url = new URL(location);
	if (!region() || url.pathname + url.search === shown) return;
	const box = document.querySelector('[role=search] [name=q]');
	if (box) box.value = url.searchParams.get('q');
	load(url);
});

/** Until the answer has no `data-poll`, or says where to go `then`. */
function poll(element, tenth) {
	const { poll: wait, pollUrl, fragment: name } = element.dataset;
	setTimeout(async () => {
		try {
			const page = await fragment(pollUrl, name);
			const fresh = page?.querySelector('[data-fragment]');
			if (!fresh) return;
			if (fresh.dataset.then) return location.replace(fresh.dataset.then);
			const { value, max } = fresh.querySelector('progress') ?? { value: 0, max: 1 };
			const now = Math.floor((value / max) * 10);
			if (now > tenth) announce(fresh.dataset.announce ?? number(now / 10, { style: 'percent' }));
			replace(element, fresh);
			if (fresh.dataset.poll) poll(fresh, now);
		} catch {
			if (!element.querySelector('.trouble')) trouble(element, () => {});
			poll(element, tenth);
		}
	}, Number(wait));
}
document.querySelectorAll('[data-poll]').forEach((element) => {
	poll(element);
	// Else the Refresh header would load the whole page.
	addEventListener('load', () => setTimeout(() => stop()));
});
