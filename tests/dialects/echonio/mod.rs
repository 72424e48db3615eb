//! Echonio.

mod lists;
