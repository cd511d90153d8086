//! How long nobody has touched keyboard and mouse, asked of the desktop on a thread of its own: it may be slow to answer.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// How often the desktop is asked while something runs.
const EVERY: Duration = Duration::from_secs(10);

/// The desktop's knowledge of when it was last touched.
pub(crate) struct IdleWatch {
    questions: Sender<()>,
    answers: Receiver<Duration>,
    asked: Option<Instant>,
}

impl IdleWatch {
    /// Starts the thread; `wake` is called when there is an answer. `None` where no thread can be had. A desktop that
    /// does not know is asked once.
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
        thread.ok().map(|_| Self { questions, answers, asked: None })
    }

    /// Asks again if it is time to, and returns what has come since the last look: the latest.
    pub fn ask(&mut self) -> Option<Duration> {
        if self.asked.is_none_or(|asked| asked.elapsed() >= EVERY) {
            self.asked = Some(Instant::now());
            // Nobody listens any more where the desktop does not know.
            let _ = self.questions.send(());
        }
        self.answers.try_iter().last()
    }
}
