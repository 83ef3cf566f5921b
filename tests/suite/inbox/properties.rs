//! What holds whatever is decided about: pure, without a database.

use jenjang::desk::ids::{AgencyId, PersonId, TicketId};
use jenjang::desk::inbox::{
    Authenticity, Automatic, Bounce, Bounced, Bound, Correspondent, Decision, Evidence, Found, Known,
    MOST_AN_HOUR, Message, Part, PartTaken, Sender, decide,
};
use jenjang::desk::words::Status;
use proptest::prelude::*;
use uuid::Uuid;

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("Terima kasih banyak".to_owned()),
        Just("Masih lemot, tolong".to_owned()),
        Just("👍".to_owned()),
        ".{0,80}",
    ]
}

fn message() -> impl Strategy<Value = Message> {
    let part =
        Part { file_name: "a.txt".into(), media_type: "text/plain".into(), inline: false, bytes: Vec::new() };
    (
        proptest::option::of(prop_oneof![
            Just("siti@dinkes.demo.test".to_owned()),
            Just(String::new()),
            "[a-z]{1,8}@x.test"
        ]),
        words(),
        words(),
        proptest::option::of(proptest::sample::select(Authenticity::ALL)),
        proptest::option::of(proptest::sample::select(Automatic::ALL)),
        proptest::option::of(any::<bool>()),
        0..3_usize,
    )
        .prop_map(move |(from, subject, text, authenticity, automatic, bounce, parts)| Message {
            from: from.map(|address| Correspondent { address, name: String::new() }),
            subject,
            text,
            authenticity,
            automatic,
            bounce: bounce.map(|for_good| Bounce {
                address: None,
                message_id: None,
                for_good,
                words: String::new(),
            }),
            parts: vec![part.clone(); parts],
            ..Message::default()
        })
}

fn found() -> impl Strategy<Value = Found> {
    (
        proptest::sample::select(Status::ALL),
        prop_oneof![
            Just(PartTaken::Requester),
            Just(PartTaken::Staff),
            Just(PartTaken::Colleague),
            Just(PartTaken::None)
        ],
        prop_oneof![Just(Evidence::Letter), Just(Evidence::Address), Just(Evidence::Number)],
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(status, part, evidence, restricted, may_be_reopened)| Found {
            ticket: TicketId(Uuid::from_u128(7)),
            evidence,
            part,
            status,
            restricted,
            may_be_reopened,
            names: vec!["siti".into()],
        })
}

fn known() -> impl Strategy<Value = Known> {
    let agency = AgencyId(Uuid::from_u128(1));
    let sender =
        any::<bool>().prop_map(move |active| Sender { person: PersonId(Uuid::from_u128(2)), agency, active });
    let mailbox = prop_oneof![
        Just(Bound::Dinas),
        Just(Bound::Agency(agency)),
        Just(Bound::Agency(AgencyId(Uuid::from_u128(9))))
    ];
    let bounced = Bounced {
        person: PersonId(Uuid::from_u128(3)),
        address: "siti@dinkes.demo.test".into(),
        ticket: None,
    };
    (
        mailbox,
        (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()),
        proptest::option::of(sender),
        0..2 * MOST_AN_HOUR,
        proptest::option::of(found()),
        proptest::option::of(Just(bounced)),
    )
        .prop_map(
            |(mailbox, (is_own, is_copy, too_large, released), sender, in_last_hour, found, bounced)| Known {
                mailbox,
                is_own,
                is_copy,
                too_large,
                released,
                sender,
                in_last_hour,
                found: found.filter(|_| sender.is_some()),
                bounced,
                answers_waiting: false,
            },
        )
}

fn has_an_effect(decision: &Decision) -> bool {
    !matches!(decision, Decision::Ignored(_) | Decision::Quarantined(_))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn whatever_comes_is_decided_the_same_each_time(message in message(), known in known()) {
        prop_assert_eq!(decide(&message, &known), decide(&message, &known));
    }

    #[test]
    fn machines_open_nothing_and_get_no_answer(message in message(), known in known()) {
        let decision = decide(&message, &known);
        if message.automatic.is_some() && !known.released {
            prop_assert!(matches!(decision, Decision::Ignored(_) | Decision::Undeliverable { .. }), "{:?}", decision);
        }
        if known.is_own || known.is_copy || message.automatic == Some(Automatic::OwnLetter) {
            prop_assert!(!has_an_effect(&decision), "{:?}", decision);
        }
    }

    #[test]
    fn who_is_not_known_says_and_hears_nothing(message in message(), known in known()) {
        let decision = decide(&message, &known);
        let known_and_active = known.sender.is_some_and(|sender| sender.active);
        if !known_and_active && message.bounce.is_none() {
            prop_assert!(!has_an_effect(&decision), "{:?}", decision);
        }
        if message.authenticity == Some(Authenticity::Failed) && !known.released && message.bounce.is_none() {
            prop_assert!(!has_an_effect(&decision), "{:?}", decision);
        }
    }

    #[test]
    fn everything_done_is_done_in_the_senders_name(message in message(), known in known()) {
        let sender = known.sender.map(|sender| sender.person);
        match decide(&message, &known) {
            Decision::Comment { person, ticket, .. } => {
                prop_assert_eq!(Some(person), sender);
                let found = known.found.unwrap();
                prop_assert_eq!(ticket, found.ticket);
                prop_assert!(matches!(found.part, PartTaken::Requester | PartTaken::Staff));
                prop_assert!(!matches!(found.status, Status::Closed | Status::Cancelled));
            }
            Decision::Joined { person, .. } => {
                prop_assert_eq!(Some(person), sender);
                let found = known.found.unwrap();
                prop_assert!(found.part == PartTaken::Colleague && !found.restricted);
            }
            Decision::Ticket { person, agency, .. } => {
                prop_assert_eq!(Some(person), sender);
                prop_assert_eq!(Some(agency), known.sender.map(|sender| sender.agency));
                prop_assert!(known.released || known.in_last_hour < MOST_AN_HOUR);
            }
            Decision::Refused { person, .. } => prop_assert_eq!(Some(person), sender),
            Decision::Undeliverable { person } => prop_assert_eq!(Some(person), known.bounced.map(|letter| letter.person)),
            Decision::Ignored(_) | Decision::Quarantined(_) => {}
        }
    }

    #[test]
    fn what_says_something_is_never_lost(message in message(), known in known()) {
        // A person the desk knows, who says something, is ignored only with thanks on what is over.
        let decision = decide(&message, &known);
        let plain = message.automatic.is_none() && message.bounce.is_none() && !known.is_own && !known.is_copy;
        if plain && let Decision::Ignored(reason) = decision {
            prop_assert_eq!(reason.as_str(), "thanks");
            prop_assert!(known.found.is_some_and(|found| matches!(found.status, Status::Closed | Status::Cancelled)));
        }
    }
}
