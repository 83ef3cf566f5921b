//! Style sheet, script and pictures, under addresses that change with their content.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::Files;

/// A file a browser may keep for ever under its hashed address.
#[derive(Debug)]
pub struct Asset {
    /// The content.
    pub bytes: Cow<'static, [u8]>,
    /// The media type, with the character set where it is text.
    pub content_type: &'static str,
    /// The first twelve hexadecimal digits of the content's SHA-256.
    pub hash: String,
    pressed: OnceLock<Option<Vec<u8>>>,
}

impl Asset {
    /// The content pressed together as well as gzip can, once for all who ask; nothing where that gains nothing.
    pub fn gzipped(&self) -> Option<&[u8]> {
        let press = || {
            let mut writer = GzEncoder::new(Vec::new(), Compression::best());
            writer.write_all(&self.bytes).ok()?;
            writer.finish().ok().filter(|pressed| pressed.len() < self.bytes.len())
        };
        self.pressed.get_or_init(press).as_deref()
    }
}

/// Every file below `templates/assets`.
pub(super) struct Assets(BTreeMap<String, Asset>);

impl Assets {
    pub(super) fn load() -> Self {
        let mut assets = BTreeMap::new();
        for file in Files::iter() {
            let (Some(path), Some(content)) = (file.strip_prefix("assets/"), Files::get(&file)) else {
                continue;
            };
            let hash = hex::encode(&Sha256::digest(&content.data)[..6]);
            assets.insert(
                path.to_owned(),
                Asset {
                    bytes: content.data,
                    content_type: content_type(path),
                    hash,
                    pressed: OnceLock::new(),
                },
            );
        }
        Self(assets)
    }

    pub(super) fn get(&self, path: &str) -> Option<&Asset> {
        self.0.get(path)
    }

    pub(super) fn urls(&self) -> Vec<String> {
        self.0.keys().filter_map(|path| self.url(path)).collect()
    }

    /// What tells the assets of one build from those of another.
    pub(super) fn version(&self) -> String {
        let mut digest = Sha256::new();
        for (path, asset) in &self.0 {
            digest.update(path.as_bytes());
            digest.update(asset.hash.as_bytes());
        }
        hex::encode(&digest.finalize()[..6])
    }

    pub(super) fn url(&self, path: &str) -> Option<String> {
        self.get(path).map(|asset| format!("/assets/{}/{path}", asset.hash))
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml; charset=utf-8",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
