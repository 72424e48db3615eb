//! The native API through its door.
