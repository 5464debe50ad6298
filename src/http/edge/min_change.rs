//! `min_change`: a client that wrote on one node reads its write on every other.

use actix_web::dev::ServiceRequest;
use actix_web::rt::time::timeout;

use super::admission::is_health;
use crate::domain::Code;
use crate::http::extract::parameters::reader::MIN_CHANGE;
use crate::http::problem::{INVALID_PARAMETER, Problem};
use crate::http::protocol::limits::MIN_CHANGE_TIMEOUT;
use crate::http::service::Service;

/// Waits until readers of this node see the change that a request names with `min_change`. Health
/// checks do not wait, whatever their query is.
///
/// # Errors
///
/// 400 if it is not the number of one change, 503 if readers do not see it in time.
pub async fn wait_for_min_change(
    request: &ServiceRequest,
    service: &Service,
) -> Result<(), Problem> {
    if is_health(request) {
        return Ok(());
    }
    let Some(change) = min_change(request.query_string())? else { return Ok(()) };
    let visible = timeout(MIN_CHANGE_TIMEOUT, service.directory.wait_until_visible(change));
    visible.await.map_err(|_| {
        Problem::unavailable(&format!("readers of this node do not see change {change} yet"))
    })
}

fn min_change(query: &str) -> Result<Option<i64>, Problem> {
    if !query.contains(MIN_CHANGE) {
        return Ok(None);
    }
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let given = pairs
        .filter(|(name, value)| *name == MIN_CHANGE && !value.is_empty())
        .map(|(_, value)| value);
    let change = match given.collect::<Vec<&str>>().as_slice() {
        [] => return Ok(None),
        [number] => number.parse().ok().filter(|change| *change >= 0),
        _ => None,
    };
    change.map(Some).ok_or_else(|| {
        let message = "`min_change` must be the number of one change, at least 0";
        Problem::of_parameter(&INVALID_PARAMETER, MIN_CHANGE, Code::InvalidForm, message)
    })
}
