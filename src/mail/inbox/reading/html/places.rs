//! The marks letter programs leave in their HTML: where the quote begins, where the signature stands.

use super::tags::Tag;

/// What a tag opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// From here on all is quoted, whatever is closed later.
    Beyond,
    /// All within is quoted.
    Quote,
    /// All within is quoted, and the lines say so by `>`: answers may stand between.
    Cited,
    /// The line above a quote: who wrote it and when.
    Attribution,
    /// A signature.
    Signature,
}

const SIGNATURE_CLASSES: &[&str] = &[
    "gmail_signature",
    "moz-signature",
    "yahoo-signature",
    "ms-outlook-mobile-signature",
    "protonmail_signature_block",
];
const SIGNATURE_IDS: &[&str] = &[
    "signature",
    "applemailsignature",
    "ms-outlook-mobile-signature",
    "x_signature",
    "ymail_android_signature",
];
const QUOTE_CLASSES: &[&str] =
    &["yahoo_quoted", "zmail_extra", "protonmail_quote", "ms-outlook-mobile-reference-message"];
const BEYOND_IDS: &[&str] = &[
    "divrplyfwdmsg",
    "x_divrplyfwdmsg",
    "appendonsend",
    "x_appendonsend",
    "mail-editor-reference-message-container",
    "zwchr",
];

/// What a tag opens, if programs use it so.
pub(super) fn of(tag: &Tag) -> Option<Place> {
    let id = tag.attribute("id").to_ascii_lowercase();
    let has = |classes: &[&str]| classes.iter().any(|class| tag.has_class(class));
    let marker = tag.attribute("data-marker");
    if BEYOND_IDS.contains(&id.as_str()) || marker == "__DIVIDER__" || has(&["OutlookMessageHeader"]) {
        return Some(Place::Beyond);
    }
    if has(SIGNATURE_CLASSES)
        || SIGNATURE_IDS.contains(&id.as_str())
        || tag.attribute("data-smartmail") == "gmail_signature"
        || marker == "__SIG_POST__"
    {
        return Some(Place::Signature);
    }
    if has(QUOTE_CLASSES)
        || id.starts_with("yahoo_quoted")
        || matches!(marker, "__QUOTED_TEXT__" | "__HEADERS__")
    {
        return Some(Place::Quote);
    }
    if has(&["gmail_attr", "moz-cite-prefix"]) || id == "reply-intro" {
        return Some(Place::Attribution);
    }
    match tag.name.as_str() {
        "blockquote" if cites(tag) => Some(Place::Cited),
        // Outlook on the desk draws a line above the header of what it answers.
        "div" if draws_a_line(&tag.style()) => Some(Place::Beyond),
        _ => None,
    }
}

fn cites(tag: &Tag) -> bool {
    tag.attribute("type").eq_ignore_ascii_case("cite")
        || tag.has_class("gmail_quote")
        || tag.has_class("cite")
        || tag.style().contains("border-left")
}

fn draws_a_line(style: &str) -> bool {
    let drawn = ["border-top:solid#e1e1e1", "border-top:solid#b5c4df", "border-top:solidwindowtext"];
    style.contains("border:none") && drawn.iter().any(|line| style.contains(line))
}

/// Whether a program hides what stands within: nobody saw it, and it is no word of the sender's.
pub(super) fn is_hidden(tag: &Tag) -> bool {
    let style = tag.style();
    style.contains("display:none")
        || style.contains("mso-hide:all")
        || style.contains("visibility:hidden")
        || matches!(tag.name.as_str(), "script" | "style" | "title" | "template" | "iframe" | "svg")
}
