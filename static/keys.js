// A control names its key in `aria-keyshortcuts`, a place of the sidebar in `data-go`.
import { toggle, step, clear } from './list.js';
import { close } from './dialog.js';
import { on } from './tell.js';

const signs = { Slash: '/?', BracketLeft: '[{', BracketRight: ']}' };
let going = 0;

/** By sign, or by place where the layout has no Latin letters. */
function sign({ key, code, shiftKey }) {
	if (key.length > 1 || key <= '~') return key;
	return /^Key(.)$/.exec(code)?.[1].toLowerCase() ?? signs[code]?.[+shiftKey] ?? key;
}

const typing = (at) => at.isContentEditable || at.matches('textarea, select, input:not([type=checkbox], [type=radio])');

/** The page's own control comes before the shell's. */
function press(selector) {
	const control = document.querySelector(`main ${selector}`) ?? document.querySelector(selector);
	control?.focus();
	control?.click();
	control?.select?.();
	return Boolean(control);
}

function single(key, far) {
	const second = Date.now() < going;
	going = key === 'g' ? Date.now() + 1500 : 0;
	if (second && press(`[data-go="${CSS.escape(key)}"]`)) return true;
	switch (key) {
		case 'j': return step(1);
		case 'k': return step(-1);
		case 'x': case 'X': return toggle(far);
		default: return press(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
	}
}

on('keydown', (event) => {
	const at = event.target;
	const control = event.ctrlKey || event.metaKey;
	if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]')) return;
	if (event.key === 'Enter' && control) {
		event.preventDefault(); // in a field some browsers send the form, too
		const form = at.closest('form[method=post]') ?? document.querySelector('main form:has(.btn.p)');
		form?.requestSubmit(form.querySelector('.btn.p'));
	} else if (event.key === 'Escape') {
		if (close() || clear()) event.preventDefault();
		else if (typing(at)) at.blur();
	} else if (document.documentElement.dataset.keys !== 'off' && !typing(at)) {
		// AltGr, which writes brackets, reports Ctrl and Alt.
		if ((control || event.altKey) && !event.getModifierState('AltGraph')) return;
		if (single(sign(event), event.shiftKey)) event.preventDefault();
	}
});
