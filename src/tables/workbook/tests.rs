use super::*;
use crate::tables::{MAX_CELL_CHARACTERS, cell_name};

const CONTENT_TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const RELATIONSHIPS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK_RELATIONSHIPS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

/// A workbook whose sheet has these rows as XML, and these shared strings.
fn workbook(rows: &str, strings: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    packed(&[
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONSHIPS),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONSHIPS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const NO_STRINGS: &str = r#"<sst count="0" uniqueCount="0"></sst>"#;
const HEADER: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c></row>"#;

fn cell_a2(cell: &str) -> Option<Cell> {
    let rows = format!(r#"{HEADER}<row r="2">{cell}</row>"#);
    let grid = read(&workbook(&rows, NO_STRINGS)).unwrap();
    grid.rows.first().and_then(|row| row.cell(0).cloned())
}

#[test]
fn values_are_read_by_their_type() {
    let number = |text: &str| Some(number_cell(text.to_owned()));
    let date = |text: &str| Some(Cell { text: text.to_owned(), kind: CellKind::Date });
    for (cell, expected) in [
        (r#"<c r="A2"/>"#, None),
        (r#"<c r="A2"><v>1990</v></c>"#, number("1990")),
        (r#"<c r="A2"><v>1990.0</v></c>"#, number("1990")),
        (r#"<c r="A2"><v>1.99E+03</v></c>"#, number("1990")),
        (r#"<c r="A2"><v>0.5</v></c>"#, number("0.5")),
        (r#"<c r="A2"><v>541722887</v></c>"#, number("541722887")),
        (r#"<c r="A2" s="1"><v>32874</v></c>"#, date("1990-01-01")),
        (r#"<c r="A2" s="1"><v>32874.5</v></c>"#, date("1990-01-01 12:00:00")),
        (r#"<c r="A2" t="d"><v>1990-01-01T00:00:00</v></c>"#, date("1990-01-01")),
        (r#"<c r="A2" t="b"><v>1</v></c>"#, Some(Cell::text("TRUE"))),
        (r#"<c r="A2" t="str"><f>1+1</f><v>two</v></c>"#, Some(Cell::text("two"))),
        (r#"<c r="A2"><f>1+1</f><v>2</v></c>"#, number("2")),
        (r#"<c r="A2" t="str"><f>IF(1,"","")</f><v></v></c>"#, None),
    ] {
        assert_eq!(cell_a2(cell), expected, "{cell}");
    }
}

#[test]
fn a_formula_without_a_value_and_an_error_cannot_be_used() {
    for (cell, reason) in [
        (r#"<c r="A2"><f>1+1</f></c>"#, "a formula whose value is not stored"),
        (r#"<c r="A2" t="e"><v>#REF!</v></c>"#, "the error #REF!"),
    ] {
        let found = cell_a2(cell).unwrap();
        let CellKind::Unusable(found) = found.kind else { panic!("{cell} can be used") };
        assert!(found.contains(reason), "{found}");
    }
}

#[test]
fn hostile_workbooks_are_refused_with_the_reason() {
    let row = |cells: &str| format!(r#"{HEADER}<row r="2">{cells}</row>"#);
    let long = "x".repeat(MAX_CELL_CHARACTERS + 1);
    let bomb = " ".repeat(MAX_UNPACKED as usize + 1);
    let shared = format!(r#"<sst count="1" uniqueCount="1"><si><t>{}</t></si></sst>"#, &long[1..]);
    let repeated: String = (2..=3000)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#))
        .collect();
    let far = row(r#"<c r="XFD2"><v>1</v></c>"#);
    for (rows, strings, expected) in [
        (HEADER.to_owned(), bomb.as_str(), "more than 128 MiB"),
        (HEADER.to_owned(), r#"<sst uniqueCount="99999999999"></sst>"#, "declares more texts"),
        (row(r#"<c r="AAAAAAAAAAAA2"><v>1</v></c>"#), NO_STRINGS, "a cell at no place"),
        (far, NO_STRINGS, "cell XFD2 is to the right of column 100"),
        (row(&format!(r#"<c r="A2" t="str"><v>{long}</v></c>"#)), NO_STRINGS, "cell A2 has 32768"),
        (format!("{HEADER}{repeated}"), shared.as_str(), "64 MiB of text"),
        (row(r#"<c r="A2" t="s"><v>7</v></c>"#), NO_STRINGS, "is damaged"),
        (row("<c r=\"A2\"><v>1"), NO_STRINGS, "is damaged"),
        (format!("{}{}", row(""), HEADER), NO_STRINGS, "not in order"),
    ] {
        let error = read(&workbook(&rows, strings)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    for bytes in [&b"PK\x03\x04"[..], &packed(&[("a.xml", "<a/>")])] {
        let error = read(bytes).unwrap_err();
        assert!(matches!(error, TableError::Damaged(_)), "{error}");
    }
}

#[test]
fn a_written_workbook_is_read_as_it_was_written() {
    use crate::tables::WorkbookWriter;
    let mut writer = WorkbookWriter::new(&["slug", "name", "founded"], &["founded"]).unwrap();
    let texts = ["a", "=1+1 <&>\n\"é\" _x0041_", "1990"];
    writer.add(&texts).unwrap();
    writer.add(&["b", "", ""]).unwrap();
    let mut bytes = Cursor::new(Vec::new());
    writer.finish(&mut bytes).unwrap();

    let grid = read(bytes.get_ref()).unwrap();

    let names: Vec<&str> = grid.header.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["slug", "name", "founded"]);
    let found: Vec<Option<&str>> =
        (0..3).map(|it| grid.rows[0].cell(it).map(|it| it.text.as_str())).collect();
    assert_eq!(found, texts.map(Some), "{}", cell_name(2, 1));
    assert_eq!(grid.rows[0].cell(2).unwrap().kind, CellKind::Number);
    assert_eq!(grid.rows.len(), 2);
}
