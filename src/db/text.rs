//! What a text may have in it to be kept or looked for.

/// Whether both databases can hold this text. Postgres refuses U+0000 in any text it is given, also one that is only
/// looked for: what cannot be kept cannot be found.
pub fn can_hold(text: &str) -> bool {
    !text.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_a_null_in_it_is_in_no_database() {
        assert!(can_hold("KOMINFO") && can_hold("") && can_hold("\u{1}"));
        assert!(!can_hold("KOM\0INFO"));
    }
}
