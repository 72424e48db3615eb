// The list's selection (ranges, the page, the count) and moving over its rows.
import { all, count, on, one } from './tell.js';

const boxes = (form) => all('tbody td > [type=checkbox]', form);
const inRow = (selector) => one(`.list tbody tr:focus-within ${selector}`);
let last = null; // where a range begins

function tell(form) {
	const chosen = boxes(form).filter((box) => box.checked).length;
	const rest = boxes(form).length - chosen;
	const [text, head] = ['.bulk [data-other]', 'thead [type=checkbox]'].map((part) => one(part, form));
	if (!text || !head) return;
	text.textContent = count(text, chosen);
	head.checked = chosen && !rest;
	head.indeterminate = chosen && rest;
}
const tellAll = () => all('form:has(.list)').forEach(tell);

/** `box` has changed; with `far`, all since the last one follow it. */
function choose(box, far) {
	const column = boxes(box.form);
	const [from, to] = [last, box].map((end) => column.indexOf(end)).sort((a, b) => a - b);
	if (far && from >= 0) for (const each of column.slice(from, to)) each.checked = box.checked;
	last = box;
	tellAll();
}

on('click', '.list [type=checkbox]', ({ shiftKey }, box) => {
	if (!box.closest('thead')) return choose(box, shiftKey);
	for (const each of boxes(box.form)) each.checked = box.checked;
	tellAll();
});
on('reset', 'form', () => setTimeout(tellAll));
addEventListener('pageshow', tellAll); // "back" may have kept ticks

/** Moves focus to the next (1) or previous (-1) row; false without a list. */
export function step(by) {
	const links = all('.list tbody tr .go');
	const at = links.indexOf(inRow('.go'));
	links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
	return links.length > 0;
}

/** Ticks the row with focus; with `far`, all since the last one. */
export function toggle(far) {
	const box = inRow('td > [type=checkbox]');
	if (!box) return false;
	box.checked = far || !box.checked;
	choose(box, far);
	return true;
}

/** Takes the selection away; false when there was none. */
export function clear() {
	const chosen = all('.list :checked, .bulk :checked');
	for (const box of chosen) box.checked = false;
	tellAll();
	return chosen.length > 0;
}
