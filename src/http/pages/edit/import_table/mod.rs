//! `/edit/imports/new`: an admin imports a table, in steps.
//!
//! 1. A file is chosen, or cells are pasted from a spreadsheet.
//! 2. If headers have unknown names, the admin says what they mean.
//! 3. A dry run shows every change or mistake.
//! 4. The changes are imported.
//!
//! Nothing is kept on the server between the steps: each page carries the table in its form.

mod upload;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use self::upload::{Carried, Upload, read_upload};
use super::form_text::note;
use super::imports::IMPORTS_PATH;
use super::{edit_page, to_page};
use crate::directory::{
    Column, ColumnMapping, ColumnsError, TableLoadError, TableMistakes, TableReport, failed_rows,
    find_import,
};
use crate::http::api::imports::table::{HowToLoad, Loaded, load};
use crate::http::extract::authorized::Admin;
use crate::http::extract::edit_form::UploadSession;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::session::{Session, SignedIn};
use crate::http::problem::Problem;
use crate::site::edit::{self, CarriedTable, FormMistake, TableColumnChoice, TableForm, sentence};
use crate::tables::{Grid, HeaderCell, column_letters};

/// The path of the page.
pub const PATH: &str = "/edit/imports/new";

/// Columns that can be chosen besides those of profiles: the schemes of frequent identifiers.
const SCHEMES: [&str; 3] = ["GB-CHC", "GB-COH", "US-EIN"];

/// The value of the parameter `loaded` after an import that changed nothing.
const NOTHING: &str = "nothing";

/// Shows the first step, or the result after an import.
pub async fn show_import(
    session: Session<Admin>,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    match parameters.get("loaded") {
        None => show_form(&session, StatusCode::OK, &TableForm::default()),
        Some(NOTHING) => edit_page(&session, PATH, |frame| edit::imported(frame, None)),
        Some(id) => {
            let id = id.to_owned();
            let found = session
                .context()
                .service()
                .read_store(move |directory| Ok(find_import(directory.store(), &id)?));
            match found.await? {
                Some(import) => {
                    edit_page(&session, PATH, |frame| edit::imported(frame, Some(&import)))
                }
                None => Ok(to_page(IMPORTS_PATH)),
            }
        }
    }
}

/// Takes the next step with a table.
pub async fn import(upload: UploadSession<Admin>) -> Result<HttpResponse, Problem> {
    let session = &upload.session;
    let sent = read_upload(session.context(), |token| upload.check_token(token)).await?;
    let carried = match Carried::of(&sent) {
        Ok(carried) => carried,
        Err(mistake) => return show_first_mistake(session, &sent, mistake),
    };
    let bytes = carried.bytes.clone();
    let format = carried.format;
    let service = session.context().service();
    let read = service.call_without_deadline(move |_| crate::tables::read(&bytes, format));
    let grid = match read.await? {
        Ok(grid) => grid,
        Err(err) => return show_first_mistake(session, &sent, err.to_string()),
    };
    let mapping = match chosen_mapping(&grid.header, &sent) {
        Ok(mapping) => mapping,
        Err(mistake) => return show_columns(session, &carried, &grid, None, &[mistake]),
    };
    match sent.action() {
        "save-columns" => {
            let json = ColumnMapping::proposed(&grid.header, mapping.as_ref()).to_json();
            Ok(download("columns.json", "application/json", json.into_bytes()))
        }
        "columns" => show_columns(session, &carried, &grid, mapping.as_ref(), &[]),
        action => {
            let is_import = action == "import";
            run(session, &sent, carried, grid, mapping, is_import).await
        }
    }
}

/// Runs the import, or only tries it.
async fn run(
    session: &SignedIn,
    sent: &Upload,
    carried: Carried,
    grid: Grid,
    mapping: Option<ColumnMapping>,
    is_import: bool,
) -> Result<HttpResponse, Problem> {
    let typed = sent.text("note").unwrap_or_default().trim();
    let (note, mistakes) = match note(typed) {
        Ok(note) => (note, Vec::new()),
        Err(mistake) => (None, vec![FormMistake::new("note", mistake)]),
    };
    let is_import = is_import && mistakes.is_empty();
    let author = session.author(note);
    let source = carried.name.clone();
    let table = table_of(&carried, &grid.header, mapping.as_ref());
    let given = mapping.clone();
    let expected = sent.text("changes").filter(|_| is_import).map(str::to_owned);
    let how = HowToLoad { mapping, dry_run: !is_import, expected, source };
    let loaded = load(session.context(), grid, how, author).await?;
    let Loaded { grid, outcome } = loaded;
    match outcome {
        Ok(report) if is_import && !report.is_outdated => {
            let id = report.load.id.as_deref().unwrap_or(NOTHING);
            Ok(to_page(&format!("{PATH}?loaded={id}")))
        }
        Ok(report) => show_changes(session, &table, &report, typed, &mistakes),
        Err(TableLoadError::Columns(ColumnsError::Unknown { proposed, .. })) => {
            show_columns(session, &carried, &grid, Some(&proposed), &[])
        }
        Err(TableLoadError::Columns(err)) => {
            let field = grid.header.first().map_or(0, |it| it.column);
            let mistake = FormMistake::new(format!("column-{field}"), sentence(&err.to_string()));
            show_columns(session, &carried, &grid, given.as_ref(), &[mistake])
        }
        Err(TableLoadError::Rejected(mistakes)) if sent.action() == "failed-rows" => {
            let csv = failed_rows(&grid, &mistakes);
            Ok(download("failed-rows.csv", "text/csv; charset=utf-8", csv))
        }
        Err(TableLoadError::Rejected(mistakes)) => show_mistakes(session, &table, &mistakes),
        Err(TableLoadError::Store(err)) => Err(Problem::of_store(err)),
    }
}

