//! Every setting, typed, read once. A wrong one stops the start with its name and what is expected.

mod numbers;
mod texts;

use std::fmt;
use std::path::{Path, PathBuf};

use numbers::{megabytes, number};
use texts::{
    base_url, check_listen, checked_smtp, listed, log_format, metrics_token, proxies, reply_address,
};

use crate::db::DatabaseUrl;

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself: handle with care.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For eyes.
    Pretty,
    /// For machines.
    Json,
}

/// Where letters go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailTo {
    /// A mail server, by URL.
    Smtp(Secret),
    /// Files in this folder.
    Folder(PathBuf),
    /// Nowhere but memory (tests).
    Memory,
}

/// Limits on what comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one attached file.
    pub attachment_bytes: u64,
    /// Files of one ticket.
    pub attachments_per_ticket: u32,
    /// Bytes one person may attach in a day.
    pub attachment_bytes_per_day: u64,
    /// Requests one address may make in a minute, 0 for no limit.
    pub requests_per_minute: u32,
}

/// Every setting.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen: `address:port`.
    pub listen: String,
    /// The folder of all data that is not in the database.
    pub data: PathBuf,
    /// Which database.
    pub database: DatabaseUrl,
    /// Connections to Postgres.
    pub connections: u32,
    /// The address people reach the desk under, without a slash at the end.
    pub base_url: String,
    /// What tokens in forms and links are signed with.
    pub secret: Secret,
    /// Where letters go.
    pub mail: MailTo,
    /// Where post is collected: URLs of mailboxes.
    pub imap: Option<Secret>,
    /// The sender of letters.
    pub mail_from: String,
    /// Letters the mail server may be given in a minute, 0 for no limit.
    pub mail_per_minute: u32,
    /// The address answers to letters come to, without the tag that names the ticket.
    pub reply_address: Option<String>,
    /// The names under which our own mail server says whether a sender is who they say.
    pub authserv_ids: Vec<String>,
    /// The name of the office as it stands in pages and letters.
    pub office: String,
    /// The addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// What is logged (a tracing filter).
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
    /// Threads that answer requests.
    pub workers: usize,
    /// Limits on what comes in.
    pub limits: Limits,
    /// Whether this desk shows the demo office.
    pub demo: bool,
    /// What whoever reads `/metrics` has to show as a bearer token; without it anybody reads them.
    pub metrics_token: Option<Secret>,
    /// Memory of one password hash in KiB (argon2id).
    pub password_memory: u32,
}

/// A setting that is wrong.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{name}: {expected}")]
pub struct ConfigError {
    /// The setting.
    pub name: &'static str,
    /// What is expected of it.
    pub expected: String,
}

/// Every setting's name in the environment, as in `deploy/env.example`.
pub const SETTINGS: &[&str] = &[
    "DATABASE_URL",
    "JENJANG_LISTEN",
    "JENJANG_DATA",
    "JENJANG_DB_CONNECTIONS",
    "JENJANG_BASE_URL",
    "JENJANG_SECRET",
    "JENJANG_SMTP_URL",
    "JENJANG_MAIL_FROM",
    "JENJANG_MAIL_PER_MINUTE",
    "JENJANG_IMAP_URL",
    "JENJANG_REPLY_ADDRESS",
    "JENJANG_AUTHSERV_IDS",
    "JENJANG_OFFICE",
    "JENJANG_TRUSTED_PROXIES",
    "JENJANG_LOG",
    "JENJANG_LOG_FORMAT",
    "JENJANG_WORKERS",
    "JENJANG_MAX_ATTACHMENT_MB",
    "JENJANG_MAX_ATTACHMENTS_PER_TICKET",
    "JENJANG_MAX_ATTACHED_MB_PER_DAY",
    "JENJANG_REQUESTS_PER_MINUTE",
    "JENJANG_PASSWORD_MEMORY_KIB",
    "JENJANG_METRICS_TOKEN",
];

/// What the command line said; it goes before the environment.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--listen`.
    pub listen: Option<String>,
    /// `--data`.
    pub data: Option<PathBuf>,
    /// `--database-url`.
    pub database_url: Option<String>,
    /// `--demo`.
    pub demo: bool,
}

