// A queue of files. Each is sent by itself with the form's other fields: at once when `data-upload="now"`, else on
// Submit. With `data-drop-page` the whole window takes a drop.
import { announce, fill, number, on, words } from './tell.js';

const queues = new WeakMap(); // form -> its entries
const mega = 1e6;
const unit = (n, name, options) => number(n, { style: 'unit', unit: name, ...options });
const tenths = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
const size = (bytes) => (bytes < mega ? unit(Math.ceil(bytes / 1000), 'kilobyte') : unit(bytes / mega, 'megabyte', tenths));
const long = { unitDisplay: 'long' };
const left = (s) => (s < 90 ? unit(Math.ceil(s), 'second', long) : unit(Math.ceil(s / 60), 'minute', long));

/** One line of the queue. */
function entry(form, file) {
	const item = form.querySelector('template').content.firstElementChild.cloneNode(true);
	const [link, bar, text, button] = ['a', 'progress', '[data-text]', 'button'].map((part) => item.querySelector(part));
	const it = { file, link, bar, state: 'waiting' };
	link.textContent = bar.ariaLabel = file.name;
	button.ariaLabel = fill(button.ariaLabel, { name: file.name });
	it.say = (said) => { text.textContent = said; };
	it.end = (state, said) => {
		it.state = state;
		it.say(said);
		text.classList.toggle('cbadt', state === 'refused');
		bar.hidden = true;
		announce(`${file.name}: ${said}`);
	};
	button.onclick = () => {
		it.state = 'cancelled';
		it.request?.abort();
		item.remove();
	};
	form.querySelector('.queue ul').append(item);
	return it;
}

function take(form, files) {
	const { limit, large, waiting, upload } = form.dataset;
	const queue = queues.get(form) ?? [];
	queues.set(form, queue);
	form.hidden = false;
	for (const file of files) {
		const it = entry(form, file);
		queue.push(it);
		if (file.size > limit) it.end('refused', fill(large, { size: size(file.size), limit: size(limit) }));
		else it.say(`${size(file.size)} · ${waiting}`);
	}
	if (upload === 'now') send(form);
}

const post = (form, it) => new Promise((done) => {
	const request = it.request = new XMLHttpRequest();
	const fault = () => it.end('refused', navigator.onLine ? words.fault : words.offline);
	const body = new FormData(form);
	const began = Date.now();
	body.set('file', it.file);
	request.open('POST', form.action);
	request.responseType = 'json';
	request.setRequestHeader('Accept', 'application/json');
	request.setRequestHeader('X-CSRF-Token', form.elements.csrf_token.value);
	request.upload.onprogress = ({ loaded, total }) => {
		it.bar.value = loaded / total;
		const rest = ((Date.now() - began) / 1000) * (total / loaded - 1);
		const sent = total < mega ? size(loaded) : number(loaded / mega, tenths);
		it.say(fill(form.dataset.progress, { sent, total: size(total), left: left(rest) }));
	};
	request.onerror = fault;
	request.onload = () => {
		const { status, response: answer } = request;
		if (status === 401) return location.reload(); // to sign in, and back
		if (status !== 201) return answer ? it.end('refused', answer.detail ?? answer.title) : fault();
		it.end('done', form.dataset.done);
		it.link.href = answer.location;
	};
	request.onloadend = done;
	request.send(body);
});

async function send(form) {
	const queue = queues.get(form);
	if (queue.some(({ state }) => state === 'sending')) return; // it takes what was added
	for (let it; (it = queue.find(({ state }) => state === 'waiting'));) {
		it.state = 'sending';
		await post(form, it);
	}
	const [only, more] = queue.filter(({ state }) => state !== 'cancelled');
	if (!more && only?.link.href) location.assign(only.link.href);
}

on('change', ({ target: input }) => {
	const form = input.type === 'file' && input.closest('[data-upload]');
	if (!form) return;
	take(form, [...input.files]);
	input.value = ''; // the same file may be chosen again
});

on('submit', (event) => {
	if (!queues.has(event.target)) return;
	event.preventDefault();
	send(event.target);
});

let depth = 0; // enter and leave come for every element that is crossed
function hover(form, on) {
	form.querySelector('.drop').classList.toggle('over', on);
	if (!form.matches('[data-drop-page]')) return;
	form.classList.toggle('cover', on);
	form.hidden = !on && !queues.has(form);
}
const drag = (kind, then) => on(kind, (event) => {
	const form = event.target.closest?.('[data-upload]') ?? document.querySelector('[data-drop-page]');
	if (!form || !event.dataTransfer.types.includes('Files')) return;
	event.preventDefault();
	then(form, event.dataTransfer.files);
});
drag('dragover', () => {});
drag('dragenter', (form) => hover(form, ++depth > 0));
drag('dragleave', (form) => hover(form, --depth > 0));
drag('drop', (form, files) => {
	depth = 0;
	hover(form, false);
	take(form, files);
});
