//! Letters that left the desk, read back as a mail program reads them.

use jenjang::mail::Parcel;
use mail_parser::MessageParser;

/// A letter as its reader gets it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The Message-ID.
    pub message_id: String,
    /// The Message-IDs of the thread before it.
    pub references: Vec<String>,
}

impl Letter {
    /// Reads what the postman was handed.
    pub fn read(parcel: &Parcel) -> Self {
        let message = MessageParser::default().parse(&parcel.message).unwrap();
        let to = parcel.envelope.to().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let references = message.references().as_text_list().unwrap_or_default();
        Self {
            to,
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            html: message.body_html(0).unwrap_or_default().into_owned(),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            references: references.iter().map(ToString::to_string).collect(),
        }
    }

    /// Insists that its reader reads the words, as text and as HTML.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.text.contains(words) || self.subject.contains(words), "expected {words:?} in {self:#?}");
        self
    }

    /// Insists that the words are nowhere in it.
    #[track_caller]
    pub fn does_not_say(&self, words: &str) -> &Self {
        let everywhere = format!("{}\n{}\n{}", self.subject, self.text, self.html);
        assert!(!everywhere.contains(words), "did not expect {words:?} in {self:#?}");
        self
    }
}
