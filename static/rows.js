// Repeatable rows, and a warning before unsaved text is lost. In a row's template `__` is its index, `%n` its number.
import { announce, on, words } from './tell.js';

const field = (row) => row?.querySelector('input, select, textarea');

function add(template) {
	const list = document.getElementById(template.dataset.into);
	const row = template.innerHTML.replaceAll('__', template.dataset.next++).replaceAll('%n', list.children.length + 1);
	list.insertAdjacentHTML('beforeend', row);
	field(list.lastElementChild).focus();
	announce(words.rowAdded);
}

function remove(row, { form, value }) {
	const adder = form.querySelector(`[name=add][value="${value.split('.')[0]}"]`);
	(field(row.nextElementSibling ?? row.previousElementSibling) ?? adder).focus();
	row.remove();
	announce(words.rowRemoved);
}

on('click', (event) => {
	const button = event.target.closest('button[name=add], button[name=remove]');
	if (!button) return;
	const row = button.name === 'remove' && button.closest('.rows > li');
	const template = document.querySelector(`template[data-rows="${CSS.escape(button.value)}"]`);
	if (row) remove(row, button);
	else if (template) add(template);
	else return; // the form is sent, and the server does it
	event.preventDefault();
	unsaved.add(button.form);
});

const unsaved = new Set();
on('input', ({ target }) => unsaved.add(target.form));
on('submit', () => unsaved.clear());
addEventListener('beforeunload', (event) => {
	for (const form of unsaved) if (form?.isConnected && 'guard' in form.dataset) event.preventDefault();
});

document.getElementById('errors')?.focus();
