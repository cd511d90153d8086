//! Desktop notifications, on their own thread: the service may be slow or missing.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use notify_rust::{Notification, NotificationHandle};

use crate::model::Minutes;
use crate::ui::{Reminder, ReminderIntent, ReminderOffer, ReminderSubject};

enum NotifierJob {
    Show(Reminder),
    Withdraw(ReminderSubject),
}

/// The result of a notification.
pub(crate) enum NoticeAnswer {
    /// No service answered, so the window shows it.
    NotShown(Reminder),
    Chosen(Reminder, ReminderIntent),
}

/// A handle on the thread that shows notifications.
pub(crate) struct Notifier {
    jobs: Sender<NotifierJob>,
    answers: Receiver<NoticeAnswer>,
}

impl Notifier {
    /// Starts the thread, which calls `wake` after each answer. `None` if no thread can be started.
    pub fn start(wake: impl Fn() + Clone + Send + 'static) -> Option<Self> {
        let (jobs, todo) = channel();
        let (report, answers) = channel();
        let work = move || {
            let mut shown: Vec<(ReminderSubject, Arc<NotificationHandle>)> = Vec::new();
            while let Ok(job) = todo.recv() {
                let subject = match &job {
                    NotifierJob::Show(reminder) => reminder.subject,
                    NotifierJob::Withdraw(subject) => *subject,
                };
                for (_, old) in shown.extract_if(.., |(other, _)| *other == subject) {
                    close(&old);
                }
                if let NotifierJob::Show(reminder) = job {
                    shown.extend(show(reminder, &report, &wake).map(|new| (subject, new)));
                }
            }
        };
        let thread = std::thread::Builder::new().name("notify".into()).spawn(work);
        let started = thread.inspect_err(|error| tracing::warn!("no thread for notifications: {error}"));
        started.ok().map(|_| Self { jobs, answers })
    }

    /// Shows a reminder as soon as the service takes it. Returns whether the thread has taken it.
    pub fn show(&self, reminder: Reminder) -> bool {
        let sent = self.jobs.send(NotifierJob::Show(reminder));
        sent.inspect_err(|_| tracing::warn!("the thread for notifications has ended")).is_ok()
    }

    /// Closes the notification of a reminder.
    pub fn withdraw(&self, subject: ReminderSubject) {
        if self.jobs.send(NotifierJob::Withdraw(subject)).is_err() {
            tracing::debug!("the thread for notifications has ended");
        }
    }

    /// Takes the answers that have arrived.
    pub fn answers(&self) -> Vec<NoticeAnswer> {
        self.answers.try_iter().collect()
    }
}

fn show(
    reminder: Reminder,
    report: &Sender<NoticeAnswer>,
    wake: &(impl Fn() + Clone + Send + 'static),
) -> Option<Arc<NotificationHandle>> {
    let mut notification = Notification::new();
    notification.appname("Gapwise").summary(&reminder.title).body(&body(&reminder.body));
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
            notification.action(&minutes.to_string(), &format!("In {}", Minutes::new(minutes)));
        }
    }
    match notification.show() {
        Err(error) => {
            tracing::debug!("no notification: {error}");
            if report.send(NoticeAnswer::NotShown(reminder)).is_ok() {
                wake();
            }
            None
        }
        Ok(shown) => {
            let shown = Arc::new(shown);
            wait(Arc::clone(&shown), reminder, report.clone(), wake.clone());
            Some(shown)
        }
    }
}

/// Returns the body for a service that may read it as markup (Desktop Notifications Specification, "Markup"): the place
/// of a meeting comes from an invitation, and could hold a link or a picture from the net.
#[cfg(all(unix, not(target_os = "macos")))]
fn body(text: &str) -> String {
    // A service that does not answer is taken for one that reads markup.
    let reads_markup = notify_rust::get_capabilities().map_or(true, |can| can.iter().any(|it| it == "body-markup"));
    if reads_markup { without_markup(text) } else { text.to_owned() }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn body(text: &str) -> String {
    text.to_owned()
}

#[cfg(any(test, all(unix, not(target_os = "macos"))))]
fn without_markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Waits for a click on one of the buttons, on desktops that report it.
#[cfg(all(unix, not(target_os = "macos")))]
fn wait(
    shown: Arc<NotificationHandle>,
    reminder: Reminder,
    report: Sender<NoticeAnswer>,
    wake: impl Fn() + Send + 'static,
) {
    use notify_rust::NotificationResponse as Response;
    let answer = move |response: &Response| {
        let intent = match response {
            Response::Default => Some(ReminderIntent::Show),
            Response::Action(action) => match action.as_str() {
                "accept" => Some(ReminderIntent::Accept),
                "extend" => Some(ReminderIntent::Extend),
                other => other.parse().ok().map(|minutes| ReminderIntent::Snooze(Minutes::new(minutes))),
            },
            Response::Reply(_) | Response::Closed(_) => None,
        };
        if let Some(intent) = intent
            && report.send(NoticeAnswer::Chosen(reminder, intent)).is_ok()
        {
            wake();
        }
    };
    let wait = move || pollster::block_on(shown.wait_for_action_async(answer));
    if let Err(error) = std::thread::Builder::new().name("notified".into()).spawn(wait) {
        tracing::warn!("the buttons of a notification do nothing: {error}");
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn close(shown: &NotificationHandle) {
    pollster::block_on(shown.close_async());
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn wait<H>(_shown: H, _reminder: Reminder, _report: Sender<NoticeAnswer>, _wake: impl Fn() + Send + 'static) {}

/// Does nothing: other systems take no notification back.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn close(_shown: &NotificationHandle) {}

#[cfg(test)]
mod tests {
    use super::without_markup;

    #[test]
    fn a_body_shows_markup_as_text() {
        let place = "Room 1 & 2 <img src=\"http://example.org/seen\"> &lt;";
        assert_eq!(without_markup(place), "Room 1 &amp; 2 &lt;img src=\"http://example.org/seen\"&gt; &amp;lt;");
        assert_eq!(without_markup("Planned 10:00–10:25"), "Planned 10:00–10:25");
    }
}
