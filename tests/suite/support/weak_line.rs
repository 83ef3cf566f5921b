//! A line between people and the desk that drops, delays and loses answers as it is told to.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From people to the desk.
    Up,
    /// From the desk to people.
    Down,
}

/// Where a connection is cut.
#[derive(Clone, Copy, Debug)]
struct Cut {
    id: usize,
    on: &'static str,
    way: Way,
    after: usize,
}

/// The line.
pub struct WeakLine {
    /// Where people find the desk: `http://127.0.0.1:PORT`.
    pub base: String,
    state: Arc<State>,
    listens: JoinHandle<()>,
}

struct State {
    desk: SocketAddr,
    cuts: Mutex<VecDeque<Cut>>,
    made: AtomicUsize,
    carried: AtomicUsize,
    delay: Mutex<Duration>,
    is_up: watch::Sender<bool>,
}

impl WeakLine {
    /// A line to the desk at `base`, sound so far.
    pub async fn to(base: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let state = Arc::new(State {
            desk: base.trim_start_matches("http://").parse().unwrap(),
            cuts: Mutex::default(),
            made: AtomicUsize::new(0),
            carried: AtomicUsize::new(0),
            delay: Mutex::default(),
            is_up: watch::Sender::new(true),
        });
        let base = format!("http://{}", listener.local_addr().unwrap());
        let listens = tokio::spawn(accept(listener, state.clone()));
        Self { base, state, listens }
    }

    /// After what was ordered before: cuts `times` connections on which a request begins with `on`, each `after` so many more
    /// bytes in that direction.
    pub fn cuts(&self, on: &'static str, way: Way, after: usize, times: usize) {
        let mut cuts = self.state.cuts.lock().unwrap();
        let next = cuts.back().map_or(self.made(), |cut| cut.id + 1);
        cuts.extend((0..times).map(|turn| Cut { id: next + turn, on, way, after }));
    }

    /// How many cuts were made.
    pub fn made(&self) -> usize {
        self.state.made.load(Ordering::SeqCst)
    }

    /// How many bytes came from the desk.
    pub fn carried(&self) -> usize {
        self.state.carried.load(Ordering::SeqCst)
    }

    /// Delays every piece by so much.
    pub fn delays(&self, delay: Duration) {
        *self.state.delay.lock().unwrap() = delay;
    }

    /// Drops every connection and takes no new one.
    pub fn goes_down(&self) {
        self.state.is_up.send_replace(false);
    }

    /// Is sound again.
    pub fn comes_back(&self) {
        self.state.is_up.send_replace(true);
    }
}

impl Drop for WeakLine {
    fn drop(&mut self) {
        self.listens.abort();
        self.goes_down();
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    while let Ok((people, _)) = listener.accept().await {
        if *state.is_up.borrow() {
            tokio::spawn(relay(people, state.clone()));
        }
    }
}

/// Carries one connection until it ends, is cut, or the line goes down.
async fn relay(mut people: TcpStream, state: Arc<State>) {
    let Ok(mut desk) = TcpStream::connect(state.desk).await else { return };
    let mut is_up = state.is_up.subscribe();
    let (mut up, mut down) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    let (mut seen, mut armed) = (Vec::new(), None::<(Cut, usize)>);
    loop {
        let (way, read) = tokio::select! {
            read = people.read(&mut up) => (Way::Up, read),
            read = desk.read(&mut down) => (Way::Down, read),
            _ = is_up.wait_for(|up| !up) => return,
        };
        let Ok(length @ 1..) = read else { return };
        let delay = *state.delay.lock().unwrap();
        tokio::time::sleep(delay).await;
        let piece = if way == Way::Up { &up[..length] } else { &down[..length] };
        let mut counted = length;
        if way == Way::Up
            && armed.is_none()
            && let Some((cut, at)) = state.begins(&mut seen, piece)
        {
            armed = Some((cut, cut.after));
            counted = length - at;
        }
        let mut carried = length;
        let mut is_cut = false;
        if let Some((cut, left)) = &mut armed
            && cut.way == way
        {
            if counted > *left {
                carried = length - counted + *left;
                is_cut = state.makes(cut.id);
            } else {
                *left -= counted;
            }
        }
        let piece = if is_cut { &piece[..carried] } else { piece };
        let written = match way {
            Way::Up => desk.write_all(piece).await,
            Way::Down => {
                state.carried.fetch_add(piece.len(), Ordering::SeqCst);
                people.write_all(piece).await
            }
        };
        if is_cut || written.is_err() {
            return;
        }
        // Another connection was cut in this one's place.
        if armed.is_some_and(|(cut, _)| !state.is_next(cut.id)) {
            armed = None;
        }
    }
}

impl State {
    /// Whether the next cut is for what begins in this piece, and how many bytes of it come before.
    fn begins(&self, seen: &mut Vec<u8>, piece: &[u8]) -> Option<(Cut, usize)> {
        let cut = *self.cuts.lock().unwrap().front()?;
        let before = seen.len();
        seen.extend_from_slice(piece);
        let found = seen.windows(cut.on.len()).position(|window| window == cut.on.as_bytes());
        let kept = seen.len().saturating_sub(cut.on.len().saturating_sub(1));
        seen.drain(..kept);
        let end = found? + cut.on.len();
        seen.clear();
        Some((cut, end.saturating_sub(before).min(piece.len())))
    }

    fn is_next(&self, id: usize) -> bool {
        self.cuts.lock().unwrap().front().is_some_and(|cut| cut.id == id)
    }

    fn makes(&self, id: usize) -> bool {
        let mut cuts = self.cuts.lock().unwrap();
        if cuts.front().is_none_or(|cut| cut.id != id) {
            return false;
        }
        cuts.pop_front();
        self.made.fetch_add(1, Ordering::SeqCst);
        true
    }
}
