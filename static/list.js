// The list's selection (ranges, the page, the count) and moving over its rows.
import { count, on } from './tell.js';

const boxes = (form) => [...form.querySelectorAll('tbody td > [type=checkbox]')];
const row = () => document.activeElement.closest('.list tbody tr');
let last = null; // where a range begins

function tell(form) {
	const all = boxes(form);
	const chosen = all.filter((box) => box.checked).length;
	const text = form.querySelector('.bulk [data-other]');
	const head = form.querySelector('thead [type=checkbox]');
	if (!text || !head) return;
	text.textContent = count(text, chosen);
	head.checked = chosen > 0 && chosen === all.length;
	head.indeterminate = chosen > 0 && chosen < all.length;
}
const tellAll = () => document.querySelectorAll('form:has(.list)').forEach(tell);

/** `box` has changed; with `far`, all since the last one follow it. */
function choose(box, far) {
	const all = boxes(box.form);
	const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
	if (far && from >= 0) for (const each of all.slice(from, to)) each.checked = box.checked;
	last = box;
}

on('click', ({ target: box, shiftKey }) => {
	if (!box.matches('.list [type=checkbox]')) return;
	if (box.closest('thead')) boxes(box.form).forEach((each) => { each.checked = box.checked; });
	else choose(box, shiftKey);
	tell(box.form);
});
on('reset', () => setTimeout(tellAll));
addEventListener('pageshow', tellAll); // "back" may have kept ticks

/** Moves focus to the next (1) or previous (-1) row; false without a list. */
export function step(by) {
	const links = [...document.querySelectorAll('.list tbody tr .go')];
	const at = links.indexOf(row()?.querySelector('.go'));
	links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
	return links.length > 0;
}

/** Ticks the row with focus; with `far`, all since the last one. */
export function toggle(far) {
	const box = row()?.querySelector('td > [type=checkbox]');
	if (!box) return false;
	box.checked = far || !box.checked;
	choose(box, far);
	tell(box.form);
	return true;
}

/** Takes the selection away; false when there was none. */
export function clear() {
	const chosen = document.querySelectorAll('.list :checked, .bulk :checked');
	chosen.forEach((box) => { box.checked = false; });
	tellAll();
	return chosen.length > 0;
}
