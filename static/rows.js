// Repeatable rows, and a warning before unsaved text is lost. In a row's template `__` is its index, `%n` its number.
import { all, announce, on, one, words } from './tell.js';

const unsaved = new Set();
const field = (row) => row && one('input, select, textarea', row);

function add({ dataset, innerHTML }) {
	const list = one(`#${dataset.into}`);
	const row = innerHTML.replaceAll('__', dataset.next++).replaceAll('%n', list.children.length + 1);
	list.insertAdjacentHTML('beforeend', row);
	field(list.lastElementChild).focus();
	announce(words.rowAdded);
}

function remove(row, { form, value }) {
	const adder = one(`[name=add][value="${value.split('.')[0]}"]`, form);
	(field(row.nextElementSibling ?? row.previousElementSibling) ?? adder).focus();
	row.remove();
	announce(words.rowRemoved);
}

on('click', 'button[name=add], button[name=remove]', (event, button) => {
	const row = button.name === 'remove' && button.closest('.rows > li');
	const template = one(`template[data-rows="${CSS.escape(button.value)}"]`);
	unsaved.add(button.form);
	if (row) remove(row, button);
	else if (template) add(template);
	else return false; // the form is sent, and the server does it
	return true;
});

on('input', 'form', (event, form) => { unsaved.add(form); });
on('submit', 'form', () => unsaved.clear());
addEventListener('beforeunload', (event) => {
	if (all('[data-guard]').some((form) => unsaved.has(form))) event.preventDefault();
});

one('#errors')?.focus();
