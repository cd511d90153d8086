//! One window for a workspace: a later start hands its requests over to the window that is open.
//!
//! The channel is a local socket for each workspace on each machine, on all systems. A request is one line of JSON.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use interprocess::local_socket::traits::{ListenerExt as _, Stream as _};
use interprocess::local_socket::{
    GenericFilePath, GenericNamespaced, ListenerOptions, Name, Stream, ToFsName as _, ToNsName as _,
};
use uuid::Uuid;

use super::errand::Errand;
use crate::store::Place;

/// Longest request in bytes.
const MAX_REQUEST: u64 = 64 * 1024;
/// Time for a request and its answer; a window that hangs counts as closed.
const PATIENCE: Duration = Duration::from_secs(3);
const TAKEN: &str = "taken\n";

/// Receives the requests of later starts while its window is open.
#[derive(Debug)]
pub(crate) struct SingleWindow {
    errands: Receiver<Vec<Errand>>,
    ends: Arc<AtomicBool>,
    socket: Socket,
}

impl SingleWindow {
    /// Listens for the workspace at `place`. The caller holds its window lock, so a socket that exists is a leftover.
    ///
    /// # Errors
    /// When the socket cannot be made.
    pub fn listen(place: &Place, wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let socket = Socket::of(place);
        socket.remove();
        let listener = ListenerOptions::new().name(socket.name()?).create_sync()?;
        let (sender, errands) = channel();
        let ends = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&ends);
        std::thread::Builder::new().name("instance".into()).spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                match stream.and_then(|stream| take_request(stream, &sender)) {
                    Ok(()) => wake(),
                    Err(error) => tracing::warn!("a request of another start was refused: {error}"),
                }
            }
        })?;
        Ok(Self { errands, ends, socket })
    }

    /// Returns the requests since the last call: one list for each start, empty for a start without arguments.
    pub fn requests(&self) -> impl Iterator<Item = Vec<Errand>> + '_ {
        self.errands.try_iter()
    }
}

impl Drop for SingleWindow {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        // Wakes the thread, which waits for a connection.
        if let Err(error) = self.socket.name().and_then(Stream::connect) {
            tracing::debug!("the socket was closed already: {error}");
        }
        self.socket.remove();
    }
}

/// Gives `errands` to the window that has the workspace open. Returns whether one took them.
pub(crate) fn hand_over(place: &Place, errands: &[Errand]) -> bool {
    let sent = || -> io::Result<String> {
        let mut stream = Stream::connect(Socket::of(place).name()?)?;
        limit(&stream);
        let mut line = serde_json::to_string(errands)?;
        line.push('\n');
        stream.write_all(line.as_bytes())?;
        let mut answer = String::new();
        BufReader::new(stream.take(TAKEN.len() as u64)).read_line(&mut answer)?;
        Ok(answer)
    };
    match sent() {
        Ok(answer) => answer == TAKEN,
        Err(error) => {
            tracing::debug!("no window took the request: {error}");
            false
        }
    }
}

fn take_request(stream: Stream, sender: &Sender<Vec<Errand>>) -> io::Result<()> {
    limit(&stream);
    let mut reader = BufReader::new(stream.take(MAX_REQUEST));
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let errands = serde_json::from_str(&line)?;
    sender.send(errands).map_err(io::Error::other)?;
    reader.into_inner().into_inner().write_all(TAKEN.as_bytes())
}

/// Sets the time limits, where the system has them for local sockets.
fn limit(stream: &Stream) {
    for set in [stream.set_recv_timeout(Some(PATIENCE)), stream.set_send_timeout(Some(PATIENCE))] {
        if let Err(error) = set {
            tracing::debug!("a local socket has no time limit here: {error}");
        }
    }
}

/// The socket of a workspace: a file in the folder of the user's session on Unix, a named pipe on Windows.
#[derive(Debug)]
struct Socket {
    /// `None` for a pipe.
    file: Option<PathBuf>,
    name: String,
}

impl Socket {
    fn of(place: &Place) -> Self {
        let key = Uuid::new_v5(&Uuid::NAMESPACE_URL, place.state.as_os_str().as_encoded_bytes());
        let name = format!("gapwise-{}", key.simple());
        let session = directories::BaseDirs::new().and_then(|dirs| dirs.runtime_dir().map(PathBuf::from));
        let dir = session.filter(|dir| dir.is_dir()).unwrap_or_else(|| place.state.clone());
        Self { file: cfg!(unix).then(|| dir.join(format!("{name}.socket"))), name }
    }

    fn name(&self) -> io::Result<Name<'_>> {
        match &self.file {
            Some(file) => file.as_path().to_fs_name::<GenericFilePath>(),
            None => self.name.as_str().to_ns_name::<GenericNamespaced>(),
        }
    }

    fn remove(&self) {
        if let Some(file) = &self.file
            && let Err(error) = std::fs::remove_file(file)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!("an old socket cannot be removed: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(dir: &tempfile::TempDir) -> Place {
        let place = Place::with_state(&dir.path().join("work"), Some(&dir.path().join("state")));
        std::fs::create_dir_all(&place.state).expect("the state folder");
        place
    }

    #[test]
    fn a_second_start_hands_its_requests_to_the_open_window() {
        let dir = tempfile::tempdir().expect("a folder");
        let place = place(&dir);
        assert!(!hand_over(&place, &[Errand::Now]), "no window is open");
        let instance = SingleWindow::listen(&place, || {}).expect("a socket");
        let errands = vec![Errand::Draft("Call Ann\n30m".into()), Errand::Now];
        assert!(hand_over(&place, &errands));
        assert!(hand_over(&place, &[]));
        assert_eq!(instance.requests().collect::<Vec<_>>(), [errands, Vec::new()]);
        drop(instance);
        assert!(!hand_over(&place, &[Errand::Now]), "the window is closed");
    }

    #[test]
    fn garbage_on_the_socket_is_refused_and_the_window_goes_on_listening() {
        let dir = tempfile::tempdir().expect("a folder");
        let place = place(&dir);
        let instance = SingleWindow::listen(&place, || {}).expect("a socket");
        for garbage in ["", "\n", "{\"a\":", "[{\"Delete\":1}]\n", "\u{0}\u{1}\n"] {
            let mut stream = Stream::connect(Socket::of(&place).name().expect("a name")).expect("a connection");
            stream.write_all(garbage.as_bytes()).expect("written");
        }
        assert!(hand_over(&place, &[Errand::Today]));
        assert_eq!(instance.requests().collect::<Vec<_>>(), [[Errand::Today]]);
    }

    #[test]
    fn a_leftover_of_a_killed_window_is_replaced_and_workspaces_are_apart() {
        let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let (one, other) = (place(&one), place(&other));
        let socket = Socket::of(&one);
        if let Some(file) = &socket.file {
            std::fs::write(file, "stale").expect("written");
        }
        let instance = SingleWindow::listen(&one, || {}).expect("a socket");
        assert!(!hand_over(&other, &[]));
        assert!(hand_over(&one, &[]));
        assert_eq!(instance.requests().count(), 1);
    }
}
