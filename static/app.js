// The entry: each module listens at the document, so what a swap brings in needs no wiring.
import './keys.js';
import './swap.js';
import './list.js';
import './rows.js';
import './upload.js';
import './dialog.js';
