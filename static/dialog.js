// Dialogs, menus, copying, and the reader's own settings.
import { all, on, one, plain, toast, trouble, words } from './tell.js';

/** Closes open menus, except one that holds `but`. False when none was. */
export function close(but) {
	const open = all('details.menu[open]').filter((menu) => !menu.contains(but));
	for (const menu of open) {
		menu.open = false;
		if (menu.contains(document.activeElement)) menu.firstElementChild.focus();
	}
	return open.length > 0;
}

on('click', '*', ({ target }) => { close(target); });

on('click', '[data-dialog]', (event, { dataset }) => {
	if (!plain(event)) return false;
	one(`#${dataset.dialog}`).showModal();
	return true;
});

on('click', '[data-copy]', (event, { dataset: { copy } }) => {
	// Where the clipboard is refused, it is shown.
	(navigator.clipboard?.writeText(copy) ?? Promise.reject()).then(() => toast(words.copied), () => toast(copy));
});

on('keydown', 'details.menu:not(:has(.pop))', ({ key }, menu) => {
	const by = { ArrowDown: 1, ArrowUp: -1 }[key];
	if (!by) return false;
	menu.open = true;
	const items = all('div :is(a, button)', menu);
	const at = items.indexOf(document.activeElement);
	items.at(Math.max(at + by, -1) % items.length).focus();
	return true;
});

/** Shown at once, kept by the server. `data-other` is what the button sets the next time. */
on('submit', '[data-pref]', ({ submitter: button }, form) => {
	const { name, value } = button;
	const body = new URLSearchParams(new FormData(form, button));
	document.documentElement.dataset[name] = value;
	[button.value, button.dataset.other] = [button.dataset.other, value];
	if (button.ariaPressed) button.ariaPressed = button.ariaPressed !== 'true';
	fetch(form.action, { method: 'POST', body, redirect: 'manual', keepalive: true })
		.catch(() => trouble(one('#main'), () => form.requestSubmit(button)));
	return true;
});
