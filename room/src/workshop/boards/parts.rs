//! Parts of the stage's board: attempts, cards, the court, people.

use serde_json::{Value, json};

use super::{View, nickname};
use crate::workshop::event::Card;
use crate::workshop::state::{Attempt, Person, State};

pub(super) fn attempts(state: &State) -> Vec<Value> {
    let one = |attempt: &Attempt| {
        let opened = attempt.tallies.iter().filter(|tally| tally.opened > 0).count();
        json!({"shares": attempt.shares.len(), "which": attempt.shares, "needed": state.threshold.0, "opened": opened, "of": attempt.tallies.len()})
    };
    state.attempts.iter().map(one).collect()
}

pub(super) fn cards(state: &State) -> Vec<Value> {
    let one = |(address, (card, die, hit)): (&String, &(Card, u8, Option<u8>))| json!({"nickname": nickname(state, address), "card": card.id(), "die": die, "hit": hit});
    state.cards.iter().map(one).collect()
}

pub(super) fn court(state: &State) -> Value {
    let Some(court) = &state.court else { return json!({"state": "none", "needed": state.threshold.0}) };
    let phase = match (court.granted, &court.brought, &court.failed) {
        (_, Some(_), _) => "opened",
        (_, _, Some(_)) => "failed",
        (None, ..) => "asked",
        (Some(false), ..) => "refused",
        (Some(true), ..) if state.refused() => "refused",
        (Some(true), ..) => "granted",
    };
    let released: Vec<_> =
        court.decisions.iter().filter(|(_, (yes, _))| *yes).map(|(index, _)| index).collect();
    let refused: Vec<_> = court
        .decisions
        .iter()
        .filter(|(_, (yes, _))| !*yes)
        .map(|(index, (_, why))| json!({"trustee": index, "reason": why}))
        .collect();
    let opened = court.brought.as_ref().map(|brought| json!({"messages": brought.texts.len(), "sessions": usize::from(!brought.texts.is_empty())}));
    json!({
        "state": phase, "id": court.id, "pair": court.pair,
        "who": state.pair(court.pair).map(|pair| [nickname(state, &pair.one), nickname(state, &pair.other)]),
        "released": released, "refused": refused, "needed": state.threshold.0, "opened": opened,
        "beyond": court.brought.as_ref().map(|brought| [brought.beyond.0, brought.beyond.1]),
        "log": court.brought.as_ref().map(|brought| brought.log.clone()).unwrap_or_default(),
        "failed": court.failed,
    })
}

pub(super) fn confirmed(state: &State) -> Value {
    let told = state.people.values().filter_map(|person| person.confirmed);
    let (right, wrong, phones) = told.fold((0u64, 0u64, 0), |(right, wrong, phones), (r, w)| {
        (right.saturating_add(r), wrong.saturating_add(w), phones + 1)
    });
    json!({"right": right, "wrong": wrong, "phones": phones})
}

pub(super) fn people(state: &State, view: &View) -> Vec<Value> {
    let one = |(address, person): (&String, &Person)| {
        json!({
            "address": address, "nickname": person.nickname, "online": view.online.contains(address), "bot": person.bot,
            "roles": state.roles(address), "seat": state.seat(address), "pair": person.pair, "compared": person.compared,
        })
    };
    state.people.iter().map(one).collect()
}
