//! The IP address of the client. It is used only for limits, and never logged.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::HttpRequest;
use actix_web::http::header::FORWARDED;
use ipnet::IpNet;

/// The IP address of the client: that of the peer or, behind trusted proxies, the nearest one that
/// is not a trusted proxy (`Forwarded`, RFC 7239). Clients can forge the header, so only the part
/// that trusted proxies wrote counts.
pub fn client_address(request: &HttpRequest, trusted: &[IpNet]) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    if !is_trusted(peer, trusted) {
        return peer;
    }
    let headers: Vec<&str> =
        request.headers().get_all(FORWARDED).filter_map(|value| value.to_str().ok()).collect();
    let hops = headers.iter().flat_map(|value| value.split(','));
    let mut client = peer;
    for hop in hops.collect::<Vec<_>>().into_iter().rev() {
        let Some(address) = forwarded_for(hop) else { break };
        client = address;
        if !is_trusted(address, trusted) {
            break;
        }
    }
    client
}

/// Whether an IP address belongs to a trusted proxy.
pub fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address.to_canonical()))
}

/// The IP address in the `for` parameter of one element.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let node = element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim().trim_matches('"'))
    })?;
    if let Ok(address) = node.parse() {
        return Some(address);
    }
    // `192.0.2.1:4711`, `[2001:db8::1]` or `[2001:db8::1]:4711`
    let host = match node.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None => node.rsplit_once(':')?.0,
    };
    host.parse().ok()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn forwarded_counts_only_from_trusted_proxies() {
        for (peer, forwarded, client) in [
            ("192.0.2.1:1", "for=198.51.100.1", "192.0.2.1"),
            ("10.0.0.1:1", "", "10.0.0.1"),
            ("10.0.0.1:1", "for=198.51.100.1", "198.51.100.1"),
            ("10.0.0.1:1", "for=203.0.113.9, for=198.51.100.1", "198.51.100.1"),
            ("10.0.0.1:1", "for=198.51.100.1, for=10.0.0.2", "198.51.100.1"),
            ("10.0.0.1:1", "For=\"[2001:db8::1]:4711\";proto=https", "2001:db8::1"),
            ("10.0.0.1:1", "for=unknown", "10.0.0.1"),
        ] {
            let request = TestRequest::default()
                .peer_addr(peer.parse().unwrap())
                .insert_header((FORWARDED, forwarded))
                .to_http_request();
            let trusted = ["10.0.0.0/8".parse().unwrap()];
            assert_eq!(
                client_address(&request, &trusted).to_string(),
                client,
                "{peer} {forwarded}"
            );
        }
    }
}
