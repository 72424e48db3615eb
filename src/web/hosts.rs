//! Under which names this server answers, and from which address a request comes.

use std::net::IpAddr;
use std::str::FromStr;

use actix_web::HttpMessage as _;
use actix_web::HttpRequest;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::HOST;

use crate::web::errors::Failure;
use crate::web::site::Site;

/// The names a server answers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hosts {
    /// Those of this machine, on any port: no base URL is configured.
    Loopback,
    /// The base URL's host, and its port where it is not the scheme's.
    Only(String),
}

impl Hosts {
    fn include(&self, host: &str) -> bool {
        match self {
            Self::Only(only) => only.eq_ignore_ascii_case(host),
            Self::Loopback => {
                let name = without_port(host);
                let address = name.trim_start_matches('[').trim_end_matches(']');
                name.eq_ignore_ascii_case("localhost")
                    || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
            }
        }
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty() => name,
        _ => host,
    }
}

/// Addresses that begin alike: `10.0.0.0/8`, or one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix_bits: u8,
}

/// The text is no address and no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a network is written like 10.0.0.0/8, an address like 10.0.0.1")]
pub struct NoNetwork;

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| NoNetwork)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix_bits = prefix.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| NoNetwork))?;
        if prefix_bits > most { Err(NoNetwork) } else { Ok(Self { address, prefix_bits }) }
    }
}

impl Network {
    /// Whether the address is one of these.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let is_alike = |one: u128, other: u128, bits: u8| {
            let shift = u32::from(bits - self.prefix_bits);
            one.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0)
        };
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(one), IpAddr::V4(other)) => {
                is_alike(u32::from(one).into(), u32::from(other).into(), 32)
            }
            (IpAddr::V6(one), IpAddr::V6(other)) => is_alike(one.into(), other.into(), 128),
            _ => false,
        }
    }
}

/// Where a request comes from, behind the proxies that are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// Of a request that came through [`admit`].
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let found = request.extensions().get::<Self>().copied();
        found.unwrap_or(Self(IpAddr::from([0, 0, 0, 0])))
    }
}

/// Notes where the request comes from, and refuses it when it is not for this server.
///
/// # Errors
/// [`Failure::UnknownHost`].
pub fn admit(request: &ServiceRequest, site: &Site) -> Result<(), Failure> {
    let peer = request.peer_addr().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.ip().to_canonical());
    let headers = request.headers().get_all("x-forwarded-for");
    let forwarded = headers.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let address = client_address(peer, &forwarded.collect::<Vec<_>>(), &site.proxies);
    request.extensions_mut().insert(ClientAddress(address));
    let mut hosts = request.headers().get_all(HOST);
    let host = hosts.next().and_then(|host| host.to_str().ok());
    // A request line may name the host too; then that one counts (RFC 9112, 3.2.2), and both must be ours.
    let named = request.uri().authority().is_none_or(|authority| site.hosts.include(authority.as_str()));
    let is_ours = named && hosts.next().is_none() && host.is_some_and(|host| site.hosts.include(host));
    if is_ours || is_probe(request.path()) { Ok(()) } else { Err(Failure::UnknownHost) }
}

/// Whoever watches over the program asks by its address, which is no name; what it is told is the same for all names.
fn is_probe(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz")
}

/// The last address of the chain that is not a believed proxy's: what stands before it anyone may have written.
fn client_address(peer: IpAddr, forwarded: &[&str], proxies: &[Network]) -> IpAddr {
    let is_believed = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
    let mut client = peer;
    for hop in forwarded.iter().rev() {
        if !is_believed(client) {
            break;
        }
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d10_only_our_names_are_answered() {
        let ours = Hosts::Only("crm.example.com".into());
        for (host, loopback, configured) in [
            ("localhost:8080", true, false),
            ("127.0.0.1:8080", true, false),
            ("127.0.0.1", true, false),
            ("[::1]:80", true, false),
            ("[::1]", true, false),
            ("crm.example.com", false, true),
            ("CRM.example.com", false, true),
            ("crm.example.com:8443", false, false),
            ("evil.example", false, false),
            ("localhost.evil.example", false, false),
            ("127.0.0.1.evil.example", false, false),
            ("", false, false),
        ] {
            assert_eq!(Hosts::Loopback.include(host), loopback, "{host}");
            assert_eq!(ours.include(host), configured, "{host}");
        }
    }

    #[test]
    fn d10_forwarded_addresses_are_believed_from_named_proxies_only() {
        let proxies = ["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        for (peer, forwarded, client) in [
            ("203.0.113.9", &["198.51.100.1"][..], "203.0.113.9"),
            ("10.1.2.3", &["198.51.100.1"], "198.51.100.1"),
            ("10.1.2.3", &["1.1.1.1", " 198.51.100.1", "10.9.9.9"], "198.51.100.1"),
            ("10.1.2.3", &[], "10.1.2.3"),
            ("10.1.2.3", &["unknown"], "10.1.2.3"),
            ("::1", &["2001:db8::7"], "2001:db8::7"),
        ] {
            let found = client_address(peer.parse().unwrap(), forwarded, &proxies);
            assert_eq!(found, client.parse::<IpAddr>().unwrap(), "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn networks_are_read_strictly() {
        for text in ["10.0.0.0/33", "::/129", "10.0.0", "10.0.0.0/x", ""] {
            assert_eq!(text.parse::<Network>(), Err(NoNetwork), "{text}");
        }
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("203.0.113.9".parse().unwrap()));
        assert!(!all.contains("2001:db8::7".parse().unwrap()));
    }
}
