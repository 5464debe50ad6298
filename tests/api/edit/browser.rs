//! A browser that keeps the cookie of its session, and fills in the forms of pages.

use actix_web::web::Bytes;
use antislavery_directory::domain::Role;
use regex::Regex;

use crate::harness::{Answer, TestDirectory};

/// The client that sends a request unless a test names another.
pub const PEER: &str = "192.0.2.1:4711";

/// A browser of one editor.
pub struct Browser<'d> {
    directory: &'d TestDirectory,
    /// Name and value of the cookie.
    pub cookie: Option<String>,
    peer: String,
}

impl<'d> Browser<'d> {
    pub fn new(directory: &'d TestDirectory) -> Self {
        Self { directory, cookie: None, peer: PEER.to_owned() }
    }

    /// A browser that uses another IP address and port.
    pub fn at(directory: &'d TestDirectory, peer: &str) -> Self {
        Self { peer: peer.to_owned(), ..Self::new(directory) }
    }

    /// A browser that is signed in with a new key of this role.
    pub async fn signed_in(directory: &'d TestDirectory, role: Role) -> Self {
        let mut browser = Self::new(directory);
        let key = directory.create_key(role);
        assert_eq!(browser.sign_in(&key).await.status, 303);
        browser
    }

    pub async fn sign_in(&mut self, key: &str) -> Answer {
        self.post("/edit/sign-in", &[("key", key)]).await
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], String::new()).await
    }

    /// Opens a page that must exist, and returns its HTML.
    pub async fn page(&mut self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// Sends a form with exactly these fields, as a form of this server.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, &[("sec-fetch-site", "same-origin")], fields).await
    }

    /// Sends a form with these headers instead of those of a form of this server.
    pub async fn post_with(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields.iter().copied())
            .finish();
        let length = body.len().to_string();
        let own = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("content-length", length.as_str()),
        ];
        self.send("POST", path, &[&own, headers].concat(), body).await
    }

    /// Sends a form with fields and perhaps a file, its name and content, as `multipart/form-data`.
    pub async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(value.as_bytes());
            body.extend_from_slice(b"\r\n");
        }
        let (name, content) = file.unwrap_or_default();
        let head = format!(
            "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--XX--\r\n");
        let length = body.len().to_string();
        let headers = [
            ("content-type", "multipart/form-data; boundary=XX"),
            ("content-length", length.as_str()),
            ("sec-fetch-site", "same-origin"),
        ];
        self.send("POST", path, &headers, body).await
    }

    /// Opens a page, and sends these fields with the secret text of its session.
    pub async fn submit(&mut self, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
        let token = csrf(&self.page(page).await);
        self.post(to, &[&[("csrf", token.as_str())], fields].concat()).await
    }

    async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let cookie = self.cookie.clone().unwrap_or_default();
        let mut all = vec![("accept", "text/html"), ("host", "directory.example")];
        if !cookie.is_empty() {
            all.push(("cookie", cookie.as_str()));
        }
        all.extend(headers);
        let answer = self.directory.exchange(&self.peer, method, path, &all, body).await;
        if let Some(cookie) = answer.header("set-cookie") {
            let pair = cookie.split(';').next().unwrap().to_owned();
            self.cookie = Some(pair).filter(|pair| !pair.ends_with('='));
        }
        answer
    }
}

/// The secret text in the forms of a page.
pub fn csrf(html: &str) -> String {
    let hidden = hidden_fields(html);
    let token = hidden.into_iter().find(|(name, _)| name == "csrf");
    token.unwrap_or_else(|| panic!("no form has a secret text:\n{html}")).1
}

/// The hidden fields of the forms of a page, in order.
pub fn hidden_fields(html: &str) -> Vec<(String, String)> {
    let field = Regex::new(r#"(?s)<input type="hidden" name="([^"]*)" value="([^"]*)">"#).unwrap();
    let text = |text: &str| {
        let entities = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'")];
        let text = entities.iter().fold(text.to_owned(), |text, (of, to)| text.replace(of, to));
        text.replace("&#38;", "&")
    };
    field.captures_iter(html).map(|found| (text(&found[1]), text(&found[2]))).collect()
}
