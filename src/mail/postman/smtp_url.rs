//! `smtp://user:password@host:port?tls=none|starttls|wrapper&ca=/path/of/ca.pem`

use lettre::transport::smtp::authentication::Credentials;
use url::Url;

use super::carrier::PostmanError;
use crate::mail::url_parts::percent_decoded;

/// How the line to the mail server is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tls {
    /// Not at all (a relay on this machine or a trusted network).
    None,
    /// After STARTTLS, or not at all: what is said when nothing is said.
    IfOffered,
    /// After STARTTLS, or no letters.
    Required,
    /// From the first byte (`smtps`, port 465).
    Wrapper,
}

/// What the URL says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SmtpUrl {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) credentials: Option<Credentials>,
    pub(super) tls: Tls,
    /// A file with certificates to trust besides those of the system.
    pub(super) ca: Option<String>,
}

impl SmtpUrl {
    pub(super) fn parse(text: &str) -> Result<Self, PostmanError> {
        let url = Url::parse(text).map_err(|_| wrong("expected smtp://user:password@host:port?tls=…"))?;
        let wrapped = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            other => return Err(wrong(format!("expected smtp:// or smtps://, not {other}://"))),
        };
        let host =
            url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong("a host is missing"))?;
        let mut tls = if wrapped || url.port() == Some(465) { Tls::Wrapper } else { Tls::IfOffered };
        let mut ca = None;
        for (name, value) in url.query_pairs() {
            match (&*name, &*value) {
                ("tls", "none") => tls = Tls::None,
                ("tls", "starttls") => tls = Tls::Required,
                ("tls", "wrapper" | "tls") => tls = Tls::Wrapper,
                ("tls", other) => {
                    return Err(wrong(format!("tls: expected none, starttls or wrapper, not {other:?}")));
                }
                ("ca", path) => ca = Some(path.to_owned()),
                (other, _) => return Err(wrong(format!("{other:?} is not known; there are tls and ca"))),
            }
        }
        let port = url.port().unwrap_or(match tls {
            Tls::Wrapper => 465,
            Tls::None => 25,
            Tls::Required | Tls::IfOffered => 587,
        });
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { host, port, credentials: credentials(&url)?, tls, ca })
    }
}

pub(super) fn wrong(what: impl Into<String>) -> PostmanError {
    PostmanError::Url(what.into())
}

fn credentials(url: &Url) -> Result<Option<Credentials>, PostmanError> {
    let user = percent_decoded(url.username()).map_err(wrong)?;
    let password = url.password().map(percent_decoded).transpose().map_err(wrong)?;
    match (user.is_empty(), password) {
        (true, None) => Ok(None),
        (false, Some(password)) => Ok(Some(Credentials::new(user, password))),
        (false, None) => Err(wrong("a password is missing: smtp://user:password@host")),
        (true, Some(_)) => Err(wrong("a user is missing: smtp://user:password@host")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_where_who_and_how_private() {
        let url = SmtpUrl::parse("smtp://desk%40example.go.id:p%3Ass@mail.example.go.id:2525?tls=starttls")
            .unwrap();
        assert_eq!((url.host.as_str(), url.port, url.tls), ("mail.example.go.id", 2525, Tls::Required));
        assert_eq!(url.credentials, Some(Credentials::new("desk@example.go.id".into(), "p:ss".into())));
    }

    #[test]
    fn what_is_not_said_is_what_is_usual() {
        let cases = [
            ("smtp://mail.test", 587, Tls::IfOffered),
            ("smtp://mail.test?tls=none", 25, Tls::None),
            ("smtp://mail.test?tls=wrapper", 465, Tls::Wrapper),
            ("smtp://mail.test:465", 465, Tls::Wrapper),
            ("smtps://mail.test", 465, Tls::Wrapper),
            ("smtp://[::1]:25?tls=none", 25, Tls::None),
        ];
        for (text, port, tls) in cases {
            let url = SmtpUrl::parse(text).unwrap();
            assert_eq!((url.port, url.tls, url.credentials), (port, tls, None), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_stops_the_start() {
        for text in [
            "http://mail.test",
            "smtp://mail.test?tls=maybe",
            "smtp://mail.test?verify=no",
            "smtp://user@mail.test",
            "smtp://user:p%zz@mail.test",
        ] {
            assert!(SmtpUrl::parse(text).is_err(), "{text}");
        }
    }
}
