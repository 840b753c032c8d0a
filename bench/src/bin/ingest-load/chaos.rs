//! What happens to the server during the load: reloads and killed workers.

use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::events::Dice;
use crate::{Shared, master, proc};

/// A killed worker's connections are gone at the latest this much after its process.
const DYING: Duration = Duration::from_millis(500);

/// How often /stats is asked for a living worker, every 50 ms.
const TRIES: usize = 200;

/// SIGUSR1 to the master, every `reload_every`.
pub(crate) async fn reload(shared: Rc<Shared>) {
    let Some(every) = shared.options.reload_every else {
        return;
    };
    loop {
        tokio::time::sleep(every).await;
        shared.report.borrow_mut().reloads += 1;
        proc::signal(shared.master, "USR1");
    }
}

/// SIGKILL to a random worker, every `kill_every`.
pub(crate) async fn kill(shared: Rc<Shared>) {
    let Some(every) = shared.options.kill_every else {
        return;
    };
    let mut dice = Dice::new(shared.options.seed ^ 0xDEAD);
    loop {
        tokio::time::sleep(every).await;
        let workers = workers(&shared).await;
        if workers.is_empty() {
            shared.report.borrow_mut().complain("no worker to kill: /stats names none that is alive".into());
            continue;
        }
        let victim = workers[dice.roll(workers.len() as u64) as usize];
        let place = shared.killed.borrow().len();
        shared.killed.borrow_mut().push((victim, None));
        proc::signal(victim, "KILL");
        while proc::alive(victim) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        shared.killed.borrow_mut()[place].1 = Some(Instant::now() + DYING);
    }
}

/// The living workers, from /stats (a child of the master may also be the embedded cluster). A worker that has just been
/// replaced may still be in there alone, so it asks again for a while.
async fn workers(shared: &Shared) -> Vec<u32> {
    for _ in 0..TRIES {
        if let Some(answer) = master::get(&shared.options.address, "/stats").await {
            let children = proc::children(shared.master);
            let stats = String::from_utf8_lossy(&answer.body).into_owned();
            let workers: Vec<u32> = pids(&stats).filter(|pid| children.contains(pid)).collect();
            if !workers.is_empty() {
                return workers;
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Vec::new()
}

/// Every `"pid":N` of the JSON.
fn pids(stats: &str) -> impl Iterator<Item = u32> {
    stats.split(r#""pid":"#).skip(1).filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
}
