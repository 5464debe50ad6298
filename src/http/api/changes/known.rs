//! Refuses changes that the directory does not have: a client that follows a restored directory
//! would wait for ever, and then miss the changes that get the same numbers.

use crate::domain::Code;
use crate::http::extract::call::Call;
use crate::http::problem::{Problem, UNKNOWN_CHANGE};

/// Refuses a change beyond the last one, which the client named by `parameter`.
///
/// # Errors
///
/// 409 with the number of the last change; 503 if the store does not respond.
pub async fn check_known(call: &Call, parameter: &str, change: usize) -> Result<(), Problem> {
    let is_at_most = |last: i64| i64::try_from(change).is_ok_and(|change| change <= last);
    if is_at_most(call.snapshot().position().change) {
        return Ok(());
    }
    // The client may know the change from another node, and this one may not show it yet.
    let last = call.service().read_store(|directory| directory.last_stored_change()).await?;
    if is_at_most(last) {
        return Ok(());
    }
    let way_out = match parameter {
        "since" => "from `since=0`".to_owned(),
        _ => format!("without `{parameter}`"),
    };
    let detail = format!(
        "the last change of the directory has the number {last}, so it has no change {change}; it \
         was probably restored from a backup: read everything again, {way_out}"
    );
    Err(Problem::of_parameter(&UNKNOWN_CHANGE, parameter, Code::OutOfRange, detail))
}
