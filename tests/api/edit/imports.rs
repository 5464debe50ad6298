//! `/edit/imports`: the list of imports, and reverting one.

use antislavery_directory::directory;
use antislavery_directory::domain::Role;
use serde_json::json;

use super::Browser;
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

#[actix_web::test]
async fn an_admin_reverts_an_import_unless_its_profiles_were_edited_since() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let changed = profile("a", json!({"acronym": "AA"}));
    let id = directory.load(&[changed.clone(), profile("b", json!({}))]).await.id.unwrap();
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let page = browser.page("/edit/imports").await;
    let revert = format!("/edit/imports/{id}/revert");
    assert!(page.contains(&revert), "{page}");
    assert!(page.contains("the operator of this server"), "{page}");

    let page = browser.page(&revert).await;
    assert!(page.contains("Every profile that it added is withdrawn."), "{page}");
    let answer = browser.submit(&revert, &revert, &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let list = answer.header("location").unwrap().to_owned();
    assert!(list.starts_with(&format!("/edit/imports?reverted={id}&min_change=")), "{list}");
    assert!(browser.page(&list).await.contains(r#"role="status">Reverted:"#));
    assert_eq!(directory.get("/api/v1/organizations/b").await.status, 410);
    let history = directory.get("/api/v1/organizations/b/revisions").await.json();
    assert_eq!(history["data"][0]["author"], "key:admin");

    let page = browser.page(&revert).await;
    assert!(page.contains("It was reverted already."), "{page}");
    let token = super::browser::csrf(&page);
    let answer = browser.post(&revert, &[("csrf", &token)]).await;
    assert_eq!(answer.status, 409);

    // The revert is an import too; an edit since then prevents that it is reverted.
    let newest = directory::list_imports(&directory.store(), 1).unwrap().pop().unwrap().id;
    let key = directory.create_key_named("another", Role::Editor);
    let change = json!({"acronym": "XX"});
    let path = "/api/v1/organizations/a";
    assert_eq!(
        directory.write(&key, "PATCH", path, &[("if-match", "*")], &change).await.status,
        200
    );
    let revert = format!("/edit/imports/{newest}/revert");
    let answer = browser.submit(&revert, &revert, &[]).await;
    assert_eq!(answer.status, 409);
    let page = answer.text();
    assert!(page.contains("Nothing was reverted"), "{page}");
    assert!(page.contains(">a</strong> was edited"), "{page}");
    assert_eq!(browser.get("/edit/imports/unknown/revert").await.status, 404);
}
