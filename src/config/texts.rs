//! Settings that are texts: what is expected of each.

use super::{ConfigError, LogFormat, Secret, wrong};

/// Characters before the `@` of the reply address: with the tag (43 more) they are 64 at most.
const REPLY_LOCAL: usize = 21;

pub(super) fn check_listen(listen: &str) -> Result<(), ConfigError> {
    let port = listen.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
    match port {
        Some(Ok(_)) => Ok(()),
        _ => {
            Err(wrong("JENJANG_LISTEN", format!("expected address:port like 127.0.0.1:8080, not {listen:?}")))
        }
    }
}

pub(super) fn base_url(text: Option<String>, listen: &str) -> Result<String, ConfigError> {
    let Some(text) = text else { return Ok(format!("http://{listen}")) };
    match url::Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err(wrong(
            "JENJANG_BASE_URL",
            format!("expected an address like https://layanan.example.go.id, not {text:?}"),
        )),
    }
}

pub(super) fn checked_smtp(text: String) -> Result<String, ConfigError> {
    match url::Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "smtp" | "smtps") && url.has_host() => Ok(text),
        _ => Err(wrong(
            "JENJANG_SMTP_URL",
            "expected smtp://user:password@host:port?tls=none|starttls|wrapper",
        )),
    }
}

pub(super) fn metrics_token(text: Option<String>) -> Result<Option<Secret>, ConfigError> {
    match text {
        Some(text) if text.len() < 16 || text.contains(char::is_whitespace) => {
            Err(wrong("JENJANG_METRICS_TOKEN", "expected at least 16 characters without spaces"))
        }
        text => Ok(text.map(Secret::new)),
    }
}

/// A plain address whose local part leaves room for a tag.
pub(super) fn reply_address(text: Option<String>) -> Result<Option<String>, ConfigError> {
    let Some(text) = text else { return Ok(None) };
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    match text.split_once('@') {
        Some((local, domain))
            if (1..=REPLY_LOCAL).contains(&local.len())
                && !domain.is_empty()
                && local.chars().all(plain)
                && domain.chars().all(plain) =>
        {
            Ok(Some(text.to_lowercase()))
        }
        _ => Err(wrong(
            "JENJANG_REPLY_ADDRESS",
            format!(
                "expected a plain address like layanan@example.go.id with {REPLY_LOCAL} characters before the @ at most, not {text:?}"
            ),
        )),
    }
}

/// What stands between commas.
pub(super) fn listed(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
}

pub(super) fn proxies(text: Option<String>) -> Result<Vec<std::net::IpAddr>, ConfigError> {
    text.iter()
        .flat_map(|text| text.split(','))
        .map(|part| {
            part.trim()
                .parse()
                .map_err(|_| wrong("JENJANG_TRUSTED_PROXIES", format!("{part:?} is no IP address")))
        })
        .collect()
}

pub(super) fn log_format(text: Option<String>) -> Result<LogFormat, ConfigError> {
    match text.as_deref() {
        None | Some("pretty") => Ok(LogFormat::Pretty),
        Some("json") => Ok(LogFormat::Json),
        Some(other) => Err(wrong("JENJANG_LOG_FORMAT", format!("expected pretty or json, not {other:?}"))),
    }
}
