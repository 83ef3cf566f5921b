//! `imaps://user:password@host:port/FOLDER?for=dinas|agency:CODE|group:CODE&…`: where post is collected, and for whom it is.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::mail::url_parts::percent_decoded;

/// How the line to the mailbox is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tls {
    /// Not at all (a server on this machine or a trusted network).
    None,
    /// After STARTTLS, or no post.
    Required,
    /// From the first byte (`imaps`, port 993).
    Wrapper,
}

/// By what the server knows us.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Proof {
    /// A password, or an app password.
    Password(String),
    /// An OAuth 2 token (XOAUTH2), read from this file each time: whoever renews it writes it there.
    TokenFile(PathBuf),
}

impl std::fmt::Debug for Proof {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("***")
    }
}

/// A mailbox that is collected from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// What the ledger calls it: the URL's `name`, else `user@host/FOLDER`.
    pub name: String,
    /// Its address, if it is known: what is sent from it is our own.
    pub address: Option<String>,
    /// For whom its post is: `dinas`, `agency:CODE` or `group:CODE`.
    pub bound: String,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) user: String,
    pub(super) proof: Proof,
    pub(super) tls: Tls,
    /// A file with certificates to trust besides those of the system.
    pub(super) ca: Option<PathBuf>,
    pub(super) folder: String,
    /// Where a message goes once it took effect; it stays, marked as read, if there is no such folder.
    pub(super) done_folder: Option<String>,
    /// How often is looked where the server does not tell by itself.
    pub(super) poll: Duration,
}

/// What is wrong with the setting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("JENJANG_IMAP_URL: {0}")]
pub struct MailboxError(String);

/// How often is looked, in seconds, if nothing is said.
const POLL: u64 = 60;

impl Mailbox {
    /// All mailboxes of the setting: URLs with white space between them.
    ///
    /// # Errors
    /// The first that is wrong, or two of one name.
    pub fn all(setting: &str) -> Result<Vec<Self>, MailboxError> {
        let mut all: Vec<Self> = Vec::new();
        for text in setting.split_whitespace() {
            let mailbox = Self::parse(text)?;
            if all.iter().any(|other| other.name == mailbox.name) {
                return Err(wrong(format!("two mailboxes are called {:?}; give one a name=", mailbox.name)));
            }
            all.push(mailbox);
        }
        Ok(all)
    }

    fn parse(text: &str) -> Result<Self, MailboxError> {
        let url = Url::parse(text).map_err(|_| {
            wrong("expected imaps://user:password@host:port/INBOX?for=dinas|agency:CODE|group:CODE")
        })?;
        let wrapped = match url.scheme() {
            "imap" => false,
            "imaps" => true,
            other => return Err(wrong(format!("expected imap:// or imaps://, not {other}://"))),
        };
        let host =
            url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong("a host is missing"))?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let decoded = |text: &str| percent_decoded(text).map_err(wrong);
        let user = decoded(url.username())?;
        if user.is_empty() {
            return Err(wrong("a user is missing: imaps://user:password@host"));
        }
        let said = Said::read(&url, if wrapped { Tls::Wrapper } else { Tls::Required })?;
        let proof = match (url.password(), said.token_file) {
            (Some(password), None) => Proof::Password(decoded(password)?),
            (None, Some(file)) => Proof::TokenFile(file),
            (None, None) => return Err(wrong("a password is missing, or token_file= for XOAUTH2")),
            (Some(_), Some(_)) => return Err(wrong("password and token_file= exclude each other")),
        };
        if let Proof::Password(password) = &proof
            && password.contains(['\r', '\n', '\0'])
        {
            return Err(wrong("the password has a line break in it"));
        }
        let folder = decoded(url.path().trim_start_matches('/'))?;
        let folder = if folder.is_empty() { "INBOX".to_owned() } else { folder };
        let address = said.address.or_else(|| user.contains('@').then(|| user.clone()));
        let port = url.port().unwrap_or(if said.tls == Tls::Wrapper { 993 } else { 143 });
        Ok(Self {
            name: said.name.unwrap_or_else(|| usual_name(&user, &host, &folder)),
            address: address.map(|address| address.to_lowercase()),
            bound: said.bound,
            host,
            port,
            user,
            proof,
            tls: said.tls,
            ca: said.ca,
            folder,
            done_folder: said.done_folder,
            poll: Duration::from_secs(said.poll),
        })
    }
}

/// What stands behind the question mark.
struct Said {
    name: Option<String>,
    address: Option<String>,
    bound: String,
    tls: Tls,
    ca: Option<PathBuf>,
    token_file: Option<PathBuf>,
    done_folder: Option<String>,
    poll: u64,
}

