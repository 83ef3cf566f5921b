//! The header of a message or of a part: its fields in order, whatever they are worth.

use super::decode;

/// Fields at most; the rest is passed over.
const FIELDS: usize = 1_000;
/// Bytes of a field at most.
const FIELD: usize = 64 * 1024;
/// Bytes of all fields at most.
const ALL: usize = 1024 * 1024;

/// A field: its name in small letters and its value, unfolded.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) value: String,
}

/// The fields of a header, from the top.
#[derive(Clone, Debug, Default)]
pub(super) struct Headers {
    pub(super) fields: Vec<Field>,
}

impl Headers {
    /// The value of the first field of this name.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// The values of all fields of this name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |field| field.name == name).map(|field| field.value.trim())
    }

    /// Whether there is a field of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    /// The value in small letters, empty if there is no such field.
    pub(super) fn small(&self, name: &str) -> String {
        self.first(name).unwrap_or_default().to_lowercase()
    }
}

/// Splits a whole message: blank lines above it and the line of a mailbox file (`From …`) are passed over.
pub(super) fn of_message(raw: &[u8]) -> (Headers, &[u8]) {
    let start = raw.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(raw.len());
    of_part(raw.get(start..).unwrap_or_default())
}

/// Splits a part into its fields and what follows the empty line. A line that can be no field ends the header too: then the
/// empty line was forgotten, and the words below are not to be lost.
pub(super) fn of_part(raw: &[u8]) -> (Headers, &[u8]) {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    let (mut at, mut taken) = (0, 0);
    let mut body: &[u8] = &[];
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let next = at + end + 1;
        if line.is_empty() {
            body = raw.get(next..).unwrap_or_default();
            break;
        }
        let room = taken < ALL && found.len() < FIELDS;
        if matches!(line.first(), Some(b' ' | b'\t')) {
            if let Some((_, value)) = found.last_mut().filter(|(_, value)| room && value.len() < FIELD) {
                value.extend_from_slice(line);
                taken += line.len();
            }
        } else if let Some((name, value)) = field(line) {
            if room {
                taken += line.len();
                found.push((name, value.get(..FIELD.min(value.len())).unwrap_or_default().to_vec()));
            }
        } else if !(line.starts_with(b"From ") || line.starts_with(b">From ")) {
            body = rest;
            break;
        }
        at = next;
    }
    let fields =
        found.into_iter().map(|(name, value)| Field { name, value: decode::header(value) }).collect();
    (Headers { fields }, body)
}

fn field(line: &[u8]) -> Option<(String, &[u8])> {
    let colon = line.iter().take(100).position(|byte| *byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let is_name = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    let value = line.get(colon + 1..)?;
    is_name.then(|| (String::from_utf8_lossy(name).to_ascii_lowercase(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_unfolded_and_the_forgotten_empty_line_loses_nothing() {
        let (headers, body) =
            of_message(b"\r\nFrom a@b Mon\r\nSubject: satu\r\n dua\r\nX-A : 1\r\n\r\nisi\r\n");
        assert_eq!(headers.first("subject"), Some("satu dua"));
        assert_eq!(headers.first("x-a"), Some("1"));
        assert_eq!(body, b"isi\r\n");
        let (headers, body) = of_message(b"Subject: satu\nJaringan mati sejak pagi\nTerima kasih\n");
        assert_eq!(headers.fields.len(), 1);
        assert_eq!(body, b"Jaringan mati sejak pagi\nTerima kasih\n");
        assert!(of_message(b"").0.fields.is_empty());
        assert_eq!(of_part(b"\nhalo").1, b"halo");
    }
}
