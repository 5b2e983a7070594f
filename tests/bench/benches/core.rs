//! What the core costs without a transport: time, allocations, instructions; compared with serde_json alone.
//!
//! `cargo bench -p wechat-user-bench --bench core`

use std::path::Path;

use wechat_user_bench::case::{Case, Reader};
use wechat_user_bench::job::Job;
use wechat_user_bench::options::Options;
use wechat_user_bench::report::{Cell, Report};
use wechat_user_bench::{Failure, process, rounds};

/// The most allocations of a whole call.
const fn most_allocations(case: Case) -> u64 {
    match case {
        Case::SmallCall => 4,
        Case::Page => 35,
        _ => 900,
    }
}

fn main() -> Result<(), Failure> {
    let options = Options::parse_arguments();
    let (contender, counted) = (Path::new(env!("CARGO_BIN_EXE_contender")), env!("CARGO_BIN_EXE_counted-contender"));
    let counts_instructions = !options.short && process::can_count_instructions();
    let columns = ["case", "reader", "us", "time / floor", "allocations", "instructions", "instructions / floor"];
    let mut report = Report::new("core", &options, &columns);
    for case in Case::ALL {
        let times = match case {
            Case::SmallCall => options.amount(20_000, 10),
            Case::Page => options.amount(100, 1),
            _ => options.amount(1_000, 1),
        };
        let readers: Vec<Reader> = Reader::ALL.into_iter().filter(|reader| reader.can_read(case)).collect();
        let job = |reader, times, dry| Job::Core { case, reader, times, dry };
        let jobs: Vec<Job> = readers.iter().map(|reader| job(*reader, times, false)).collect();
        let samples = rounds::interleave(contender, options.rounds, &jobs)?;
        // What was counted is part of the check for those readers that count it.
        rounds::check_totals(&samples)?;
        let mut floor_instructions = None;
        for (reader, timed) in readers.iter().zip(&samples) {
            let allocations = process::run(counted.as_ref(), &job(*reader, 1, false))?.allocations;
            if *reader == Reader::Call && allocations > Some(most_allocations(case)) {
                return Err(format!("{}: {allocations:?} allocations", case.name()).into());
            }
            let mut instructions = None;
            if counts_instructions {
                let some = times / 100;
                let all = process::instructions(contender, &job(*reader, some, false))?;
                let dry = process::instructions(contender, &job(*reader, some, true))?;
                instructions = Some((all - dry) / some);
                floor_instructions = floor_instructions.or(instructions);
            }
            report.row([
                case.name().into(),
                reader.name().into(),
                rounds::spread(timed, |sample| sample.wall_ns, 1e3 * times as f64).into(),
                rounds::ratio(timed, &samples[0], |sample| sample.wall_ns).into(),
                allocations.into(),
                instructions.into(),
                ratio(instructions, floor_instructions),
            ]);
        }
    }
    report.finish(&options, env!("CARGO_TARGET_TMPDIR"))
}

fn ratio(count: Option<u64>, floor: Option<u64>) -> Cell {
    count.zip(floor).map(|(count, floor)| count as f64 / floor as f64).into()
}
