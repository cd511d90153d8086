//! Time without keyboard and mouse input, as the desktop reports it. A thread asks, because the answer may be slow.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// Time between two questions to the desktop.
const EVERY: Duration = Duration::from_secs(10);

/// A handle on the thread that asks the desktop.
pub(crate) struct IdleWatch {
    questions: Sender<()>,
    answers: Receiver<Duration>,
    asked: Option<Instant>,
}

impl IdleWatch {
    /// Starts the thread, which calls `wake` after each answer and ends if the desktop does not know. `None` if no thread
    /// can be started.
    pub fn start(wake: impl Fn() + Send + 'static) -> Option<Self> {
        let (questions, asked) = channel();
        let (report, answers) = channel();
        let work = move || {
            while let (Ok(()), Ok(idle)) = (asked.recv(), system_idle_time::get_idle_time()) {
                if report.send(idle).is_err() {
                    return;
                }
                wake();
            }
        };
        let thread = std::thread::Builder::new().name("idle".into()).spawn(work);
        let thread = thread.inspect_err(|error| tracing::warn!("no thread for idle time: {error}"));
        thread.ok().map(|_| Self { questions, answers, asked: None })
    }

    /// Asks again if it is time to. Returns the latest answer since the last call.
    pub fn ask(&mut self) -> Option<Duration> {
        if self.asked.is_none_or(|asked| asked.elapsed() >= EVERY) {
            self.asked = Some(Instant::now());
            if self.questions.send(()).is_err() {
                tracing::debug!("the desktop reports no idle time");
            }
        }
        self.answers.try_iter().last()
    }
}
