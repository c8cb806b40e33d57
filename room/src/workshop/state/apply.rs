//! What each event changes.

use super::{Attempt, Court, Lawful, Message, Pair, Person, Proposal, State, Sweep, decode};
use crate::workshop::event::{Event, Stamped};

impl State {
    /// Adds an event. Events were checked before they were recorded; one that does not fit changes nothing.
    pub fn apply(&mut self, stamped: &Stamped) {
        if let Event::Rewound { to } = &stamped.event {
            if let Some(rewound) = self.rewound(*to, stamped.at) {
                *self = rewound;
            }
            self.history.push(stamped.clone());
            return;
        }
        self.history.push(stamped.clone());
        self.change(&stamped.event, stamped.at);
        let alone = self.people.iter().find(|(_, person)| person.pair.is_none());
        self.waiting = alone.map(|(address, _)| address.clone());
    }

    fn change(&mut self, event: &Event, at: u64) {
        match event.clone() {
            Event::Opened { .. } | Event::Rewound { .. } => {}
            Event::Joined { address, nickname, bot } => {
                self.joined += 1;
                let person = Person { nickname, bot, pair: None, compared: None, confirmed: None };
                self.people.insert(address, person);
            }
            Event::Expelled { address } => self.expel(&address),
            Event::Renamed { address, nickname } => {
                if let Some(person) = self.people.get_mut(&address) {
                    person.nickname = nickname;
                }
            }
            Event::Paired { one, other, build } => {
                let number = self.pairs.len() + 1;
                for address in [&one, &other] {
                    if let Some(person) = self.people.get_mut(address) {
                        person.pair = Some(number);
                    }
                }
                self.pairs.push(Pair { one, other, build });
            }
            Event::Cast { trustees, attackers, judge } => {
                (self.trustees, self.attackers, self.judge) = (trustees, attackers, judge);
            }
            Event::Message { order, from, to, sent, body } => {
                let pair = self.people.get(&from).and_then(|person| person.pair);
                let pair = pair.filter(|_| self.partner(&from) == Some(&to));
                let body = decode(&body).unwrap_or_default().into();
                self.messages.push(Message { order, from, to, sent, body, pair });
            }
            Event::SceneSet { scene } => (self.scene, self.since) = (scene, at),
            Event::Frozen { on } => self.frozen = on,
            Event::Blanked { on } => self.blank = on,
            Event::Masked { on } => self.masked = on,
            Event::Noticed { text } => self.notice = text,
            Event::FreeText { on } => self.free_text = on,
            Event::Asked { question } => {
                self.question = Some(question);
                self.closed.remove(&question);
            }
            Event::Voted { address, question, choice } => {
                self.votes.entry(question).or_default().insert(address, choice);
            }
            Event::Closed { question } => {
                self.question = self.question.filter(|open| *open != question);
                self.closed.insert(question);
            }
            Event::Compared { address, equal } => {
                if let Some(person) = self.people.get_mut(&address) {
                    person.compared = Some(equal);
                }
            }
            Event::Proposed { id, address, text } => {
                self.proposals.insert(id, Proposal { address, text, allowed: None });
            }
            Event::Ruled { id, allowed } => {
                if let Some(proposal) = self.proposals.get_mut(&id) {
                    proposal.allowed = Some(allowed);
                }
            }
            Event::Drawn { address, card, die, hit } => {
                self.draws += 1;
                self.stolen.extend(hit);
                self.cards.insert(address, (card, die, hit));
            }
            Event::Stolen { trustee } => {
                self.stolen.insert(trustee);
            }
            Event::Attempted { shares, tallies } => self.attempts.push(Attempt { shares, tallies }),
            Event::Confirmed { address, right, wrong } => {
                if let Some(person) = self.people.get_mut(&address) {
                    person.confirmed = Some((right, wrong));
                }
            }
            Event::Swept { k, n, epoch, rows } => self.sweep = Some(Sweep { design: (k, n, epoch), rows }),
            Event::Limited { rows } => self.limits = rows,
            Event::Reset { keep_people } => self.reset(keep_people, at),
            Event::Ended => self.ended = true,
            event => self.rule(event),
        }
    }

    /// What happens to an order.
    fn rule(&mut self, event: Event) {
        if let Event::Requested { id, pair } = event {
            self.court = Some(Court { id, pair, ..Court::default() });
            return;
        }
        let Some(court) = &mut self.court else { return };
        match event {
            Event::Judged { id, granted } if id == court.id => court.granted = Some(granted),
            Event::Decided { id, trustee, released, reason } if id == court.id => {
                court.decisions.insert(trustee, (released, reason));
            }
            Event::Lawful { id, texts, beyond, log, deposits: _ } if id == court.id => {
                court.brought = Some(Lawful { texts, beyond, log });
            }
            Event::Failed { id, why } if id == court.id => court.failed = Some(why),
            _ => {}
        }
    }

    /// Somebody is gone; a partner who is left behind keeps the chat.
    fn expel(&mut self, address: &str) {
        self.people.remove(address);
        self.attackers.retain(|attacker| attacker != address);
        self.judge = self.judge.take().filter(|judge| judge != address);
        for votes in self.votes.values_mut() {
            votes.remove(address);
        }
    }

    /// Begins again: a new key, no messages, no results. People stay, or not; who is whose partner is dealt anew.
    fn reset(&mut self, keep_people: bool, at: u64) {
        let Some(first) = self.history.first().cloned() else { return };
        let Ok(mut fresh) = Self::open(&first) else { return };
        fresh.round = self.round;
        fresh.deal();
        fresh.joined = self.joined;
        fresh.since = at;
        fresh.history = std::mem::take(&mut self.history);
        if keep_people {
            fresh.people = std::mem::take(&mut self.people);
            for person in fresh.people.values_mut() {
                (person.pair, person.compared, person.confirmed) = (None, None, None);
            }
        }
        *self = fresh;
    }
}
