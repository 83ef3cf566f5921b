//! The project's own text files, as the architecture test reads them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of the project: its path from the root, and its text.
pub struct Source {
    /// From the root of the project, with `/`.
    pub path: String,
    /// As it stands.
    pub text: String,
}

/// A finding: file, line, and what is wrong there.
pub type Finding = String;

impl Source {
    /// All files under `folder` whose name ends in `.ending`, in order of their paths.
    pub fn under(folder: &str, ending: &str) -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        collect(&root.join(folder), ending, &mut found);
        found.sort();
        found
            .into_iter()
            .map(|path| Self {
                path: path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"),
                text: fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            })
            .collect()
    }

    /// One file of the project.
    pub fn file(path: &str) -> Self {
        let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let text = fs::read_to_string(&whole).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self { path: path.to_owned(), text }
    }

    /// The module at the top of `src` this file belongs to: `desk` of `src/desk/ids.rs`, `app` of `src/app.rs`.
    pub fn module(&self) -> &str {
        let inside = self.path.trim_start_matches("src/");
        inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
    }

    /// The folders and the file below that module, without `.rs`.
    pub fn inside(&self) -> Vec<&str> {
        self.path.trim_start_matches("src/").trim_end_matches(".rs").split('/').skip(1).collect()
    }

    /// The text with comments, string contents and `#[cfg(test)]` modules blanked out, lines kept.
    pub fn code(&self) -> String {
        without_tests(&blanked(&self.text))
    }

    /// The code that others compile against: as [`Source::code`], but tests included.
    pub fn code_with_tests(&self) -> String {
        blanked(&self.text)
    }

    /// `path:line: what` for a byte offset into the text.
    pub fn at(&self, offset: usize, what: &str) -> Finding {
        let line = self.text[..offset].matches('\n').count() + 1;
        format!("{}:{line}: {what}", self.path)
    }

    /// Every place in the code where `word` stands as a path or name of its own.
    pub fn places_of(&self, code: &str, word: &str) -> Vec<usize> {
        let part = |letter: char| letter.is_alphanumeric() || letter == '_';
        code.match_indices(word)
            .filter(|(at, _)| {
                let before = code[..*at].chars().next_back();
                let after = code[at + word.len()..].chars().next();
                let (first, last) = (word.starts_with(part), word.ends_with(part));
                !(first && before.is_some_and(part) || last && after.is_some_and(part))
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// The modules of the crate that this file imports or names, with the offset of each: `crate::desk::ids` and
    /// `use crate::{desk::ids, db}` give paths of names, outermost first. `self::` and `super::` are resolved too.
    pub fn imports(&self, code: &str, crate_name: &str) -> Vec<(usize, Vec<String>)> {
        let mut found = Vec::new();
        for root in [crate_name, "super", "self"] {
            for at in self.places_of(code, root) {
                let rest = &code[at + root.len()..];
                let before = code[..at].chars().next_back();
                if !rest.starts_with("::") || before == Some(':') {
                    continue;
                }
                let mut start = match root {
                    "self" => self.own_path(),
                    "super" => self.parent_path(),
                    _ => Vec::new(),
                };
                let mut rest = &rest[2..];
                let mut shift = root.len() + 2;
                while root == "super" && rest.starts_with("super::") {
                    start.pop();
                    rest = &rest[7..];
                    shift += 7;
                }
                tree(rest, at + shift, &start, &mut found);
            }
        }
        found
    }

    fn own_path(&self) -> Vec<String> {
        let mut path: Vec<String> = self
            .path
            .trim_start_matches("src/")
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned)
            .collect();
        if matches!(path.last().map(String::as_str), Some("mod" | "lib" | "main")) {
            path.pop();
        }
        path
    }

    fn parent_path(&self) -> Vec<String> {
        let mut path = self.own_path();
        path.pop();
        path
    }
}

/// Fails with every finding on a line of its own.
pub fn nothing_found(rule: &str, findings: &[Finding]) {
    let mut text = String::new();
    for finding in findings {
        let _ = write!(text, "\n  {finding}");
    }
    assert!(findings.is_empty(), "{rule}:{text}\n");
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, ending, found);
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
}

/// Reads one level of a `use` tree: `a::b`, `{a, b::c}`.
fn tree(text: &str, offset: usize, above: &[String], found: &mut Vec<(usize, Vec<String>)>) {
    if let Some(inside) = text.strip_prefix('{') {
        let mut depth = 0;
        let mut start = 0;
        for (at, letter) in inside.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => {
                    branch(inside, start, at, offset, above, found);
                    return;
                }
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    branch(inside, start, at, offset, above, found);
                    start = at + 1;
                }
                _ => {}
            }
        }
        return;
    }
    let mut path = above.to_vec();
    let mut at = 0;
    loop {
        let end = text[at..]
            .find(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
            .map_or(text.len(), |length| at + length);
        if end > at {
            path.push(text[at..end].to_owned());
        }
        let rest = &text[end..];
        if rest.starts_with("::{") {
            return tree(&rest[2..], offset + end + 2, &path, found);
        }
        if !rest.starts_with("::") || end == at {
            break;
        }
        at = end + 2;
    }
    found.push((offset, path));
}

