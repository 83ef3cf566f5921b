//! A mail server that misbehaves on demand.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server does to the next letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trick {
    /// Takes it, as a server should.
    Take,
    /// "Mailbox busy, try later."
    RecipientLater,
    /// "No such mailbox."
    RecipientNever,
    /// "Your letter looks like spam."
    ContentNever,
    /// "Sign in first."
    SignInFirst,
    /// Says nothing more after the recipient.
    Hang,
    /// Hangs up in the middle of the letter.
    DropInside,
    /// Takes the whole letter, keeps it, and hangs up before it says so.
    DropAfter,
}

/// A mail server on a free port; it ends with the test.
pub struct Crooked {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    tricks: VecDeque<Trick>,
    kept: Vec<String>,
    greets: bool,
    connections: usize,
}

impl Crooked {
    /// Starts one that does these tricks to the next letters, one each, and then behaves.
    pub fn start(tricks: &[Trick]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            tricks: tricks.iter().copied().collect(),
            greets: true,
            ..State::default()
        }));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = shared.clone();
                std::thread::spawn(move || converse(stream, &state));
            }
        });
        Self { port, state }
    }

    /// The next connections are accepted and not spoken to.
    pub fn falls_silent(&self) {
        self.state.lock().unwrap().greets = false;
    }

    /// Speaks again.
    pub fn recovers(&self) {
        self.state.lock().unwrap().greets = true;
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }

    /// The letters it kept.
    pub fn kept(&self) -> Vec<String> {
        self.state.lock().unwrap().kept.clone()
    }

    /// The tricks nobody has seen yet.
    pub fn tricks_left(&self) -> usize {
        self.state.lock().unwrap().tricks.len()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }
}

/// One conversation, until somebody hangs up.
fn converse(stream: TcpStream, state: &Mutex<State>) -> Option<()> {
    let greets = {
        let mut state = state.lock().unwrap();
        state.connections += 1;
        state.greets
    };
    let mut words = BufReader::new(stream.try_clone().ok()?).lines();
    let mut line = Line(stream);
    if !greets {
        // Waits for the other side to lose patience.
        words.next();
        return None;
    }
    line.says("220 crooked.test ESMTP")?;
    loop {
        let said = words.next()?.ok()?.to_uppercase();
        if said.starts_with("EHLO") {
            line.says("250-crooked.test\r\n250 8BITMIME")?;
        } else if said.starts_with("MAIL") || said.starts_with("RSET") {
            line.says("250 go on")?;
        } else if said.starts_with("RCPT") {
            let trick = state.lock().unwrap().tricks.pop_front().unwrap_or(Trick::Take);
            letter(&mut line, &mut words, trick, state)?;
        } else if said.starts_with("QUIT") {
            return line.says("221 bye");
        } else {
            line.says("502 what?")?;
        }
    }
}

/// One letter, from its recipient on.
fn letter(
    line: &mut Line,
    words: &mut impl Iterator<Item = std::io::Result<String>>,
    trick: Trick,
    state: &Mutex<State>,
) -> Option<()> {
    match trick {
        Trick::RecipientLater => return line.says("450 4.2.1 mailbox busy"),
        Trick::RecipientNever => return line.says("550 5.1.1 no such mailbox"),
        Trick::SignInFirst => return line.says("530 5.7.0 sign in first"),
        Trick::Hang => {
            words.next();
            return None;
        }
        Trick::Take | Trick::ContentNever | Trick::DropInside | Trick::DropAfter => {}
    }
    line.says("250 fine")?;
    words.next()?.ok()?;
    line.says("354 tell me")?;
    let mut text = String::new();
    for said in words {
        let said = said.ok()?;
        if trick == Trick::DropInside && said.is_empty() {
            return line.hangs_up();
        }
        if said == "." {
            break;
        }
        text.push_str(said.strip_prefix('.').unwrap_or(&said));
        text.push_str("\r\n");
    }
    if trick == Trick::ContentNever {
        return line.says("554 5.7.1 spam");
    }
    state.lock().unwrap().kept.push(text);
    if trick == Trick::DropAfter {
        return line.hangs_up();
    }
    line.says("250 2.0.0 kept")
}

struct Line(TcpStream);

impl Line {
    fn says(&mut self, words: &str) -> Option<()> {
        self.0.write_all(format!("{words}\r\n").as_bytes()).ok()
    }

    fn hangs_up(&mut self) -> Option<()> {
        self.0.shutdown(Shutdown::Both).ok()?;
        None
    }
}