impl Said {
    fn read(url: &Url, tls: Tls) -> Result<Self, MailboxError> {
        let mut said = Self {
            name: None,
            address: None,
            bound: "dinas".to_owned(),
            tls,
            ca: None,
            token_file: None,
            done_folder: None,
            poll: POLL,
        };
        for (name, value) in url.query_pairs() {
            let value = value.into_owned();
            if value.is_empty() || value.len() > 200 || value.contains(char::is_control) {
                return Err(wrong(format!("{name}: expected 1 to 200 characters")));
            }
            match &*name {
                "for" if is_office(&value) => said.bound = value,
                "for" => {
                    return Err(wrong(format!(
                        "for: expected dinas, agency:CODE or group:CODE, not {value:?}"
                    )));
                }
                "name" => said.name = Some(value),
                "address" if value.contains('@') => said.address = Some(value),
                "address" => return Err(wrong(format!("address: {value:?} is none"))),
                "tls" => {
                    said.tls = match value.as_str() {
                        "none" => Tls::None,
                        "starttls" => Tls::Required,
                        "wrapper" => Tls::Wrapper,
                        other => {
                            return Err(wrong(format!(
                                "tls: expected none, starttls or wrapper, not {other:?}"
                            )));
                        }
                    };
                }
                "ca" => said.ca = Some(value.into()),
                "token_file" => said.token_file = Some(value.into()),
                "move" => said.done_folder = Some(value),
                "poll" => {
                    said.poll =
                        value.parse().ok().filter(|poll| (5..=3_600).contains(poll)).ok_or_else(|| {
                            wrong(format!("poll: expected 5 to 3600 seconds, not {value:?}"))
                        })?;
                }
                other => {
                    return Err(wrong(format!(
                        "{other:?} is not known; there are for, name, address, tls, ca, token_file, move and poll"
                    )));
                }
            }
        }
        Ok(said)
    }
}

/// `user@host/FOLDER`, or `user/FOLDER` where the user is an address, in letters a name may have.
fn usual_name(user: &str, host: &str, folder: &str) -> String {
    let whole =
        if user.contains('@') { format!("{user}/{folder}") } else { format!("{user}@{host}/{folder}") };
    let plain =
        |letter: char| if letter.is_alphanumeric() || "-_.@+ /".contains(letter) { letter } else { '-' };
    whole.chars().map(plain).take(100).collect()
}

fn is_office(said: &str) -> bool {
    match said.split_once(':') {
        None => said == "dinas",
        Some((kind, code)) => matches!(kind, "agency" | "group") && !code.is_empty(),
    }
}

fn wrong(what: impl Into<String>) -> MailboxError {
    MailboxError(what.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Mailbox {
        Mailbox::all(text).unwrap().remove(0)
    }

    #[test]
    fn a_url_says_where_whose_and_how_private() {
        let found = one(
            "imaps://bantuan%40dinkes.test:p%3Ass@mail.test/Masuk%20Baru?for=agency:DINKES&move=Selesai&poll=30",
        );
        assert_eq!((found.host.as_str(), found.port, found.tls), ("mail.test", 993, Tls::Wrapper));
        assert_eq!(
            (found.user.as_str(), &found.proof),
            ("bantuan@dinkes.test", &Proof::Password("p:ss".into()))
        );
        assert_eq!((found.folder.as_str(), found.done_folder.as_deref()), ("Masuk Baru", Some("Selesai")));
        assert_eq!(found.bound, "agency:DINKES");
        assert_eq!(found.address.as_deref(), Some("bantuan@dinkes.test"));
        assert_eq!(found.poll, Duration::from_secs(30));
        assert!(!format!("{found:?}").contains("p:ss"));
    }

    #[test]
    fn what_is_not_said_is_what_is_usual() {
        let found = one("imap://desk:x@[::1]");
        assert_eq!((found.host.as_str(), found.port, found.tls), ("::1", 143, Tls::Required));
        assert_eq!((found.folder.as_str(), found.name.as_str()), ("INBOX", "desk@--1/INBOX"));
        assert_eq!((found.address, found.bound), (None, "dinas".into()));
        let token = one("imaps://desk@mail.test?token_file=/run/token&address=Desk@Kominfo.test");
        assert_eq!(token.proof, Proof::TokenFile("/run/token".into()));
        assert_eq!(token.address.as_deref(), Some("desk@kominfo.test"));
    }

    #[test]
    fn several_stand_beside_each_other() {
        let all = Mailbox::all("imaps://a:x@mail.test\n  imaps://b:x@mail.test?for=group:JARINGAN ").unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(Mailbox::all("  ").unwrap(), []);
        assert!(Mailbox::all("imaps://a:x@mail.test imaps://a:y@mail.test").is_err());
    }

    #[test]
    fn what_is_not_understood_stops_the_start() {
        for text in [
            "http://mail.test",
            "imaps://mail.test",
            "imaps://user@mail.test",
            "imaps://user:x@mail.test?for=everybody",
            "imaps://user:x@mail.test?for=agency:",
            "imaps://user:x@mail.test?tls=maybe",
            "imaps://user:x@mail.test?poll=0",
            "imaps://user:x@mail.test?move=",
            "imaps://user:x@mail.test?token_file=/run/token",
            "imaps://user:x@mail.test?address=desk",
            "imaps://user:x%0d%0a@mail.test",
            "imaps://user:x@mail.test?verify=no",
        ] {
            assert!(Mailbox::all(text).is_err(), "{text}");
        }
    }
}