fn branch(
    inside: &str,
    start: usize,
    end: usize,
    offset: usize,
    above: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) {
    let piece = &inside[start..end];
    let trimmed = piece.trim_start();
    if !trimmed.is_empty() {
        tree(trimmed, offset + 1 + start + (piece.len() - trimmed.len()), above, found);
    }
}

/// Blanks comments and the insides of strings with spaces; newlines and lengths stay.
fn blanked(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let blank = |out: &mut Vec<u8>, from: usize, to: usize| {
        for byte in &mut out[from..to] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    };
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                let end = text[at..].find('\n').map_or(bytes.len(), |length| at + length);
                blank(&mut out, at, end);
                at = end;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let end = text[at..].find("*/").map_or(bytes.len(), |length| at + length + 2);
                blank(&mut out, at, end);
                at = end;
            }
            b'r' if raw_string(bytes, at).is_some() && !is_word(bytes, at) => {
                let hashes = raw_string(bytes, at).unwrap_or(0);
                let open = at + 2 + hashes;
                let close = format!("\"{}", "#".repeat(hashes));
                let end = text[open..].find(&close).map_or(bytes.len(), |length| open + length);
                blank(&mut out, open, end);
                at = end + close.len();
            }
            b'"' => {
                let mut end = at + 1;
                while end < bytes.len() && bytes[end] != b'"' {
                    end += if bytes[end] == b'\\' { 2 } else { 1 };
                }
                let end = end.min(bytes.len());
                blank(&mut out, at + 1, end);
                at = end + 1;
            }
            b'\'' => at = after_character(bytes, at),
            _ => at += 1,
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

fn is_word(bytes: &[u8], at: usize) -> bool {
    at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_')
}

/// How many hashes a raw string that begins at `at` has.
fn raw_string(bytes: &[u8], at: usize) -> Option<usize> {
    let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
    (bytes.get(at + 1 + hashes) == Some(&b'"')).then_some(hashes)
}

/// A character literal (`'"'`, `'\''`) is stepped over; a lifetime (`'a`) is just its mark.
fn after_character(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at + 1) {
        Some(b'\\') => {
            bytes[at + 3..].iter().position(|byte| *byte == b'\'').map_or(at + 1, |length| at + 4 + length)
        }
        Some(_) if bytes.get(at + 2) == Some(&b'\'') => at + 3,
        _ => at + 1,
    }
}

/// Blanks every item that stands behind `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut out = code.as_bytes().to_vec();
    for (at, _) in code.match_indices("#[cfg(test)]") {
        let Some(open) = code[at..].find('{').map(|length| at + length) else { continue };
        if code[at..open].contains(';') {
            continue;
        }
        let mut depth = 0;
        for (index, byte) in code.bytes().enumerate().skip(open) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                for byte in &mut out[at..=index] {
                    if *byte != b'\n' {
                        *byte = b' ';
                    }
                }
                break;
            }
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn comments_strings_and_tests_are_not_code() {
        let text = "use a; // use b\nlet s = \"use c\"; let r = r#\"use \" d\"#; /* use e */\n#[cfg(test)]\nmod t { use f; }\nuse g;";
        let code = source("src/x.rs", text).code();
        assert_eq!(code.len(), text.len());
        let used: Vec<_> = ["a;", "b", "c", "d", "e", "f;", "g;"]
            .into_iter()
            .filter(|name| code.contains(&format!("use {name}")))
            .collect();
        assert_eq!(used, ["a;", "g;"]);
    }

    #[test]
    fn a_tree_of_imports_is_read_to_its_leaves() {
        let file = source(
            "src/http/pages/tickets.rs",
            "use crate::{app::App, desk::{ids, tickets::{self, open}}};\nuse super::layout;\nuse super::super::error::Error;\nfn f() { crate::db::x() }",
        );
        let found: Vec<String> =
            file.imports(&file.code(), "crate").into_iter().map(|(_, path)| path.join("::")).collect();
        assert_eq!(
            found,
            [
                "app::App",
                "desk::ids",
                "desk::tickets::self",
                "desk::tickets::open",
                "db::x",
                "http::pages::layout",
                "http::error::Error",
            ]
        );
    }

    #[test]
    fn a_finding_names_file_and_line() {
        assert_eq!(source("src/x.rs", "a\nb\nc").at(4, "here"), "src/x.rs:3: here");
    }
}
