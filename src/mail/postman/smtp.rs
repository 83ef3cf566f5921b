//! The mail server. It is spoken to step by step, for what a refusal means depends on the step it comes at.

use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

use super::carrier::{Parcel, PostmanError, Refusal};
use super::smtp_url::{SmtpUrl, Tls, wrong};

/// How long the server may take for one step. A letter has about eight, and a line is hung up at the first that fails:
/// far less than the time a letter is claimed for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Letters that go over one connection at most; some servers allow no more.
const LETTERS_A_LINE: u32 = 20;

/// A mail server.
pub struct Smtp {
    url: SmtpUrl,
    privacy: Option<TlsParameters>,
    hello: ClientId,
    patience: Duration,
}

impl Smtp {
    /// Reads the URL and what it names; connects to nothing.
    pub(super) fn open(url: &str) -> Result<Self, PostmanError> {
        let url = SmtpUrl::parse(url)?;
        let privacy = (url.tls != Tls::None).then(|| privacy(&url)).transpose()?;
        Ok(Self { url, privacy, hello: ClientId::default(), patience: PATIENCE })
    }

    /// The same server with another patience for each step.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    pub(super) fn line(&self) -> SmtpLine<'_> {
        SmtpLine { smtp: self, connection: None, carried: 0 }
    }

    pub(super) fn try_out(&self) -> Result<(), Refusal> {
        let mut line = self.line();
        line.connect()
    }

    fn connected(&self) -> Result<SmtpConnection, Refusal> {
        let from_the_start = self.privacy.as_ref().filter(|_| self.url.tls == Tls::Wrapper);
        let server = (self.url.host.as_str(), self.url.port);
        let mut connection =
            SmtpConnection::connect(server, Some(self.patience), &self.hello, from_the_start, None)
                .map_err(|error| self.shut("cannot be reached", &error))?;
        if let Some(privacy) = &self.privacy
            && (self.url.tls == Tls::Required
                || (self.url.tls == Tls::IfOffered && connection.can_starttls()))
        {
            connection
                .starttls(privacy, &self.hello)
                .map_err(|error| self.shut("gives no private line (STARTTLS)", &error))?;
        }
        if let Some(credentials) = &self.url.credentials {
            if !connection.is_encrypted() && self.url.tls != Tls::None {
                return Err(Refusal::Shut(format!(
                    "the mail server {} offers no TLS, and the password is not sent in the clear; if the way there is \
                     trusted, say tls=none",
                    self.url.host
                )));
            }
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], credentials)
                .map_err(|error| self.shut("does not accept our user and password", &error))?;
        }
        Ok(connection)
    }

    fn shut(&self, what: &str, error: &SmtpError) -> Refusal {
        Refusal::Shut(format!("the mail server {} {what}: {}", self.url.host, said(error)))
    }
}

fn privacy(url: &SmtpUrl) -> Result<TlsParameters, PostmanError> {
    let mut builder = TlsParameters::builder(url.host.clone());
    if let Some(path) = &url.ca {
        let pem = std::fs::read(path).map_err(|error| wrong(format!("ca: cannot read {path}: {error}")))?;
        let certificate =
            Certificate::from_pem(&pem).map_err(|error| wrong(format!("ca: {path}: {error}")))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|error| wrong(format!("TLS cannot be set up: {error}")))
}

/// A connection, made when the first letter asks for it.
pub struct SmtpLine<'a> {
    smtp: &'a Smtp,
    connection: Option<SmtpConnection>,
    carried: u32,
}

impl SmtpLine<'_> {
    pub(super) fn hand_over(&mut self, parcel: &Parcel) -> Result<(), Refusal> {
        if self.carried >= LETTERS_A_LINE {
            self.hang_up();
        }
        self.announce(parcel)?;
        let connection = self.connection.as_mut().ok_or_else(lost)?;
        for recipient in parcel.envelope.to() {
            if let Err(error) = connection.command(Rcpt::new(recipient.clone(), Vec::new())) {
                return Err(self.step_refused("refuses the address", &error));
            }
        }
        if let Err(error) = connection.command(Data) {
            return Err(self.step_refused("refuses the letter", &error));
        }
        match connection.message(&parcel.message) {
            Ok(_) => {
                self.carried += 1;
                Ok(())
            }
            // No answer to the last full stop: it may have arrived. The next attempt has the same Message-ID.
            Err(error) if error.status().is_none() => {
                Err(self.step_refused("did not say whether it took the letter", &error))
            }
            Err(error) => Err(self.step_refused("did not take the letter", &error)),
        }
    }

    /// Says who writes. A connection that was used before may be gone by now: then once more on a new one.
    fn announce(&mut self, parcel: &Parcel) -> Result<(), Refusal> {
        for used in [true, false] {
            let fresh = self.connection.is_none();
            self.connect()?;
            let connection = self.connection.as_mut().ok_or_else(lost)?;
            let foreign = has_foreign_letters(&parcel.envelope);
            if foreign && !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Refusal::Final("the mail server takes no address with such letters".into()));
            }
            let words = if foreign { vec![MailParameter::SmtpUtfEight] } else { Vec::new() };
            let Err(error) = connection.command(Mail::new(parcel.envelope.from().cloned(), words)) else {
                return Ok(());
            };
            self.connection = None;
            let gone = error.status().is_none() || error.status().is_some_and(|code| u16::from(code) == 421);
            if fresh || !used || !gone {
                return Err(self.smtp.shut("refuses our sender", &error));
            }
        }
        Err(lost())
    }

    fn connect(&mut self) -> Result<(), Refusal> {
        if self.connection.is_none() {
            self.connection = Some(self.smtp.connected()?);
            self.carried = 0;
        }
        Ok(())
    }

    /// What a refusal at one of the steps of a letter means. The line is kept only if it answers to a reset.
    fn step_refused(&mut self, what: &str, error: &SmtpError) -> Refusal {
        let answered = error.status().is_some();
        let kept =
            answered && self.connection.as_mut().is_some_and(|connection| connection.command(Rset).is_ok());
        if !kept {
            self.connection = None;
        }
        let text = format!("the mail server {} {what}: {}", self.smtp.url.host, said(error));
        match error.status().map(u16::from) {
            // We are not let in (no or wrong sign-in), whatever the letter: RFC 4954.
            Some(530 | 534 | 535 | 538) => Refusal::Shut(text),
            Some(500..) => Refusal::Final(text),
            Some(_) => Refusal::Passing(text),
            None => Refusal::Lost(text),
        }
    }

    fn hang_up(&mut self) {
        if let Some(mut connection) = self.connection.take()
            && let Err(error) = connection.quit()
        {
            tracing::debug!(%error, "the mail server did not say goodbye");
        }
    }
}

impl Drop for SmtpLine<'_> {
    fn drop(&mut self) {
        self.hang_up();
    }
}

fn has_foreign_letters(envelope: &Envelope) -> bool {
    envelope.from().into_iter().chain(envelope.to()).any(|address| !AsRef::<str>::as_ref(address).is_ascii())
}

fn lost() -> Refusal {
    Refusal::Lost("the line to the mail server was lost".into())
}

/// The server's words, short enough to be kept.
fn said(error: &SmtpError) -> String {
    error.to_string().chars().filter(|letter| !letter.is_control()).take(300).collect()
}
