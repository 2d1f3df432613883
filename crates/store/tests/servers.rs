//! The story, told through two servers on one PostgreSQL. Each of its orders goes to both at the same moment, among
//! orders of others, and both give one answer. One of the two is killed again and again while it is at work; the other
//! carries the story on, and nothing of it is lost, doubled or told otherwise.
#![allow(clippy::unwrap_used)]

mod common;

use common::{child::*, *};
use rules::{
    act::Actor,
    registry::add_jurisdiction::AddJurisdiction,
    testing::{Stage, World},
    value::Instant,
};
use std::{
    collections::BTreeMap,
    io::{BufRead, Write},
    sync::Arc,
    time::Duration,
};
use store::{Receipt, Request, Store};

/// Of so many orders, one is the last that the second server takes.
const KILL_EACH: usize = 9;

/// The second server. Not a test: without its folder it does nothing. Reads orders, a line each, and says their answers;
/// two others keep it busy meanwhile, so that its batches hold more than the story.
#[test]
#[ignore = "runs as a child of the other test"]
fn second_server() {
    let Some((settings, words)) = ordered() else { return };
    let head = read_actor(&words);
    let clock = HandClock::at(Instant(0));
    let store = Arc::new(Store::open(settings, clock.clone()).unwrap());
    for thread in 0..2 {
        let store = store.clone();
        std::thread::spawn(move || {
            for n in 0.. {
                let name = format!("other-{}-{thread}-{n}", std::process::id());
                let receipt = store.execute(Request::new(head, AddJurisdiction { name: name.clone() })).unwrap();
                say(&format!("other {} {name}", receipt.position));
                std::thread::sleep(Duration::from_millis(5));
            }
        });
    }
    say("READY");
    for line in std::io::stdin().lock().lines() {
        let (now, request) = read_order(&line.unwrap());
        clock.set(now);
        let receipt = store.execute(request).unwrap();
        say(&format!("story {}", serde_json::to_string(&receipt).unwrap()));
    }
}

fn written_actor(actor: &Actor) -> String {
    format!("{} {}", actor.account.map_or("-".to_owned(), |a| a.to_string()), actor.seat)
}

fn read_actor(words: &str) -> Actor {
    let (account, seat) = words.split_once(' ').unwrap();
    Actor { account: account.parse().ok(), seat: seat.parse().ok().unwrap() }
}

fn written_order(now: Instant, r: &Request) -> String {
    serde_json::to_string(&(now.0, written_actor(&r.actor), &r.act, &r.command, &r.key)).unwrap()
}

fn read_order(line: &str) -> (Instant, Request) {
    let (now, actor, act, command, key): (i64, String, _, rules::Command, _) = serde_json::from_str(line).unwrap();
    (Instant(now), Request { act, key, ..Request::new(read_actor(&actor), command) })
}

/// What the second server said: its answer to the order under way, and the orders of others by position.
#[derive(Default)]
struct Heard {
    story: Option<Receipt>,
    others: BTreeMap<u64, String>,
}

impl Heard {
    fn take(&mut self, line: &str) {
        let (what, rest) = line.split_once(' ').unwrap();
        if what == "story" {
            self.story = Some(serde_json::from_str(rest).unwrap());
            return;
        }
        let (position, name) = rest.split_once(' ').unwrap();
        let doubled = self.others.insert(position.parse().unwrap(), name.to_owned());
        assert_eq!(doubled, None, "{line}: the position was given twice");
    }
}

#[test]
fn the_story_is_told_through_two_servers_of_which_one_is_killed() {
    let Some(home) = Home::postgres() else { return };
    let world = World::at(Stage::NoticePublished);
    let store = home.open();
    let mut teller = Teller::default();
    teller.tell_some(&store, &home.clock, &world, 1);
    let words = written_actor(&teller.actor(world.cast.office_head.actor()));
    let mut heard = Heard::default();
    let (mut second, mut kills, mut cut_off) = (Some(Server::start(&home, "second_server", &words)), 0, 0);
    for n in 1..world.accepted().len() {
        let mut request = teller.request(&world, n);
        request.key = Some(format!("story-{n}"));
        stage_evidence(&store, &request);
        let now = world.accepted()[n].now.recorded_at;
        home.clock.set(now);
        let mut server = second.take().unwrap_or_else(|| Server::start(&home, "second_server", &words));
        heard.story = None;
        writeln!(server.child.stdin.as_mut().unwrap(), "{}", written_order(now, &request)).unwrap();
        let receipt = std::thread::scope(|s| {
            let here = s.spawn(|| store.execute(request));
            if n % KILL_EACH == 0 {
                std::thread::sleep(moment(n as u64, Duration::from_millis(12)));
                server.kill().iter().for_each(|line| heard.take(line));
                kills += 1;
                cut_off += usize::from(heard.story.is_none());
            } else {
                while heard.story.is_none() {
                    heard.take(&server.said.recv_timeout(Duration::from_secs(60)).expect("an answer"));
                }
                second = Some(server);
            }
            here.join().unwrap().unwrap_or_else(|e| panic!("order {n}: {e:?}"))
        });
        if let Some(there) = &heard.story {
            assert_eq!(*there, receipt, "both servers give one answer to order {n}");
        }
        teller.learn(&store, &world, n, &receipt);
    }
    second.into_iter().flat_map(Server::kill).for_each(|line| heard.take(&line));
    for (position, name) in &heard.others {
        let fact = store.read(|c, a| store::read::record::fact(c, a, *position)).unwrap();
        assert!(format!("{:?}", fact.unwrap().event).contains(name), "position {position} was acknowledged for {name}");
    }
    verified(&store);
    drop(store);
    let report = verified(&home.open());
    let (orders, others) = (teller.told, heard.others.len());
    println!("{orders} orders of the story and {others} of others, {kills} kills, {cut_off} without an answer; {} entries", report.entries);
    assert!(kills > 10 && cut_off > 0 && cut_off < kills && others > orders / 10, "{kills} {cut_off} {others}");
}