/// The mapping that was chosen on the page of step 2; `None` before it.
fn chosen_mapping(
    header: &[HeaderCell],
    sent: &Upload,
) -> Result<Option<ColumnMapping>, FormMistake> {
    let mut mapping = ColumnMapping::default();
    let mut is_chosen = false;
    for HeaderCell { column, name } in header {
        let field = format!("column-{column}");
        let Some(chosen) = sent.text(&field) else { continue };
        is_chosen = true;
        let chosen = Some(chosen.to_owned()).filter(|chosen| !chosen.is_empty());
        mapping
            .add(name, chosen)
            .map_err(|err| FormMistake::new(field, sentence(&err.to_string())))?;
    }
    Ok(is_chosen.then_some(mapping))
}

fn show_first_mistake(
    session: &SignedIn,
    sent: &Upload,
    message: String,
) -> Result<HttpResponse, Problem> {
    let field = if sent.has_file() { "file" } else { "text" };
    let form = TableForm {
        text: sent.text("text").unwrap_or_default().to_owned(),
        mistakes: vec![FormMistake::new(field, sentence(&message))],
    };
    show_form(session, StatusCode::UNPROCESSABLE_ENTITY, &form)
}

fn show_form(
    session: &SignedIn,
    status: StatusCode,
    form: &TableForm,
) -> Result<HttpResponse, Problem> {
    with_status(status, edit_page(session, PATH, |frame| edit::import_table(frame, form))?)
}

/// Step 2: every header, with the column that it means.
fn show_columns(
    session: &SignedIn,
    carried: &Carried,
    grid: &Grid,
    mapping: Option<&ColumnMapping>,
    mistakes: &[FormMistake],
) -> Result<HttpResponse, Problem> {
    let proposed = ColumnMapping::proposed(&grid.header, mapping);
    let choices = grid.header.iter().zip(proposed.pairs()).map(|(header, (_, chosen))| {
        TableColumnChoice {
            index: header.column,
            letters: column_letters(header.column),
            name: header.name.clone(),
            // A name in other letters is the same column.
            chosen: chosen
                .map(|name| options().find(|it| same(it, name)).unwrap_or(name).to_owned()),
            is_known: Column::named(&header.name).is_some(),
        }
    });
    let choices: Vec<TableColumnChoice> = choices.collect();
    let fixed: Vec<String> = choices
        .iter()
        .filter_map(|it| it.chosen.clone())
        .filter(|name| !options().any(|option| option == name))
        .collect();
    let options: Vec<String> = options().map(str::to_owned).chain(fixed).collect();
    let table = table_of(carried, &[], None);
    let status =
        if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = edit_page(session, PATH, |frame| {
        edit::import_columns(frame, &table, &choices, &options, mistakes)
    })?;
    with_status(status, page)
}

/// The columns that can be chosen.
fn options() -> impl Iterator<Item = &'static str> {
    Column::names().chain(SCHEMES)
}

fn same(option: &str, name: &str) -> bool {
    Column::named(option) == Column::named(name)
}

/// Step 3 without mistakes.
fn show_changes(
    session: &SignedIn,
    table: &CarriedTable,
    report: &TableReport,
    note: &str,
    mistakes: &[FormMistake],
) -> Result<HttpResponse, Problem> {
    let status = match mistakes.is_empty() {
        _ if report.is_outdated => StatusCode::CONFLICT,
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = edit_page(session, PATH, |frame| {
        edit::import_changes(frame, table, report, note, mistakes)
    })?;
    with_status(status, page)
}

/// Step 3 with mistakes.
fn show_mistakes(
    session: &SignedIn,
    table: &CarriedTable,
    mistakes: &TableMistakes,
) -> Result<HttpResponse, Problem> {
    let page = edit_page(session, PATH, |frame| edit::import_mistakes(frame, table, mistakes))?;
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// The table as the next page carries it, with the chosen columns.
fn table_of(
    carried: &Carried,
    header: &[HeaderCell],
    mapping: Option<&ColumnMapping>,
) -> CarriedTable {
    let columns = mapping.map_or_else(Vec::new, |mapping| {
        let chosen = header.iter().filter_map(|it| {
            let (_, name) = mapping.pairs().find(|(header, _)| *header == it.name)?;
            Some((it.column, name.unwrap_or_default().to_owned()))
        });
        chosen.collect()
    });
    CarriedTable {
        name: carried.name.clone(),
        format: carried.format_name().to_owned(),
        content: carried.encoded(),
        pasted: carried.pasted(),
        columns,
    }
}

fn with_status(status: StatusCode, mut page: HttpResponse) -> Result<HttpResponse, Problem> {
    *page.status_mut() = status;
    Ok(page)
}

fn download(name: &str, content_type: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes)
}
