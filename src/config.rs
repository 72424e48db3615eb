use std::path::PathBuf;
