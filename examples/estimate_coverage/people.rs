//! The people of a data file and their finished tasks.

use std::collections::BTreeMap;

use gapwise::model::Minutes;

const HEADER: &str = "person,order,category,estimate_min,actual_min";

/// The finished tasks of one person, in order.
pub type Tasks = Vec<Finished>;

pub struct Finished {
    order: String,
    pub category: String,
    pub estimate: Minutes,
    pub actual: Minutes,
}

/// Returns the tasks by person. An error names the line.
pub fn parse(text: &str) -> Result<BTreeMap<String, Tasks>, String> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    if lines.next().map(str::trim_end) != Some(HEADER) {
        return Err(format!("line 1: expected the header {HEADER}"));
    }
    let mut people: BTreeMap<String, Tasks> = BTreeMap::new();
    for (index, line) in lines.enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let (person, task) = parse_line(line).map_err(|error| format!("line {}: {error}", index + 2))?;
        people.entry(person).or_default().push(task);
    }
    people.values_mut().for_each(sort);
    Ok(people)
}

fn parse_line(line: &str) -> Result<(String, Finished), String> {
    if line.contains('"') {
        return Err("quotes are not understood".to_owned());
    }
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    let [person, order, category, estimate, actual] = fields.as_slice() else {
        return Err(format!("expected 5 fields, found {}", fields.len()));
    };
    let (order, category) = ((*order).to_owned(), (*category).to_owned());
    let (estimate, actual) = (minutes(estimate)?, minutes(actual)?);
    Ok(((*person).to_owned(), Finished { order, category, estimate, actual }))
}

fn minutes(text: &str) -> Result<Minutes, String> {
    let value: f64 = text.parse().map_err(|_| format!("{text:?} is not a number of minutes"))?;
    if !(value > 0.0 && value <= f64::from(Minutes::MAX.get())) {
        return Err(format!("{text:?} is not above 0 and at most {} minutes", Minutes::MAX.get()));
    }
    Ok(Minutes::new((value.round() as u32).max(1)))
}

/// Sorts by order, as numbers where all are; tasks of the same order stay as they are in the file.
fn sort(tasks: &mut Tasks) {
    let number = |task: &Finished| task.order.parse::<u64>().ok();
    if tasks.iter().all(|task| number(task).is_some()) {
        tasks.sort_by_key(number);
    } else {
        tasks.sort_by(|a, b| a.order.cmp(&b.order));
    }
}
