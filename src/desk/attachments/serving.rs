//! How a file is given out: pictures may be shown in a page, everything else is saved, and nothing is ever a page. Pure.

use std::fmt::Write;

use super::attachment::Attachment;
use super::content::ContentType;

/// The headers a file is given out with. Beside them belong `X-Content-Type-Options: nosniff` and a
/// `Content-Security-Policy` of `default-src 'none'; sandbox`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serving {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// `Content-Disposition`.
    pub disposition: String,
}

/// How `attachment` is given out. `wants_inline` is heard for pictures alone (PNG, JPEG, GIF, WebP), and nothing outside
/// the list of accepted types is named as what it says it is.
pub fn serving(attachment: &Attachment, wants_inline: bool) -> Serving {
    let content = ContentType::stored(&attachment.content_type);
    let inline = wants_inline && content.is_some_and(ContentType::is_picture);
    let how = if inline { "inline" } else { "attachment" };
    let plain =
        |letter: char| if letter.is_ascii() && !matches!(letter, '"' | '\\' | '%') { letter } else { '_' };
    let simple: String = attachment.file_name.chars().map(plain).collect();
    let exact = percent_encoded(&attachment.file_name);
    Serving {
        content_type: match content.map(|content| content.media_type) {
            Some("text/plain") => "text/plain; charset=utf-8",
            Some(media_type) => media_type,
            None => "application/octet-stream",
        },
        disposition: format!("{how}; filename=\"{simple}\"; filename*=UTF-8''{exact}"),
    }
}

/// RFC 8187: everything but letters, digits and a few marks as `%XX`.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _written = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
