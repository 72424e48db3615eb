//! The other systems whose clients are answered, and where each is mounted. What they say is written on the floor above;
//! here is only what the guard and the errors must know of them.

/// A system whose wire format is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Forms in, JSON out.
    Echonio,
    /// Read-only lists with links.
    Nutcache,
    /// A key in a header of its own.
    ArrowSphere,
    /// The console's own documented REST.
    SimpleStore,
}

/// A beginning of addresses under which a dialect is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mount {
    /// The beginning, without a slash at its end.
    pub root: &'static str,
    /// Who is spoken to there.
    pub dialect: Dialect,
}

/// Every mount. None stands under another, and each can be switched off.
pub const MOUNTS: [Mount; 7] = [
    Mount { root: "/v1", dialect: Dialect::Echonio },
    Mount { root: "/compat/echonio", dialect: Dialect::Echonio },
    Mount { root: "/webapi", dialect: Dialect::Nutcache },
    Mount { root: "/api/customers", dialect: Dialect::Nutcache },
    Mount { root: "/compat/nutcache", dialect: Dialect::Nutcache },
    Mount { root: "/compat/arrowsphere", dialect: Dialect::ArrowSphere },
    Mount { root: "/compat/simplestore", dialect: Dialect::SimpleStore },
];

impl Mount {
    /// The mount that an address stands under.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        MOUNTS.into_iter().find(|mount| mount.holds(path))
    }

    /// The mount of this root.
    #[must_use]
    pub fn of_root(root: &str) -> Option<Self> {
        MOUNTS.into_iter().find(|mount| mount.root == root)
    }

    fn holds(&self, path: &str) -> bool {
        path.strip_prefix(self.root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stands_under_one_mount_at_most() {
        for mount in MOUNTS {
            assert_eq!(Mount::of(mount.root), Some(mount));
            assert_eq!(MOUNTS.iter().filter(|other| other.holds(mount.root)).count(), 1, "{mount:?}");
        }
        for (path, dialect) in [
            ("/v1/customers", Some(Dialect::Echonio)),
            ("/v1x/customers", None),
            ("/api/customers/7", Some(Dialect::Nutcache)),
            ("/api/v1/customers", None),
            ("/compat", None),
        ] {
            assert_eq!(Mount::of(path).map(|mount| mount.dialect), dialect, "{path}");
        }
    }
}
