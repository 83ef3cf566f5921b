//! The line to a mailbox: plain or TLS, signed in, its folder open.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_imap::types::Mailbox as Opened;
use async_imap::{Authenticator, Client, Session};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::mailbox::{Mailbox, Proof, Tls};

/// How long a server may take for one step.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Why nothing is collected at the moment; in plain words for the administrator, and without a secret.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct LineError(pub(super) String);

impl LineError {
    pub(super) fn at(step: &str, error: &dyn std::fmt::Display) -> Self {
        let said: String =
            error.to_string().chars().filter(|letter| !letter.is_control()).take(300).collect();
        Self(format!("{step}: {said}"))
    }
}

/// A line with a folder open.
pub(super) type Line = Session<Stream>;

/// Signs in and opens the folder.
pub(super) async fn open(mailbox: &Mailbox) -> Result<(Line, Opened), LineError> {
    let stream = within("connect", TcpStream::connect((mailbox.host.as_str(), mailbox.port))).await?;
    stream.set_nodelay(true).map_err(|error| LineError::at("connect", &error))?;
    let client = match mailbox.tls {
        Tls::None => greeted(Stream::Plain(stream)).await?,
        Tls::Wrapper => greeted(private(mailbox, stream).await?).await?,
        Tls::Required => {
            let mut client = greeted(Stream::Plain(stream)).await?;
            within("STARTTLS", client.run_command_and_check_ok("STARTTLS", None)).await?;
            let Stream::Plain(stream) = client.into_inner() else {
                return Err(LineError("STARTTLS: the line is private already".into()));
            };
            Client::new(private(mailbox, stream).await?)
        }
    };
    let mut session = signed_in(mailbox, client).await?;
    let opened = within("open the folder", session.select(&mailbox.folder)).await?;
    Ok((session, opened))
}

/// Signs in, looks how many messages there are, and leaves.
///
/// # Errors
/// At which step it went wrong, in plain words.
pub async fn try_out(mailbox: &Mailbox) -> Result<u32, LineError> {
    let (mut session, opened) = open(mailbox).await?;
    within("leave", session.logout()).await?;
    Ok(opened.exists)
}

/// One step, not for ever.
pub(super) async fn within<T, E: std::fmt::Display>(
    step: &str,
    what: impl Future<Output = Result<T, E>>,
) -> Result<T, LineError> {
    match timeout(PATIENCE, what).await {
        Ok(outcome) => outcome.map_err(|error| LineError::at(step, &error)),
        Err(_) => Err(LineError(format!("{step}: no answer in {} seconds", PATIENCE.as_secs()))),
    }
}

async fn greeted(stream: Stream) -> Result<Client<Stream>, LineError> {
    let mut client = Client::new(stream);
    match within("greeting", client.read_response()).await? {
        Some(_) => Ok(client),
        None => Err(LineError("greeting: the server hung up".into())),
    }
}

async fn signed_in(mailbox: &Mailbox, client: Client<Stream>) -> Result<Line, LineError> {
    let outcome = match &mailbox.proof {
        Proof::Password(password) => {
            timeout(PATIENCE, async {
                client.login(&mailbox.user, password).await.map_err(|(error, _)| error)
            })
            .await
        }
        Proof::TokenFile(path) => {
            let token = tokio::fs::read_to_string(path).await;
            let token = token.map_err(|error| LineError::at(&format!("token {}", path.display()), &error))?;
            let proof = Bearer { user: mailbox.user.clone(), token: token.trim().to_owned(), asked: false };
            timeout(PATIENCE, async {
                client.authenticate("XOAUTH2", proof).await.map_err(|(error, _)| error)
            })
            .await
        }
    };
    match outcome {
        Ok(Ok(session)) => Ok(session),
        Ok(Err(error)) => Err(LineError::at("sign in", &error)),
        Err(_) => Err(LineError("sign in: no answer".into())),
    }
}

/// XOAUTH2: the token at once; to a refusal's explanation an empty answer.
struct Bearer {
    user: String,
    token: String,
    asked: bool,
}

impl Authenticator for Bearer {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        if std::mem::replace(&mut self.asked, true) {
            return String::new();
        }
        format!("user={}\x01auth=Bearer {}\x01\x01", self.user, self.token)
    }
}

async fn private(mailbox: &Mailbox, stream: TcpStream) -> Result<Stream, LineError> {
    let name = ServerName::try_from(mailbox.host.clone()).map_err(|error| LineError::at("TLS", &error))?;
    let connector = TlsConnector::from(Arc::new(trust(mailbox)?));
    let stream = within("TLS", connector.connect(name, stream)).await?;
    Ok(Stream::Private(Box::new(stream)))
}

/// Whom we believe: the system's certificates, and those of `ca=`.
fn trust(mailbox: &Mailbox) -> Result<ClientConfig, LineError> {
    let mut roots = RootCertStore::empty();
    let (_, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = &mailbox.ca {
        let all = CertificateDer::pem_file_iter(path).map_err(|error| LineError::at("ca", &error))?;
        for certificate in all {
            let certificate = certificate.map_err(|error| LineError::at("ca", &error))?;
            roots.add(certificate).map_err(|error| LineError::at("ca", &error))?;
        }
    }
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| LineError::at("TLS", &error))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Bytes to and from a server.
#[derive(Debug)]
pub(super) enum Stream {
    /// As they are.
    Plain(TcpStream),
    /// Through TLS.
    Private(Box<TlsStream<TcpStream>>),
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        with: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(with, into),
            Self::Private(stream) => Pin::new(stream).poll_read(with, into),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, with: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(with, bytes),
            Self::Private(stream) => Pin::new(stream).poll_write(with, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, with: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(with),
            Self::Private(stream) => Pin::new(stream).poll_flush(with),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, with: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(with),
            Self::Private(stream) => Pin::new(stream).poll_shutdown(with),
        }
    }
}
