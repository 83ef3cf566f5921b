//! The few header lines that must be known to take a message down, read with care for what senders do to them. Everything
//! else of a message is read later.

/// Bytes of the header that are looked at.
const LOOKED_AT: usize = 64 * 1024;
/// Characters of a Message-ID at most.
const ID_MAX: usize = 250;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head<'a> {
    /// The Message-ID, without brackets.
    pub(super) message_id: Option<String>,
    /// The oldest message it answers.
    pub(super) oldest: Option<String>,
    /// What stands below the header lines.
    pub(super) below: &'a [u8],
}

/// Looks through the header lines of a raw message.
pub(super) fn scan(raw: &[u8]) -> Head<'_> {
    let end = end_of_header(raw);
    let header = String::from_utf8_lossy(&raw[..end.min(LOOKED_AT)]).replace("\r\n", "\n");
    let mut head = Head { below: &raw[end..], ..Head::default() };
    let mut answered = None;
    for line in unfolded(&header) {
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "message-id" if head.message_id.is_none() => head.message_id = ids(value).into_iter().next(),
            "references" if head.oldest.is_none() => head.oldest = ids(value).into_iter().next(),
            "in-reply-to" if answered.is_none() => answered = ids(value).into_iter().next(),
            _ => {}
        }
    }
    head.oldest = head.oldest.or(answered);
    head
}

fn end_of_header(raw: &[u8]) -> usize {
    let blank = |pair: &[u8]| pair == b"\n\n";
    let looked_at = &raw[..raw.len().min(4 * LOOKED_AT)];
    let unix = looked_at.windows(2).position(blank).map(|at| at + 2);
    let dos = looked_at.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
    unix.into_iter().chain(dos).min().unwrap_or(raw.len())
}

/// The header lines, those that go on over several lines joined.
fn unfolded(header: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in header.lines() {
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The Message-IDs in a header line: what stands in brackets, or, where there are none, what stands there.
fn ids(value: &str) -> Vec<String> {
    let whole = |id: &str| {
        let id: String =
            id.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()).collect();
        (!id.is_empty() && id.len() <= ID_MAX).then_some(id)
    };
    let bracketed: Vec<String> =
        value.split('<').skip(1).filter_map(|rest| whole(rest.split_once('>')?.0)).collect();
    if bracketed.is_empty() && !value.contains('<') {
        return value.split_whitespace().filter(|word| word.contains('@')).filter_map(whole).collect();
    }
    bracketed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_a_message_are_found_however_they_are_folded() {
        let raw = b"Subject: Jaringan\r\nmessage-id:\r\n <a.1@dinkes.test>\r\nReferences: <root@desk.test>\r\n\t<b@desk.test>\r\n\r\nisi";
        let head = scan(raw);
        assert_eq!(head.message_id.as_deref(), Some("a.1@dinkes.test"));
        assert_eq!(head.oldest.as_deref(), Some("root@desk.test"));
        assert_eq!(head.below, b"isi");
    }

    #[test]
    fn what_is_not_there_is_not_there() {
        for raw in [
            &b""[..],
            b"\n\n",
            b"no header at all",
            b"Message-ID: \nIn-Reply-To: <>\n\nx",
            b"Message-ID: <open\n\n",
        ] {
            let head = scan(raw);
            assert_eq!((head.message_id, head.oldest), (None, None));
        }
        let bare = scan(b"Message-ID: 17@printer\nIn-Reply-To: answer of <x@y> yesterday\n\n");
        assert_eq!((bare.message_id.as_deref(), bare.oldest.as_deref()), (Some("17@printer"), Some("x@y")));
    }

    #[test]
    fn a_message_id_in_the_body_is_none() {
        assert_eq!(scan(b"Subject: x\n\nMessage-ID: <forwarded@x>\n").message_id, None);
    }
}
