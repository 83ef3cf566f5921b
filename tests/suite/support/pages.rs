//! A visitor of the pages: a browser without a screen and without JavaScript.

use reqwest::multipart::Part;
use reqwest::{Method, RequestBuilder};

use super::answer::Answer;
use super::forms::Form;

/// A visitor with cookies of their own, who follows redirects as a browser does.
#[derive(Clone)]
pub struct Visitor {
    http: reqwest::Client,
    base: String,
}

/// A page, and where it was found in the end.
pub struct Page {
    visitor: Visitor,
    /// The path (with query) the page has after all redirects.
    pub path: String,
    /// The answer it came in.
    pub answer: Answer,
}

impl Visitor {
    /// Someone who has never been here.
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder().cookie_store(true).build().unwrap();
        Self { http, base: base.to_owned() }
    }

    /// Signs in through the form of the page.
    pub async fn signed_in(base: &str, account: &str, password: &str) -> Self {
        let visitor = Self::new(base);
        let page = visitor.visit("/session/new").await;
        let page = page.form("/session").fill("login", account).fill("password", password).submit().await;
        assert!(
            page.answer.status == 200 && !page.path.starts_with("/session"),
            "sign-in of {account}: {}",
            page.answer
        );
        visitor
    }

    /// Opens a page.
    pub async fn visit(&self, path: &str) -> Page {
        self.send(path, self.http.get(self.url(path))).await
    }

    /// Posts fields without having seen the form (what a stranger's page would do).
    pub async fn posts_blindly(&self, path: &str, fields: &[(String, String)]) -> Page {
        self.send(path, self.http.post(self.url(path)).form(fields)).await
    }

    /// A request to be completed by the test, with the visitor's cookies on it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Sends it and follows where it leads.
    pub async fn send(&self, path: &str, request: RequestBuilder) -> Page {
        let asked = format!("asked {path}");
        let response = request.send().await.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        let url = response.url().clone();
        let path =
            url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        Page { visitor: self.clone(), path, answer: Answer::read(asked, response).await }
    }
}

impl Page {
    /// Insists on the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.answer.status, status, "{}", self.answer);
        self
    }

    /// Insists that a reader of the page sees the words (tags apart, white space folded).
    #[track_caller]
    pub fn sees(self, words: &str) -> Self {
        let text = self.words();
        assert!(text.contains(words), "expected to read {words:?} on {}:\n{text}", self.path);
        self
    }

    /// Insists that a reader of the page does not see the words, nor finds them in its source.
    #[track_caller]
    pub fn does_not_see(self, words: &str) -> Self {
        assert!(
            !self.words().contains(words),
            "did not expect to read {words:?} on {}:\n{}",
            self.path,
            self.words()
        );
        assert!(
            !self.answer.text().contains(words),
            "did not expect {words:?} in the source of {}",
            self.path
        );
        self
    }

    /// What a reader reads: text without tags, scripts and needless white space.
    pub fn words(&self) -> String {
        super::forms::words_of(&self.answer.text())
    }

    /// The form that posts to `action`.
    #[track_caller]
    pub fn form(&self, action: &str) -> PageForm {
        let forms = Form::all_in(&self.answer.text());
        let known: Vec<String> = forms.iter().map(|form| form.action.clone()).collect();
        match forms.into_iter().find(|form| form.action == action) {
            Some(form) => self.of(form),
            None => panic!("no form to {action:?} on {}, only {known:?}:\n{}", self.path, self.answer),
        }
    }

    /// The first form that has a field of this name.
    #[track_caller]
    pub fn form_with(&self, field: &str) -> PageForm {
        let forms = Form::all_in(&self.answer.text());
        match forms.into_iter().find(|form| form.has(field)) {
            Some(form) => self.of(form),
            None => panic!("no form with a field {field:?} on {}:\n{}", self.path, self.answer),
        }
    }

    /// Whether there is a form that posts to `action`.
    pub fn has_form(&self, action: &str) -> bool {
        Form::all_in(&self.answer.text()).iter().any(|form| form.action == action)
    }

    fn of(&self, form: Form) -> PageForm {
        PageForm { visitor: self.visitor.clone(), path: self.path.clone(), form, files: Vec::new() }
    }
}

/// A form on a page, being filled in.
#[derive(Clone)]
pub struct PageForm {
    visitor: Visitor,
    path: String,
    form: Form,
    files: Vec<File>,
}

#[derive(Clone)]
struct File {
    field: String,
    name: String,
    content_type: String,
    bytes: Vec<u8>,
}

impl PageForm {
    /// Types into a field, ticks a box or chooses an option.
    #[track_caller]
    pub fn fill(mut self, field: &str, value: &str) -> Self {
        assert!(
            self.form.has(field),
            "no field {field:?} in the form to {:?} on {}",
            self.form.action,
            self.path
        );
        self.form.set(field, value);
        self
    }

    /// As [`PageForm::fill`], if the form asks for it.
    pub fn fill_if_there(self, field: &str, value: &str) -> Self {
        if self.form.has(field) { self.fill(field, value) } else { self }
    }

    /// Picks a file.
    #[track_caller]
    pub fn attach(mut self, field: &str, name: &str, content_type: &str, bytes: &[u8]) -> Self {
        assert!(
            self.form.has(field) && self.form.multipart,
            "{:?} takes no files as {field:?}",
            self.form.action
        );
        self.files.push(File {
            field: field.to_owned(),
            name: name.to_owned(),
            content_type: content_type.to_owned(),
            bytes: bytes.to_vec(),
        });
        self
    }

    /// Presses the button that sends the form elsewhere (`formaction`).
    pub fn by_the_button_to(mut self, action: &str) -> Self {
        action.clone_into(&mut self.form.action);
        self
    }

    /// What it would send as it stands.
    pub fn form_values(&self) -> Vec<(String, String)> {
        self.form.fields.clone()
    }

    /// Takes a field out, as a meddler would.
    pub fn without(mut self, field: &str) -> Self {
        self.form.fields.retain(|(name, _)| name != field);
        self
    }

    /// Sends the form and follows where it leads.
    pub async fn submit(self) -> Page {
        let action = if self.form.action.is_empty() {
            self.path.clone()
        } else if self.form.action.starts_with('?') {
            let path = self.path.split('?').next().unwrap_or_default();
            format!("{path}{}", self.form.action)
        } else {
            self.form.action.clone()
        };
        if self.form.method == "get" {
            let query =
                url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.form.fields).finish();
            let path = action.split('?').next().unwrap_or_default();
            return self.visitor.visit(&format!("{path}?{query}")).await;
        }
        if !self.form.multipart {
            return self.visitor.posts_blindly(&action, &self.form.fields).await;
        }
        let mut parts = reqwest::multipart::Form::new();
        for (name, value) in self.form.fields {
            parts = parts.text(name, value);
        }
        for file in self.files {
            let part = Part::bytes(file.bytes).file_name(file.name).mime_str(&file.content_type).unwrap();
            parts = parts.part(file.field, part);
        }
        self.visitor.send(&action, self.visitor.request(Method::POST, &action).multipart(parts)).await
    }
}
