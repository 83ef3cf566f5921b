//! One line to the desk: HTTP/1.1 kept alive, as little of it as a load run needs, so that the load costs little itself.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection that asks and is answered, one after the other.
pub struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The header lines, as they came.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Line {
    /// Connects to `address:port`.
    pub async fn to(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<Reply> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let end = loop {
            self.more().await?;
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
        let chunked =
            header(&head, "transfer-encoding").is_some_and(|how| how.eq_ignore_ascii_case("chunked"));
        let body = if chunked { self.chunks(end).await? } else { self.whole(end, &head).await? };
        Ok(Reply { status, body, head })
    }

    /// The body whose length was said.
    async fn whole(&mut self, begin: usize, head: &str) -> io::Result<Vec<u8>> {
        let length = header(head, "content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        while self.buffer.len() < begin + length {
            self.more().await?;
        }
        Ok(self.buffer[begin..begin + length].to_vec())
    }

    /// The body that comes in pieces, as compressed ones do.
    async fn chunks(&mut self, mut at: usize) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                if let Some(length) = self.buffer[at..].windows(2).position(|two| two == b"\r\n") {
                    break at + length;
                }
                self.more().await?;
            };
            let length = std::str::from_utf8(&self.buffer[at..line])
                .ok()
                .and_then(|text| usize::from_str_radix(text.trim(), 16).ok())
                .ok_or(io::ErrorKind::InvalidData)?;
            let end = line + 2 + length;
            while self.buffer.len() < end + 2 {
                self.more().await?;
            }
            body.extend_from_slice(&self.buffer[line + 2..end]);
            at = end + 2;
            if length == 0 {
                return Ok(body);
            }
        }
    }

    async fn more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// A whole request. `more` are further header lines, each ended with `\r\n`.
pub fn request(method: &str, path: &str, more: &str, body: &str) -> Vec<u8> {
    format!("{method} {path} HTTP/1.1\r\nHost: desk\r\n{more}Content-Length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}
