// A queue of files, each sent by itself with the form's fields: on Submit, or at once (`data-upload="now"`).
// `data-drop-page`: the whole window takes a drop.
import { announce, copy, failure, fill, number, on, one } from './tell.js';

const queues = new WeakMap(); // form -> its entries
const unit = (n, name, options) => number(n, { style: 'unit', unit: name, ...options });
const size = (n) => (n < 1e6 ? unit(Math.ceil(n / 1000), 'kilobyte') : unit(n / 1e6, 'megabyte', { maximumFractionDigits: 1 }));
const left = (s) => unit(Math.ceil(s < 90 ? s : s / 60), s < 90 ? 'second' : 'minute', { unitDisplay: 'long' });

/** One line of the queue. */
function entry(form, file) {
	const item = copy(one('template', form));
	const [link, bar, text, button] = ['a', 'progress', '[data-text]', 'button'].map((part) => one(part, item));
	const it = { file, link, bar, state: 'waiting', stop: new AbortController() };
	link.textContent = bar.ariaLabel = file.name;
	button.ariaLabel = fill(button.ariaLabel, file);
	it.say = (said) => { text.textContent = said; };
	it.end = (state, said) => {
		it.state = state;
		it.say(said);
		text.classList.toggle('cbadt', state !== 'done');
		bar.hidden = true;
		announce(`${file.name}: ${said}`);
	};
	button.onclick = () => {
		it.state = 'cancelled';
		it.stop.abort();
		item.remove();
	};
	one('.queue ul', form).append(item);
	return it;
}

function take(form, files) {
	const { limit, large, waiting, upload } = form.dataset;
	const queue = queues.get(form) ?? [];
	queues.set(form, queue);
	for (const file of files) {
		const it = entry(form, file);
		queue.push(it);
		if (file.size > limit) it.end('refused', fill(large, { size: size(file.size), limit: size(limit) }));
		else it.say(`${size(file.size)} · ${waiting}`);
	}
	if (upload === 'now') send(form);
}

/** First the bytes, in parts (tus 1.0): what broke off, even with the page, goes on where it stopped. Then the form. */
async function post(form, it) {
	const { name, size: total, lastModified } = it.file;
	const key = name + total + lastModified;
	const ask = async (method, url, headers, body) => {
		headers = { 'Tus-Resumable': '1.0.0', 'X-CSRF-Token': form.elements.csrf_token.value, ...headers };
		const answer = await fetch(url, { method, headers, body, signal: it.stop.signal });
		if (answer.redirected) location.reload(); // to sign in, and back
		return answer;
	};
	let url = localStorage[key];
	let answer = url && await ask('HEAD', url);
	if (!answer?.ok) {
		const meta = `filename ${btoa(String.fromCharCode(...new TextEncoder().encode(name)))}`;
		answer = await ask('POST', '/assets/uploads', { 'Upload-Length': total, 'Upload-Metadata': meta });
		url = localStorage[key] = answer.headers.get('Location');
	}
	const there = () => +answer.headers.get('Upload-Offset');
	const [began, from] = [Date.now(), there()];
	for (let at = from; answer.ok && at < total;) {
		const part = it.file.slice(at, at + Math.max(2 ** 18, total / 99));
		answer = await ask('PATCH', url, { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': at }, part);
		at = there();
		it.bar.value = at / total;
		const rest = left(((Date.now() - began) / 1000) * (total - at) / (at - from));
		it.say(fill(form.dataset.progress, { sent: size(at), total: size(total), left: rest }));
	}
	if (answer.ok) {
		const body = new FormData(form);
		body.set('uploaded', url.split('/').pop());
		answer = await ask('POST', form.action, { Accept: 'application/json' }, body);
	}
	const { detail, again, location: to } = await answer.json();
	if (again) return it.end('again', detail); // its file is kept until the form is corrected
	delete localStorage[key];
	if (detail) return it.end('refused', detail);
	it.end('done', form.dataset.done);
	it.link.href = to;
}

async function send(form) {
	const queue = queues.get(form);
	if (queue.some(({ state }) => state === 'sending')) return; // it takes what was added
	for (let it; (it = queue.find(({ state }) => state === 'waiting'));) {
		it.state = 'sending';
		await post(form, it).catch(() => it.state === 'sending' && it.end('refused', failure()));
	}
	const [only, more] = queue.filter(({ state }) => state !== 'cancelled');
	if (!more && only?.link.href) location.assign(only.link.href);
}

on('change', '[data-upload] [type=file]', ({ target: input }) => {
	take(input.closest('[data-upload]'), [...input.files]);
	input.value = ''; // the same file may be chosen again
});

on('submit', '[data-upload]', (event, form) => {
	const queue = queues.get(form);
	if (!queue) return false;
	for (const it of queue) if (it.state === 'again') it.state = 'waiting';
	send(form);
	return true;
});

let depth = 0; // enter and leave come for every element that is crossed
const steps = { dragover: 0, dragenter: 1, dragleave: -1, drop: -Infinity };
for (const kind in steps) {
	addEventListener(kind, (event) => {
		const form = event.target.closest?.('[data-upload]') ?? one('[data-drop-page]');
		if (!form || !event.dataTransfer.types.includes('Files')) return;
		event.preventDefault();
		depth = Math.max(depth + steps[kind], 0);
		one('.drop', form).classList.toggle('over', depth);
		if (kind === 'drop') take(form, event.dataTransfer.files);
	});
}
