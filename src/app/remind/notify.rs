//! Notifications of the desktop, on a thread of their own: its service may be slow, or not there.

use std::sync::mpsc::{Receiver, Sender, channel};

use crate::model::Minutes;
use crate::ui::{Reminder, ReminderIntent};

/// What came of a notification.
pub(crate) enum Answer {
    /// No service answered; the window shows it.
    NotShown(Reminder),
    Chosen(Reminder, ReminderIntent),
}

/// The desktop's notifications.
pub(crate) struct Notifier {
    jobs: Sender<Reminder>,
    answers: Receiver<Answer>,
}

impl Notifier {
    /// Starts the thread; `wake` is called when there is an answer. `None` where no thread can be had.
    pub fn start(wake: impl Fn() + Clone + Send + 'static) -> Option<Self> {
        let (jobs, todo) = channel::<Reminder>();
        let (report, answers) = channel();
        let work = move || {
            while let Ok(reminder) = todo.recv() {
                show(reminder, &report, &wake);
            }
        };
        std::thread::Builder::new().name("notify".into()).spawn(work).ok().map(|_| Self { jobs, answers })
    }

    /// Shows it, as soon as the service takes it.
    pub fn show(&self, reminder: Reminder) {
        // A thread that has died shows nothing; the window still tells the time.
        let _ = self.jobs.send(reminder);
    }

    /// The answers that have come.
    pub fn answers(&self) -> Vec<Answer> {
        self.answers.try_iter().collect()
    }
}

fn show(reminder: Reminder, report: &Sender<Answer>, wake: &(impl Fn() + Clone + Send + 'static)) {
    let mut notification = notify_rust::Notification::new();
    notification.appname("Gapwise").summary(&reminder.title).body(&reminder.body);
    // A click on the notification itself.
    notification.action("default", "Show");
    if reminder.start.is_some() {
        notification.action("start", "Start");
    }
    if reminder.rest {
        notification.action("break", "Take it");
    }
    for minutes in [5, 10, 30] {
        notification.action(&minutes.to_string(), &format!("In {minutes} min"));
    }
    match notification.show() {
        Err(_) => {
            if report.send(Answer::NotShown(reminder)).is_ok() {
                wake();
            }
        }
        Ok(shown) => wait(shown, reminder, report.clone(), wake.clone()),
    }
}

/// Waits for what is chosen, where the desktop says so.
#[cfg(all(unix, not(target_os = "macos")))]
fn wait(
    shown: notify_rust::NotificationHandle,
    reminder: Reminder,
    report: Sender<Answer>,
    wake: impl Fn() + Send + 'static,
) {
    let wait = move || {
        shown.wait_for_action(|action| {
            let intent = match action {
                "start" => Some(ReminderIntent::Start),
                "break" => Some(ReminderIntent::Break),
                "default" => Some(ReminderIntent::Show),
                other => other.parse().ok().map(|minutes| ReminderIntent::Snooze(Minutes::new(minutes))),
            };
            if let Some(intent) = intent
                && report.send(Answer::Chosen(reminder.clone(), intent)).is_ok()
            {
                wake();
            }
        });
    };
    // Without a thread the notification is shown all the same; only its buttons do nothing.
    let _ = std::thread::Builder::new().name("notified".into()).spawn(wait);
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn wait<H>(_shown: H, _reminder: Reminder, _report: Sender<Answer>, _wake: impl Fn() + Send + 'static) {}
