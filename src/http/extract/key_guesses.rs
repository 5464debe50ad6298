//! Looking up the key that a client sent: its wrong keys are counted, and limited.

use super::call::Context;
use crate::directory::{Directory, KeyRefusal};
use crate::domain::{KeyState, Keyword, Role};
use crate::http::problem::{FORBIDDEN, Problem};
use crate::http::protocol::client::client_address;
use crate::http::protocol::rate_limit::Verdict;

/// Runs `look_up`, which finds a key by its text, unless the client has sent too many wrong keys.
///
/// # Errors
///
/// 429 for too many wrong keys (then none is looked up), 5xx if the store failed.
pub async fn look_up_key<T: Send + 'static>(
    context: &Context,
    look_up: impl FnOnce(&Directory) -> Result<Result<T, KeyRefusal>, Problem> + Send + 'static,
) -> Result<Result<T, KeyRefusal>, Problem> {
    let service = context.service();
    let client = client_address(context.request(), &context.settings().trusted_proxies);
    let check_failures =
        || match service.failed_keys.as_ref().and_then(|failed| failed.wait(client)) {
            Some(wait) => {
                let detail = format!("too many wrong API keys; retry in {wait} seconds");
                Err(Problem::too_many(detail, wait))
            }
            None => Ok(()),
        };
    check_failures()?;
    let found = service.call(look_up).await??;
    // Many concurrent guesses pass the first check. Only as many of them as the bucket has tokens
    // may learn whether they are right.
    check_failures()?;
    if let (Err(_), Some(failed)) = (&found, &service.failed_keys) {
        failed.count(client);
    }
    Ok(found)
}

/// Checks that a key may do what requires `role`, and that it is not used too often.
///
/// # Errors
///
/// 403 if its role is not sufficient, 429 if it has been used too often.
pub fn check_key(context: &Context, key: &KeyState, role: Role) -> Result<(), Problem> {
    if key.role < role {
        let detail = format!(
            "the key `{}` has the role {}; this operation requires {}",
            key.name,
            key.role.as_str(),
            role.as_str()
        );
        return Err(Problem::new(&FORBIDDEN, detail));
    }
    match context.service().limiter.as_ref().map(|limiter| limiter.take_key_token(&key.id)) {
        Some(Verdict::Refused { wait }) => {
            let detail = format!("too many requests with this key; retry in {wait} seconds");
            Err(Problem::too_many(detail, wait))
        }
        _ => Ok(()),
    }
}
