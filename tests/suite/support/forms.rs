//! Reads forms and words out of a page, as far as tests of our own pages need it.

/// A form of a page with what its fields hold.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it goes; empty for the page itself.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    /// Whether it is sent as `multipart/form-data`, because it may carry files.
    pub multipart: bool,
    /// What would be sent if it were sent now.
    pub fields: Vec<(String, String)>,
    names: Vec<String>,
}

impl Form {
    /// All forms of a page, in order.
    pub fn all_in(html: &str) -> Vec<Self> {
        let mut forms: Vec<Self> = Vec::new();
        let mut open = false;
        let mut select: Option<Select> = None;
        let mut tags = Tags { html, at: 0 };
        while let Some(tag) = tags.next() {
            match tag.name.as_str() {
                "form" => {
                    open = true;
                    let method = tag.get("method").unwrap_or("get").to_lowercase();
                    let action = tag.get("action").unwrap_or_default().to_owned();
                    let multipart = tag.get("enctype") == Some("multipart/form-data");
                    forms.push(Self { action, method, multipart, fields: Vec::new(), names: Vec::new() });
                }
                "/form" => open = false,
                _ if !open => {}
                "input" => {
                    if let Some(form) = forms.last_mut() {
                        form.input(&tag);
                    }
                }
                "button" => {
                    if let (Some(form), Some(name)) = (forms.last_mut(), tag.get("name")) {
                        form.names.push(name.to_owned());
                    }
                }
                "textarea" => {
                    let text = tags.text_until("</textarea");
                    if let (Some(form), Some(name)) = (forms.last_mut(), tag.get("name")) {
                        form.keep(name, text.strip_prefix('\n').unwrap_or(&text));
                    }
                }
                "select" => {
                    select = tag.get("name").map(|name| Select {
                        name: name.to_owned(),
                        first: None,
                        chosen: None,
                    });
                }
                "option" => {
                    let value = match tag.get("value") {
                        Some(value) => value.to_owned(),
                        None => tags.text_until("<").trim().to_owned(),
                    };
                    if let Some(select) = &mut select {
                        if tag.has("selected") {
                            select.chosen = Some(value.clone());
                        }
                        select.first.get_or_insert(value);
                    }
                }
                "/select" => {
                    if let (Some(form), Some(select)) = (forms.last_mut(), select.take()) {
                        let value = select.chosen.or(select.first).unwrap_or_default();
                        form.keep(&select.name, &value);
                    }
                }
                _ => {}
            }
        }
        forms
    }

    /// Whether it has a field of this name.
    pub fn has(&self, field: &str) -> bool {
        self.names.iter().any(|name| name == field)
    }

    /// Puts one value into the field, instead of whatever was there.
    pub fn set(&mut self, field: &str, value: &str) {
        self.fields.retain(|(name, _)| name != field);
        self.fields.push((field.to_owned(), value.to_owned()));
    }

    fn input(&mut self, tag: &Tag) {
        let Some(name) = tag.get("name") else { return };
        let value = tag.get("value").unwrap_or_default();
        match tag.get("type").unwrap_or("text") {
            "checkbox" | "radio" if !tag.has("checked") => self.names.push(name.to_owned()),
            "checkbox" | "radio" => self.keep(name, tag.get("value").unwrap_or("on")),
            "submit" | "button" | "file" | "reset" | "image" => self.names.push(name.to_owned()),
            _ => self.keep(name, value),
        }
    }

    fn keep(&mut self, name: &str, value: &str) {
        self.names.push(name.to_owned());
        self.fields.push((name.to_owned(), value.to_owned()));
    }
}

/// What a reader reads: no tags, no scripts, entities resolved, white space folded.
pub fn words_of(html: &str) -> String {
    let mut words = String::new();
    let mut tags = Tags { html, at: 0 };
    loop {
        let before = tags.at;
        let next = tags.next();
        let end = html[before..].find('<').map_or(html.len(), |length| before + length);
        words.push_str(&html[before..end]);
        words.push(' ');
        match next {
            Some(tag) if tag.name == "script" => drop(tags.text_until("</script")),
            Some(tag) if tag.name == "style" => drop(tags.text_until("</style")),
            Some(_) => {}
            None => break,
        }
    }
    unescaped(&words).split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Select {
    name: String,
    first: Option<String>,
    chosen: Option<String>,
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

struct Tags<'a> {
    html: &'a str,
    at: usize,
}

impl Tags<'_> {
    fn next(&mut self) -> Option<Tag> {
        let start = self.at + self.html[self.at..].find('<')?;
        if self.html[start..].starts_with("<!--") {
            self.at = self.html[start..].find("-->").map_or(self.html.len(), |length| start + length + 3);
            return Some(Tag { name: "!--".to_owned(), attributes: Vec::new() });
        }
        let mut quote = None;
        let mut end = self.html.len();
        for (at, letter) in self.html[start + 1..].char_indices() {
            match (quote, letter) {
                (None, '"' | '\'') => quote = Some(letter),
                (Some(open), _) if open == letter => quote = None,
                (None, '>') => {
                    end = start + 1 + at;
                    break;
                }
                _ => {}
            }
        }
        self.at = (end + 1).min(self.html.len());
        Some(parsed(&self.html[start + 1..end]))
    }

    fn text_until(&mut self, close: &str) -> String {
        let end = self.html[self.at..].find(close).map_or(self.html.len(), |length| self.at + length);
        let text = unescaped(&self.html[self.at..end]);
        self.at = end;
        text
    }
}

fn parsed(inside: &str) -> Tag {
    let inside = inside.trim_end_matches('/');
    let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let name = inside[..end].to_lowercase();
    let mut attributes = Vec::new();
    let mut rest = inside[end..].trim_start();
    while !rest.is_empty() {
        let stop = rest.find(|letter: char| letter == '=' || letter.is_whitespace()).unwrap_or(rest.len());
        let key = rest[..stop].to_lowercase();
        rest = rest[stop..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let (text, left) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let close = after[1..].find(quote).map_or(after.len(), |length| length + 1);
                    (&after[1..close], after.get(close + 1..).unwrap_or_default())
                }
                _ => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
            };
            value = unescaped(text);
            rest = left.trim_start();
        }
        if key.is_empty() {
            break;
        }
        attributes.push((key, value));
    }
    Tag { name, attributes }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&#x3D;", "=")
        .replace("&#x60;", "`")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_what_its_fields_hold() {
        let forms = Form::all_in(
            r#"<input name="stray"><form method=post action="/a?b=1&amp;c=2">
               <input type=hidden name="csrf" value="x &quot;y&quot;"><textarea name=body rows=3>
two &lt;words&gt;</textarea>
               <select name="kind"><option value="a">A</option><option value="b" selected>B</option></select>
               <input type="checkbox" name="yes" value="1"><input type=radio name=r value=1><input type=radio name=r value=2 checked>
               <button name="go">x</button></form><form action="/q"><input name=q></form>"#,
        );
        assert_eq!(forms.len(), 2);
        assert_eq!((forms[0].action.as_str(), forms[0].method.as_str()), ("/a?b=1&c=2", "post"));
        let held: Vec<_> = forms[0].fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(held, ["csrf=x \"y\"", "body=two <words>", "kind=b", "r=2"]);
        assert!(forms[0].has("yes") && !forms[0].has("stray"));
        assert_eq!(forms[1].method, "get");
    }

    #[test]
    fn words_are_read_without_tags() {
        assert_eq!(
            words_of("<p title=\"a>b\">Satu\n <b>dua</b></p><script>no()</script> &amp; tiga"),
            "Satu dua & tiga"
        );
    }
}
