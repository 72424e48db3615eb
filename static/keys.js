// A control names its key in `aria-keyshortcuts`, a place of the sidebar in `data-go`.
import { toggle, step, clear } from './list.js';
import { close } from './dialog.js';
import { on, one } from './tell.js';

let going = 0;

/** By sign, or by place where the layout has no Latin letters. */
function sign({ key, code, shiftKey }) {
	if (key <= '~') return key;
	const signs = { Slash: shiftKey ? '?' : '/', BracketLeft: '[', BracketRight: ']' };
	return signs[code] ?? code.replace('Key', '').toLowerCase();
}

const typing = (at) => at.matches('textarea, select, input:not([type=checkbox], [type=radio])');

/** The page's own control comes before the shell's. */
function press(selector) {
	const control = one(`main ${selector}`) ?? one(selector);
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

on('keydown', '*', (event) => {
	const { target: at, key } = event;
	const control = event.ctrlKey || event.metaKey;
	if (event.isComposing || event.defaultPrevented || one('dialog[open]')) return false;
	if (key === 'Enter' && control) {
		const form = at.closest('form[method=post]') ?? one('main form:has(.btn.p)');
		form?.requestSubmit(one('.btn.p', form));
		return true; // in a field some browsers send the form, too
	}
	if (key === 'Escape') return close() || clear() || (typing(at) && at.blur());
	// AltGr, which writes brackets, reports Ctrl and Alt.
	if ((control || event.altKey) && !event.getModifierState('AltGraph')) return false;
	return document.documentElement.dataset.keys !== 'off' && !typing(at) && single(sign(event), event.shiftKey);
});
