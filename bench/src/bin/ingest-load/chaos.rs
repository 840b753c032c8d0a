//! What happens to the server during the load: reloads and killed workers.

use std::rc::Rc;
use std::time::Instant;

use crate::events::Dice;
use crate::{Shared, master, proc};

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
        // Noted first: a connection may see its end before this line would run.
        shared.killed.borrow_mut().push((victim, Instant::now()));
        proc::signal(victim, "KILL");
    }
}

/// The living workers, from /stats (a child of the master may also be the embedded cluster).
async fn workers(shared: &Shared) -> Vec<u32> {
    for _ in 0..10 {
        if let Some(answer) = master::get(&shared.options.address, "/stats").await {
            let children = proc::children(shared.master);
            return pids(&String::from_utf8_lossy(&answer.body)).filter(|pid| children.contains(pid)).collect();
        }
    }
    Vec::new()
}

/// Every `"pid":N` of the JSON.
fn pids(stats: &str) -> impl Iterator<Item = u32> {
    stats.split(r#""pid":"#).skip(1).filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
}
