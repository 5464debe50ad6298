//! `/edit/imports/new`: importing a table in steps, without a script.

use antislavery_directory::domain::Role;

use super::Browser;
use super::browser::{csrf, hidden_fields};
use crate::harness::{Answer, TestDirectory};

const PAGE: &str = "/edit/imports/new";

/// Uploads a table from the first page, as a file or pasted.
async fn check(browser: &mut Browser<'_>, text: &str, file: Option<(&str, &[u8])>) -> Answer {
    let token = csrf(&browser.page(PAGE).await);
    browser.upload(PAGE, &[("csrf", &token), ("text", text)], file).await
}

/// Sends the form of a page on, with its hidden fields and these.
async fn next(browser: &mut Browser<'_>, page: &str, fields: &[(&str, &str)]) -> Answer {
    let hidden = hidden_fields(page);
    // The bar has the first secret text, for signing out.
    let hidden = hidden.iter().skip(1).map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<(&str, &str)> = hidden.chain(fields.iter().copied()).collect();
    browser.upload(PAGE, &all, None).await
}

#[actix_web::test]
async fn a_table_is_checked_then_imported_with_a_note_and_can_be_reverted() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let change = directory.store().position().unwrap().change;
    let table = b"slug;founded;acronym\na21;2007;A&B\nunseen;;UNSEEN\n".as_slice();
    let escaped = check(&mut browser, "", Some(("C:\\lists\\my <list>.csv", table))).await;
    assert_eq!(escaped.status, 200, "{}", escaped.text());
    let page = escaped.text();
    assert!(page.contains("3 changes in 2 profiles"), "{page}");
    assert!(page.contains("my &#60;list&#62;.csv") && !page.contains("C:\\"), "{page}");
    assert!(page.contains("<del><bdi dir=\"auto\">2008</bdi></del>"), "{page}");
    assert!(page.contains("<ins><bdi dir=\"auto\">A&#38;B</bdi></ins>"), "{page}");
    assert_eq!(directory.store().position().unwrap().change, change, "nothing is changed yet");

    let fields = [("note", "a \u{202e}"), ("action", "import")];
    let refused = next(&mut browser, &page, &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("id=\"note-mistake\""), "{}", refused.text());
    assert_eq!(directory.store().position().unwrap().change, change);

    let fields = [("note", "Read their reports"), ("action", "import")];
    let imported = next(&mut browser, &page, &fields).await;
    assert_eq!(imported.status, 303, "{}", imported.text());
    let result = imported.header("location").unwrap().to_owned();
    let page = browser.page(&result).await;
    assert!(page.contains("it changed 2 profiles") && page.contains("/revert"), "{page}");
    let revisions = directory.get("/api/v1/organizations/a21/revisions").await.json();
    let revision = &revisions["data"][0];
    assert_eq!(
        (&revision["author"], &revision["note"]),
        (&"key:admin".into(), &"Read their reports".into())
    );
    let list = browser.page("/edit/imports").await;
    assert!(list.contains("y &#60;list&#62;.csv"), "{list}");

    let again = check(&mut browser, "", Some(("x.csv", table))).await.text();
    assert!(again.contains("there is nothing to import"), "{again}");
    let unknown = browser.get("/edit/imports/new?loaded=unknown").await;
    assert_eq!(unknown.status, 303);
    assert!(browser.page("/edit/imports/new?loaded=nothing").await.contains("nothing was changed"));
}

#[actix_web::test]
async fn an_edit_after_the_check_is_shown_before_it_is_overwritten() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let page = check(&mut browser, "", Some(("x.csv", b"slug,acronym\na21,TABLE\n"))).await.text();
    let key = directory.create_key(Role::Editor);
    let path = "/api/v1/organizations/a21";
    let patch = serde_json::json!({"acronym": "EDITED"});
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", "*")];
    assert_eq!(directory.write(&key, "PATCH", path, &headers, &patch).await.status, 200);

    let refused = next(&mut browser, &page, &[("note", "Read"), ("action", "import")]).await;

    assert_eq!(refused.status, 409, "{}", refused.text());
    let page = refused.text();
    assert!(page.contains("so nothing was imported") && page.contains("EDITED"), "{page}");
    assert_eq!(directory.get(path).await.json()["acronym"], "EDITED");
    let imported = next(&mut browser, &page, &[("note", "Read"), ("action", "import")]).await;
    assert_eq!(imported.status, 303, "{}", imported.text());
    assert_eq!(directory.get(path).await.json()["acronym"], "TABLE");
}

#[actix_web::test]
async fn pasted_cells_with_other_headers_are_mapped_and_the_choices_saved() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let pasted = "Key\tYear founded\tZodiac\r\na21\t2007\tLeo\r\n";
    let page = check(&mut browser, pasted, None).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let page = page.text();
    assert!(page.contains("<option selected>slug</option>"), "{page}");
    assert!(page.contains("<option selected>founded</option>"), "{page}");
    assert!(page.contains("Column C: <bdi dir=\"auto\">Zodiac</bdi>"), "{page}");

    let chosen = [("column-0", "slug"), ("column-1", "founded"), ("column-2", "")];
    let saved =
        next(&mut browser, &page, &[&chosen[..], &[("action", "save-columns")]].concat()).await;
    let name = saved.header("content-disposition").unwrap();
    assert_eq!((saved.status, name), (200, "attachment; filename=\"columns.json\""));
    let expected =
        "{\n  \"Key\": \"slug\",\n  \"Year founded\": \"founded\",\n  \"Zodiac\": null\n}\n";
    assert_eq!(saved.text(), expected);

    for (second, mistake) in [("slug", "have the same meaning"), ("nonsense", "is not a column")] {
        let wrong = [("column-0", "slug"), ("column-1", second), ("column-2", "")];
        let refused = next(&mut browser, &page, &wrong).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains(mistake), "{}", refused.text());
    }
    let changes = next(&mut browser, &page, &chosen).await.text();
    assert!(changes.contains("1 change in 1 profile"), "{changes}");
    let columns = next(&mut browser, &changes, &[("action", "columns")]).await.text();
    assert!(columns.contains("<option selected>founded</option>"), "{columns}");
    let imported = next(&mut browser, &changes, &[("action", "import")]).await;
    assert_eq!(imported.status, 303, "{}", imported.text());
    assert_eq!(directory.get("/api/v1/organizations/a21").await.json()["founded"], 2007);
}