impl Config {
    /// Reads all settings; `look_up` answers the environment.
    ///
    /// # Errors
    /// The first setting that is wrong.
    pub fn read(overrides: Overrides, look_up: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let setting = |name: &'static str| {
            look_up(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let data = overrides
            .data
            .or_else(|| setting("JENJANG_DATA").map(PathBuf::from))
            .unwrap_or_else(|| "data".into());
        let listen =
            overrides.listen.or_else(|| setting("JENJANG_LISTEN")).unwrap_or_else(|| "127.0.0.1:8080".into());
        check_listen(&listen)?;
        let base_url = base_url(setting("JENJANG_BASE_URL"), &listen)?;
        let mail = match setting("JENJANG_SMTP_URL") {
            Some(url) => MailTo::Smtp(Secret::new(checked_smtp(url)?)),
            None => MailTo::Folder(data.join("outbox")),
        };
        Ok(Self {
            database: database(overrides.database_url.or_else(|| setting("DATABASE_URL")), &data)?,
            connections: number("JENJANG_DB_CONNECTIONS", setting("JENJANG_DB_CONNECTIONS"), 8, 1..=200)?
                as u32,
            secret: Secret::new(secret(setting("JENJANG_SECRET"), &data)?),
            mail_from: setting("JENJANG_MAIL_FROM").unwrap_or_else(|| default_sender(&base_url)),
            mail_per_minute: number(
                "JENJANG_MAIL_PER_MINUTE",
                setting("JENJANG_MAIL_PER_MINUTE"),
                0,
                0..=100_000,
            )? as u32,
            imap: setting("JENJANG_IMAP_URL").map(Secret::new),
            reply_address: reply_address(setting("JENJANG_REPLY_ADDRESS"))?,
            authserv_ids: listed(setting("JENJANG_AUTHSERV_IDS")),
            office: setting("JENJANG_OFFICE").unwrap_or_else(|| "Dinas Komunikasi dan Informatika".into()),
            trusted_proxies: proxies(setting("JENJANG_TRUSTED_PROXIES"))?,
            log: setting("JENJANG_LOG").unwrap_or_else(|| "info".into()),
            log_format: log_format(setting("JENJANG_LOG_FORMAT"))?,
            workers: number("JENJANG_WORKERS", setting("JENJANG_WORKERS"), default_workers(), 1..=256)?
                as usize,
            limits: Limits {
                attachment_bytes: megabytes(
                    "JENJANG_MAX_ATTACHMENT_MB",
                    setting("JENJANG_MAX_ATTACHMENT_MB"),
                    20,
                )?,
                attachments_per_ticket: number(
                    "JENJANG_MAX_ATTACHMENTS_PER_TICKET",
                    setting("JENJANG_MAX_ATTACHMENTS_PER_TICKET"),
                    50,
                    1..=1_000,
                )? as u32,
                attachment_bytes_per_day: megabytes(
                    "JENJANG_MAX_ATTACHED_MB_PER_DAY",
                    setting("JENJANG_MAX_ATTACHED_MB_PER_DAY"),
                    200,
                )?,
                requests_per_minute: number(
                    "JENJANG_REQUESTS_PER_MINUTE",
                    setting("JENJANG_REQUESTS_PER_MINUTE"),
                    0,
                    0..=10_000_000,
                )? as u32,
            },
            password_memory: number(
                "JENJANG_PASSWORD_MEMORY_KIB",
                setting("JENJANG_PASSWORD_MEMORY_KIB"),
                19_456,
                64..=1_048_576,
            )? as u32,
            metrics_token: metrics_token(setting("JENJANG_METRICS_TOKEN"))?,
            demo: overrides.demo,
            listen,
            data,
            base_url,
            mail,
        })
    }

    /// Notes where the server really listens; links lead there unless an address was set for them.
    pub fn bound_to(&mut self, address: std::net::SocketAddr) {
        if self.base_url == format!("http://{}", self.listen) {
            self.base_url = format!("http://{address}");
        }
        self.listen = address.to_string();
    }

    /// The folder of attached files.
    pub fn attachments(&self) -> PathBuf {
        self.data.join("attachments")
    }

    /// The folder of messages as they came in.
    pub fn messages(&self) -> PathBuf {
        self.data.join("mail")
    }

    /// Whether people reach the desk over HTTPS (then cookies are marked `Secure`).
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

fn wrong(name: &'static str, expected: impl Into<String>) -> ConfigError {
    ConfigError { name, expected: expected.into() }
}

fn database(text: Option<String>, data: &Path) -> Result<DatabaseUrl, ConfigError> {
    match text {
        None => Ok(DatabaseUrl::Sqlite(data.join("jenjang.db").to_string_lossy().into_owned())),
        Some(text) => text.parse().map_err(|error: crate::db::DbError| {
            let said = error.to_string();
            wrong("DATABASE_URL", said.strip_prefix("DATABASE_URL: ").unwrap_or(&said))
        }),
    }
}

/// The secret from the environment, or one made at the first start and kept beside the data, readable by its owner.
fn secret(text: Option<String>, data: &Path) -> Result<String, ConfigError> {
    if let Some(text) = text {
        return if text.len() >= 32 {
            Ok(text)
        } else {
            Err(wrong("JENJANG_SECRET", "expected at least 32 characters"))
        };
    }
    let path = data.join("secret");
    match std::fs::read_to_string(&path) {
        Ok(kept) if kept.trim().len() >= 32 => Ok(kept.trim().to_owned()),
        Ok(_) => Err(wrong(
            "JENJANG_SECRET",
            format!("{} is too short; remove it to have a new one made", path.display()),
        )),
        Err(_) => {
            let made = hex::encode(rand::random::<[u8; 32]>());
            keep_secret(data, &path, &made).map_err(|error| {
                wrong(
                    "JENJANG_SECRET",
                    format!("it is not set, and {} cannot be written: {error}", path.display()),
                )
            })?;
            Ok(made)
        }
    }
}

fn keep_secret(data: &Path, path: &Path, made: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::create_dir_all(data)?;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(made.as_bytes())
}

fn default_sender(base_url: &str) -> String {
    let host = url::Url::parse(base_url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let host = host.filter(|host| host.contains('.') && host.parse::<std::net::IpAddr>().is_err());
    format!("Service Desk <servicedesk@{}>", host.unwrap_or_else(|| "localhost".into()))
}

fn default_workers() -> u64 {
    std::thread::available_parallelism().map_or(2, |cores| cores.get() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Config::read(Overrides::default(), move |name| {
            let found = pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
            found.or_else(|| (name == "JENJANG_SECRET").then(|| "0123456789abcdef0123456789abcdef".into()))
        })
    }

    #[test]
    fn nothing_set_is_a_desk_on_sqlite_in_the_data_folder() {
        let config = read(&[]).unwrap();
        assert_eq!(config.database, DatabaseUrl::Sqlite("data/jenjang.db".into()));
        assert_eq!(config.mail, MailTo::Folder("data/outbox".into()));
        assert_eq!(config.base_url, "http://127.0.0.1:8080");
    }

    #[test]
    fn a_wrong_setting_is_named_with_what_is_expected() {
        for (name, value) in [
            ("DATABASE_URL", "mysql://x"),
            ("JENJANG_LISTEN", "8080"),
            ("JENJANG_BASE_URL", "layanan"),
            ("JENJANG_SECRET", "short"),
            ("JENJANG_SMTP_URL", "mail.example"),
            ("JENJANG_TRUSTED_PROXIES", "10.0.0.1, x"),
            ("JENJANG_REPLY_ADDRESS", "Layanan <layanan@example.go.id>"),
            ("JENJANG_REPLY_ADDRESS", "a-local-part-that-is-too-long@example.go.id"),
            ("JENJANG_MAIL_PER_MINUTE", "100001"),
            ("JENJANG_LOG_FORMAT", "xml"),
            ("JENJANG_WORKERS", "0"),
            ("JENJANG_MAX_ATTACHMENT_MB", "many"),
            ("JENJANG_METRICS_TOKEN", "short"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert_eq!(error.name, name);
            assert!(!error.expected.is_empty());
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let config = read(&[
            ("JENJANG_SMTP_URL", "smtp://user:hush@mail:25"),
            ("DATABASE_URL", "postgres://u:hush@h/d"),
            ("JENJANG_METRICS_TOKEN", "hush-hush-hush-hush"),
        ])
        .unwrap();
        assert!(!format!("{config:?}").contains("hush"));
        assert!(!format!("{config:?}").contains("0123456789abcdef"));
    }
}
