//! `/edit/keys`: the list of keys, and revoking one.

use antislavery_directory::directory;
use antislavery_directory::domain::Role;

use super::Browser;
use crate::harness::TestDirectory;

#[actix_web::test]
async fn an_admin_sees_and_revokes_keys() {
    let directory = TestDirectory::seeded().await;
    let editor = directory.create_key_named("field team", Role::Editor);
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let page = browser.page("/edit/keys").await;
    assert!(page.contains("field team"), "{page}");
    assert!(page.contains("(you use it now)"), "{page}");
    assert!(!page.contains("Revoked and expired keys"), "{page}");

    let id = &editor[8..16];
    let to = format!("/edit/keys/{id}/revoke");
    let page = browser.page(&to).await;
    assert!(page.contains("Revoke the key field team"), "{page}");
    assert!(!page.contains("you will be signed out"), "{page}");
    let answer = browser.submit(&to, &to, &[]).await;
    let list = answer.header("location").unwrap().to_owned();
    assert_eq!((answer.status, list.as_str()), (303, format!("/edit/keys?revoked={id}").as_str()));
    let page = browser.page(&list).await;
    assert!(page.contains("The key <strong>field team</strong> is revoked."), "{page}");
    assert!(page.contains("Revoked and expired keys"), "{page}");

    let bearer = format!("Bearer {editor}");
    let answer = directory.get_with("/api/v1/keys/self", &[("authorization", &bearer)]).await;
    assert_eq!(answer.json()["type"], "/problems/revoked-key");
    assert_eq!(browser.get("/edit/keys/unknown1/revoke").await.status, 404);
}

#[actix_web::test]
async fn an_admin_who_revokes_their_own_key_is_signed_out() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let id = directory::list_keys(&directory.store()).unwrap().pop().unwrap().id;
    let to = format!("/edit/keys/{id}/revoke");
    assert!(browser.page(&to).await.contains("you will be signed out"));
    assert_eq!(browser.submit(&to, &to, &[]).await.status, 303);
    assert_eq!(browser.get("/edit/keys").await.status, 303);
}