#[actix_web::test]
async fn mistakes_have_their_row_and_column_and_the_rows_can_be_downloaded() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let table = "slug,founded,acronym\na21,19x7,A\nunseen,2001,B\n";
    let refused = check(&mut browser, "", Some(("t.csv", table.as_bytes()))).await;
    assert_eq!(refused.status, 422);
    let page = refused.text();
    assert!(page.contains("Row 2, column B: founded"), "{page}");
    assert!(page.contains("“19x7” is not a year"), "{page}");
    let rows = next(&mut browser, &page, &[("action", "failed-rows")]).await;
    assert_eq!(rows.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(
        rows.text().contains("\"a21\",\"19x7\",\"A\",\"founded: `19x7` is not a year"),
        "{}",
        rows.text()
    );

    let pasted = "Key\tYear founded\na21\t19x7\n";
    let columns = check(&mut browser, pasted, None).await.text();
    let page = next(&mut browser, &columns, &[("column-0", "slug"), ("column-1", "founded")]).await;
    assert_eq!(page.status, 422);
    let page = page.text();
    assert!(page.contains("The cells that you pasted"), "{page}");
    assert!(page.contains("\nKey\tYear founded\na21\t19x7"), "{page}");
    let token = csrf(&page);
    let mended = pasted.replace("19x7", "2007");
    let fields = [
        ("csrf", token.as_str()),
        ("column-0", "slug"),
        ("column-1", "founded"),
        ("text", mended.as_str()),
    ];
    let changes = browser.upload(PAGE, &fields, None).await.text();
    assert!(changes.contains("1 change in 1 profile"), "{changes}");

    for (text, file, mistake) in [
        ("", None, "Choose a file, or paste cells with their header."),
        (
            "",
            Some(("t.ods", b"x".as_slice())),
            "Choose a file whose name ends in .csv, .tsv or .xlsx.",
        ),
        ("", Some(("t.xlsx", b"x".as_slice())), "is not a workbook of Excel"),
        ("name\nA21\n", None, "no column names the organization"),
        ("slug\tname\na21\t\"A\n", None, "is never closed"),
    ] {
        let refused = check(&mut browser, text, file).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        let page = refused.text();
        assert!(page.to_lowercase().contains(&mistake.to_lowercase()), "{mistake}: {page}");
        if mistake.contains("closed") {
            assert!(page.contains("\na21\t&#34;A"), "the pasted cells are kept: {page}");
        }
    }
}

#[actix_web::test]
async fn only_an_admin_with_the_form_of_the_session_can_import() {
    let directory = TestDirectory::seeded().await;
    let mut admin = Browser::signed_in(&directory, Role::Admin).await;
    let mut editor = Browser::new(&directory);
    let key = directory.create_key_named("field team", Role::Editor);
    editor.sign_in(&key).await;
    assert_eq!(editor.get(PAGE).await.status, 403);
    let token = csrf(&admin.page(PAGE).await);
    let fields =
        |token| [("csrf", token), ("text", "slug\tfounded\na21\t2007\n"), ("action", "import")];
    for (browser, token, status) in [(&mut editor, token.as_str(), 403), (&mut admin, "wrong", 403)]
    {
        let refused = browser.upload(PAGE, &fields(token), None).await;
        assert_eq!(refused.status, status, "{}", refused.text());
    }
    let mut stranger = Browser::new(&directory);
    let answer = stranger.upload(PAGE, &fields(&token), None).await;
    assert_eq!(answer.status, 303);
    assert!(answer.header("location").unwrap().starts_with("/edit/sign-in"));
    let urlencoded = admin.post(PAGE, &fields(&token)).await;
    assert_eq!(urlencoded.status, 415);
    assert_eq!(directory.get("/api/v1/organizations/a21").await.json()["founded"], 2008);
}

#[actix_web::test]
async fn the_table_to_download_has_revisions_and_changes_nothing_when_it_is_imported() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let page = browser.page(PAGE).await;
    let links = page.split("href=\"").filter(|it| it.starts_with("/api/v1/export?"));
    let links: Vec<String> =
        links.map(|it| it.split('"').next().unwrap().replace("&amp;", "&")).collect();
    assert_eq!(links.len(), 2, "{page}");
    for (link, name) in links.iter().zip(["t.xlsx", "t.csv"]) {
        assert!(link.ends_with(",other_names,founders,revision"), "{link}");
        let table = directory.get(link).await;
        assert_eq!(table.status, 200, "{link}: {}", table.text());
        let page = check(&mut browser, "", Some((name, &table.body[..]))).await.text();
        assert!(page.contains("there is nothing to import"), "{page}");
    }
}
