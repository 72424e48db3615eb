// Dialogs, menus, copying, and the reader's own settings.
import { on, plain, toast, trouble, words } from './tell.js';

/** Closes open menus, except one that holds `but`. False when none was. */
export function close(but) {
	const open = [...document.querySelectorAll('details.menu[open]')].filter((menu) => !but || !menu.contains(but));
	for (const menu of open) {
		menu.open = false;
		if (menu.contains(document.activeElement)) menu.firstElementChild.focus();
	}
	return open.length > 0;
}

on('click', (event) => {
	const { target } = event;
	close(target);
	const dialog = document.getElementById(target.closest('[data-dialog]')?.dataset.dialog);
	if (dialog && plain(event)) {
		event.preventDefault();
		dialog.showModal();
	}
	const text = target.closest('[data-copy]')?.dataset.copy;
	// Where the clipboard is refused, it is shown.
	if (text) (navigator.clipboard?.writeText(text) ?? Promise.reject()).then(() => toast(words.copied), () => toast(text));
});

on('keydown', (event) => {
	const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
	const menu = by && event.target.closest('details.menu:not(:has(.pop))');
	if (!menu) return;
	event.preventDefault();
	menu.open = true;
	const items = [...menu.querySelectorAll('div :is(a, button)')];
	const at = items.indexOf(document.activeElement);
	items.at(Math.max(at + by, -1) % items.length).focus();
});

/** Shown at once, kept by the server. `data-other` is what the button sets the next time. */
on('submit', (event) => {
	const { target: form, submitter: button } = event;
	if (!form.matches('[data-pref]')) return;
	event.preventDefault();
	const { name, value } = button;
	const body = new URLSearchParams(new FormData(form, button));
	document.documentElement.dataset[name] = value;
	[button.value, button.dataset.other] = [button.dataset.other, value];
	if (button.ariaPressed) button.ariaPressed = button.ariaPressed !== 'true';
	fetch(form.action, { method: 'POST', body, redirect: 'manual' })
		.catch(() => trouble(document.getElementById('main'), () => form.requestSubmit(button)));
});
