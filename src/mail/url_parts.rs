//! Parts of URLs, as people write them into settings.

/// `%40` → `@`: user names of mail servers are often addresses.
pub(super) fn percent_decoded(text: &str) -> Result<String, &'static str> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first == b'%' {
            let (code, after) = tail.split_at_checked(2).ok_or("a % is not followed by two digits")?;
            bytes.extend(hex::decode(code).map_err(|_| "a % is not followed by two digits")?);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).map_err(|_| "a name or a password is not UTF-8")
}
