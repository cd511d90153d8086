//! Desktop notifications, on their own thread: the service may be slow or missing.

use std::sync::mpsc::{Receiver, Sender, channel};

use crate::model::Minutes;
use crate::ui::{Reminder, ReminderIntent, ReminderOffer};

/// The result of a notification.
pub(crate) enum Answer {
    /// No service answered, so the window shows it.
    NotShown(Reminder),
    Chosen(Reminder, ReminderIntent),
}

/// A handle on the thread that shows notifications.
pub(crate) struct Notifier {
    jobs: Sender<Reminder>,
    answers: Receiver<Answer>,
}

impl Notifier {
    /// Starts the thread, which calls `wake` after each answer. `None` if no thread can be started.
    pub fn start(wake: impl Fn() + Clone + Send + 'static) -> Option<Self> {
        let (jobs, todo) = channel::<Reminder>();
        let (report, answers) = channel();
        let work = move || {
            while let Ok(reminder) = todo.recv() {
                show(reminder, &report, &wake);
            }
        };
        let thread = std::thread::Builder::new().name("notify".into()).spawn(work);
        let started = thread.inspect_err(|error| tracing::warn!("no thread for notifications: {error}"));
        started.ok().map(|_| Self { jobs, answers })
    }

    /// Shows a reminder as soon as the service takes it. Returns it if the thread has ended.
    pub fn show(&self, reminder: Reminder) -> Option<Reminder> {
        let unsent = self.jobs.send(reminder).err()?;
        tracing::warn!("the thread for notifications has ended");
        Some(unsent.0)
    }

    /// Takes the answers that have arrived.
    pub fn answers(&self) -> Vec<Answer> {
        self.answers.try_iter().collect()
    }
}

fn show(reminder: Reminder, report: &Sender<Answer>, wake: &(impl Fn() + Clone + Send + 'static)) {
    let mut notification = notify_rust::Notification::new();
    notification.appname("Gapwise").summary(&reminder.title).body(&reminder.body);
    // Stands for a click on the notification itself.
    notification.action("default", "Show");
    let accept = match reminder.offer {
        ReminderOffer::Nothing => None,
        ReminderOffer::Start(..) => Some("Start"),
        ReminderOffer::Break => Some("Take break"),
        ReminderOffer::Finish => Some("Finish"),
    };
    if let Some(text) = accept {
        notification.action("accept", text);
    }
    if reminder.offer == ReminderOffer::Finish {
        notification.action("extend", "5 min more");
    } else {
        for minutes in [5, 10, 30] {
            notification.action(&minutes.to_string(), &format!("In {minutes} min"));
        }
    }
    match notification.show() {
        Err(error) => {
            tracing::debug!("no notification: {error}");
            if report.send(Answer::NotShown(reminder)).is_ok() {
                wake();
            }
        }
        Ok(shown) => wait(shown, reminder, report.clone(), wake.clone()),
    }
}

/// Waits for a click on one of the buttons, on desktops that report it.
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
                "accept" => Some(ReminderIntent::Accept),
                "extend" => Some(ReminderIntent::Extend),
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
    if let Err(error) = std::thread::Builder::new().name("notified".into()).spawn(wait) {
        tracing::warn!("the buttons of a notification do nothing: {error}");
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn wait<H>(_shown: H, _reminder: Reminder, _report: Sender<Answer>, _wake: impl Fn() + Send + 'static) {}
