//! A form as a browser fills it in and sends it.

use regex::Regex;

use super::Browser;
use crate::harness::Answer;

/// The fields of a form, with the values that a browser would send.
#[derive(Clone)]
pub struct SentForm {
    /// The path to which it is sent.
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl SentForm {
    /// The last form of a page: the one for signing out comes first.
    pub fn of(html: &str) -> Self {
        let begin = html.rfind("<form class=\"edit-form").expect("the page has a form");
        let html = &html[begin..begin + html[begin..].find("</form>").unwrap()];
        let tag = &html[..html.find('>').unwrap()];
        Self { action: attribute(tag, "action").unwrap(), fields: fields(html) }
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(other, _)| other == name);
        found.map_or_else(|| panic!("the form has no field {name}"), |(_, value)| value)
    }

    /// Types a value into a field that the form has.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        let found = self.fields.iter_mut().find(|(other, _)| other == name);
        let found = found.unwrap_or_else(|| panic!("the form has no field {name}"));
        value.clone_into(&mut found.1);
        self
    }

    /// Checks a box.
    pub fn check(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends the form with a button.
    pub async fn press(&self, browser: &mut Browser<'_>, button: &str) -> Answer {
        let mut fields: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push(("do", button));
        browser.post(&self.action, &fields).await
    }

    /// Sends the form with a button, and opens the page to which the response redirects. Returns
    /// its path and its HTML.
    pub async fn follow(&self, browser: &mut Browser<'_>, button: &str) -> (String, String) {
        let answer = self.press(browser, button).await;
        assert_eq!(answer.status, 303, "{button}: {}", answer.text());
        open(browser, answer.header("location").unwrap()).await
    }
}

/// Opens a page, and those to which it redirects. Returns the last path, with its fragment, and the
/// HTML.
pub async fn open(browser: &mut Browser<'_>, path: &str) -> (String, String) {
    let mut path = path.to_owned();
    for _ in 0..5 {
        let answer = browser.get(path.split('#').next().unwrap()).await;
        match answer.header("location").filter(|_| (301..=308).contains(&answer.status)) {
            Some(next) => next.clone_into(&mut path),
            None => {
                assert_eq!(answer.status, 200, "{path}: {}", answer.text());
                return (path, answer.text());
            }
        }
    }
    panic!("{path} redirects again and again");
}

fn fields(html: &str) -> Vec<(String, String)> {
    let element = Regex::new(
        r"(?s)<input[^>]*>|<textarea([^>]*)>(.*?)</textarea>|<select([^>]*)>(.*?)</select>",
    )
    .unwrap();
    let mut fields = Vec::new();
    for found in element.captures_iter(html) {
        let tag = &found[0];
        let value = if let Some(text) = found.get(2) {
            let text = text.as_str();
            Some(unescaped(text.strip_prefix('\n').unwrap_or(text)).replace('\n', "\r\n"))
        } else if let Some(options) = found.get(4) {
            let options: Vec<&str> = options.as_str().split("<option").skip(1).collect();
            let chosen = options.iter().find(|option| option.contains(" selected>"));
            chosen.or(options.first()).and_then(|option| attribute(option, "value"))
        } else {
            let is_box = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
            attribute(tag, "value").filter(|_| !is_box || tag.contains(" checked"))
        };
        fields.extend(attribute(tag, "name").zip(value));
    }
    fields
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let begin = format!(" {name}=\"");
    let at = tag.find(&begin)? + begin.len();
    Some(unescaped(&tag[at..at + tag[at..].find('"')?]))
}

fn unescaped(text: &str) -> String {
    let entities =
        [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    entities.iter().fold(text.to_owned(), |text, (of, to)| text.replace(of, to))
}
