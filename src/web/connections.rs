//! How many connections one address may hold open, and how long one may stay that takes nothing of its answer. One too
//! many is closed before a byte of it is read.

use std::any::Any;
use std::collections::HashMap;
use std::net::{IpAddr, Shutdown, TcpStream};
use std::os::fd::AsFd as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::dev::Extensions;
use socket2::SockRef;

use crate::web::hosts::Network;

/// Counts connections by address.
#[derive(Clone)]
pub struct Connections {
    most: usize,
    pace: Duration,
    uncounted: Arc<[Network]>,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Connections {
    /// At most this many of one address; those of proxies are not counted. None is kept whose peer takes nothing for as
    /// long as `pace`.
    #[must_use]
    pub fn new(most: usize, pace: Duration, proxies: &[Network]) -> Self {
        Self { most, pace, uncounted: proxies.into(), open: Arc::default() }
    }

    /// Counts a new connection for as long as it is open, or closes it.
    pub fn admit(&self, connection: &dyn Any, extensions: &mut Extensions) {
        let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
        let Ok(peer) = stream.peer_addr() else { return };
        give_up_after(&SockRef::from(stream), self.pace);
        let address = peer.ip().to_canonical();
        if self.uncounted.iter().any(|network| network.contains(address)) {
            return;
        }
        match self.count(address) {
            Some(ticket) => {
                extensions.insert(ticket);
            }
            None => close(stream),
        }
    }

    fn count(&self, address: IpAddr) -> Option<Ticket> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Ticket { address, open: Arc::clone(&self.open) })
    }
}

/// Stands for an open connection; dropped with it.
struct Ticket {
    address: IpAddr,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

/// While a peer takes nothing, its answer is not asked for more, so nobody here would notice; the kernel does. Elsewhere
/// than on Linux only those are cut that take too little.
fn give_up_after(socket: &SockRef<'_>, pace: Duration) {
    #[cfg(target_os = "linux")]
    if let Err(error) = socket.set_tcp_user_timeout(Some(pace)) {
        tracing::debug!(%error, "a connection stays however long its peer takes nothing");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (socket, pace);
}

/// The server owns the connection; through a second handle of it, both directions are shut.
fn close(stream: &actix_web::rt::net::TcpStream) {
    let second = stream.as_fd().try_clone_to_owned().map(TcpStream::from);
    // A connection that is gone already is what was wanted.
    let _ = second.and_then(|second| second.shutdown(Shutdown::Both));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d3_an_address_holds_no_more_than_its_share_and_gets_it_back() {
        let connections = Connections::new(2, Duration::from_secs(30), &[]);
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let (first, _second) = (connections.count(one), connections.count(one));
        assert!(connections.count(one).is_none());
        assert!(connections.count(other).is_some());
        drop(first);
        assert!(connections.count(one).is_some());
    }

    #[cfg(target_os = "linux")]
    #[actix_web::test]
    async fn d3_a_reader_that_takes_nothing_is_given_up() {
        let connections = Connections::new(2, Duration::from_secs(7), &[]);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        stream.set_nonblocking(true).unwrap();
        let stream = actix_web::rt::net::TcpStream::from_std(stream).unwrap();
        connections.admit(&stream, &mut Extensions::new());
        assert_eq!(SockRef::from(&stream).tcp_user_timeout().unwrap(), Some(Duration::from_secs(7)));
    }
}
