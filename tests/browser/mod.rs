//! What only a real browser shows: scripts, drags, layout, accessibility. The first tests are of the tools themselves.

mod tools;
